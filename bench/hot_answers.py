"""What other programs ask of a page, while it is hot: each against a raw function's same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.answers import get, repeating
from bench.hot_page import ASKED, THREADS, VIDEOS, WORKERS, rate
from bench.published import publish
from bench.reporting import interleaved, median, parser, report
from bench.table import Row
from bench.wrk import Load, load, middle, require
from tests.servers.launch import showreel
from tests.servers.waiting import wait_for

LEAST = 0.8


@dataclass(frozen=True)
class Pair:
    """The loads of one address and of a raw function with the same bytes, round by round."""

    size: int
    hot: list[Load]
    raw: list[Load]

    @property
    def ratio(self) -> float:
        """The median of each round's ratio: a busy moment slows both."""
        return median([a.rate / b.rate for a, b in zip(self.hot, self.raw, strict=True)])


def addresses(page: str, video_id: str) -> dict[str, str]:
    """Return the addresses that programs ask for, by what they are."""
    parts = urlsplit(page)
    site, handle = f"{parts.scheme}://{parts.netloc}", parts.path.removeprefix("/@")
    return {
        "Atom feed": f"{page}/feed.atom",
        "RSS feed": f"{page}/feed.xml",
        "JSON feed": f"{page}/feed.json",
        "lasting picture": f"{page}/v/{video_id}.jpg",
        "API": f"{site}/api/v1/pages/{handle}",
        "oEmbed": f"{site}/oembed?{urlencode({'url': page})}",
        "embed frame": f"{page}/embed",
    }


def measure(rounds: int, seconds: int) -> dict[str, Pair]:
    settings = {"WEB_WORKERS": str(WORKERS), "WEB_THREADS": str(THREADS)}
    with showreel(env=settings) as site:
        page = publish(site, "mira", VIDEOS)
        wait_for(lambda: get(page)["Cache-Control"] != "no-store", "every cover of the page")
        newest = site.control("creators/mira")["videos"][0]["id"]
        asked = addresses(page, newest)
        return {name: pair_of(url, rounds, seconds) for name, url in asked.items()}


def pair_of(url: str, rounds: int, seconds: int) -> Pair:
    wait_for(lambda: get(url).status in (200, 302), url)
    answer = get(url, ASKED)
    with (
        tempfile.TemporaryDirectory(prefix="hot-answers-") as folder,
        repeating(answer, Path(folder), workers=WORKERS, threads=THREADS) as raw,
    ):
        if (same := get(raw, ASKED)).body != answer.body or same.status != answer.status:
            raise AssertionError("the sides do not answer the same bytes")
        run = partial(load, seconds=seconds)
        sides = {"raw": partial(run, raw, ASKED), "hot": partial(run, url, ASKED)}
        found = interleaved(sides, rounds)
    return Pair(len(answer.body), found["hot"], found["raw"])


def rows(pairs: Mapping[str, Pair]) -> list[Row]:
    made = []
    for name, pair in pairs.items():
        made += [
            Row(f"{name}, {pair.size:,} bytes as sent", rate(middle(pair.hot))),
            Row("  of the function's rate", f"{pair.ratio:.2f}", f"at least {LEAST:.2f}",
                pair.ratio >= LEAST),
        ]  # fmt: skip
    failed = sum(each.failed for pair in pairs.values() for each in (*pair.hot, *pair.raw))
    return [*made, Row("requests that failed", str(failed), "none", not failed)]


def main(arguments: Sequence[str]) -> bool:
    options = parser("hot-answers")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--seconds", type=int, default=1, help="of one run")
    chosen = options.parse_args(arguments)
    require("wrk")
    pairs = measure(chosen.rounds, chosen.seconds)
    title = f"Hot answers for programs, {VIDEOS} videos, {WORKERS} workers"
    return report(title, rows(pairs), {k: asdict(v) for k, v in pairs.items()}, chosen.json)
