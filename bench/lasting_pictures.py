"""A thousand requests at once for the lasting addresses of one stale page, and a hot address."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from bench.answers import get, repeating
from bench.hot_page import rate
from bench.idle_connections import many_files
from bench.reporting import interleaved, median, parser, report
from bench.rows import inside
from bench.stampede import CALLS, LATENCY, VIDEOS, Stage, words
from bench.table import Row
from bench.visitors import Seen, Visits
from bench.wrk import Load, load, middle, require
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

CONNECTIONS = 6  # that a browser opens to one host
#: Half of the threads may wait: here for all pictures that a browser asks one process for.
WORKERS, THREADS = 2, 16


@dataclass
class Figures:
    calls: list[int] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    ceiling: list[float] = field(default_factory=list)
    failed: int = 0
    dead: int = 0
    answers: int = 0
    cards: int = 0
    cards_alone: list[int] = field(default_factory=list)
    hot: list[Load] = field(default_factory=list)
    raw: list[Load] = field(default_factory=list)


def addresses(stage: Stage) -> list[str]:
    return [f"{stage.page}/v/{video_id}.jpg" for video_id in stage.ids[:VIDEOS]]


def stampede(stage: Stage, readers: int, figures: Figures) -> None:
    """Let all readers ask at once for the pictures of a page that nobody asked for lately."""
    dead = stage.make_stale()
    seen = crowd(addresses(stage), readers)
    wait_for(lambda: len(stage.queries()) >= CALLS, "the calls", seconds=10)
    figures.calls.append(len(stage.queries()))
    figures.slowest.append(max(seen.seconds))
    figures.failed += seen.failed
    for body, count in seen.bodies.items():
        leads_on = body.startswith("<")
        figures.answers += count
        figures.cards += count * (not leads_on)
        figures.dead += count * (leads_on and body.strip("<>") in dead)


def hot(stage: Stage, readers: int) -> float:
    """Return the readers' own cost: the seconds until all have an answer from memory."""
    urls = addresses(stage)
    wait_for(lambda: {get(each).status for each in urls} == {302}, "every picture")
    return max(crowd(urls, readers).seconds)


def read(stage: Stage) -> int:
    """Let one browser fetch the pictures of a stale page; return how many were cards."""
    stage.make_stale()
    with ThreadPoolExecutor(CONNECTIONS) as browser:
        found = list(browser.map(get, addresses(stage)))
    wait_for(lambda: len(stage.queries()) >= CALLS, "the calls", seconds=10)
    return sum(each.status == 200 for each in found)


def crowd(urls: Sequence[str], readers: int) -> Seen:
    asking = Visits("once", " ".join(urls), readers)
    asking.go()
    return asking.seen()


def measure(site: Site, readers: int, rounds: int, seconds: int) -> Figures:
    figures = Figures()
    stage = Stage(site)
    site.control("settings", {"latency_ms": LATENCY})
    stage.round_trip()
    with many_files(2 * readers):
        for _ in range(rounds):
            stampede(stage, readers, figures)
            figures.ceiling.append(hot(stage, readers))
            figures.cards_alone.append(read(stage))
    url = addresses(stage)[0]
    answer = get(url)
    with (
        tempfile.TemporaryDirectory(prefix="lasting-pictures-") as made,
        repeating(answer, Path(made), workers=WORKERS, threads=THREADS) as raw,
    ):
        if get(raw).status != answer.status:
            raise AssertionError("the sides do not answer the same")
        run = partial(load, seconds=seconds)
        found = interleaved({"raw": partial(run, raw), "hot": partial(run, url)}, 3 * rounds)
    figures.raw, figures.hot = found["raw"], found["hot"]
    return figures


def rows(figures: Figures, readers: int) -> list[Row]:
    slowest = max(figures.slowest)
    ratio = median([a.rate / b.rate for a, b in zip(figures.hot, figures.raw, strict=True)])
    lost = sum(each.failed for each in (*figures.hot, *figures.raw))
    return [
        Row("requests at once, pictures, rounds",
            f"{readers:,} for {VIDEOS} × {len(figures.calls)}"),
        Row("calls of TikTok, each round", words(figures.calls), f"{CALLS} each",
            all(calls == CALLS for calls in figures.calls)),
        Row("the last has an answer after", f"{slowest:.2f} s", "within 2 s", slowest <= 2),
        Row("  of hot addresses (the ceiling)", f"{max(figures.ceiling):.2f} s"),
        Row("answers that failed", str(figures.failed), "none", not figures.failed),
        Row("answers that led to a dead picture", f"{figures.dead} of {figures.answers:,}", "none",
            not figures.dead),
        Row("answers with a card", f"{figures.cards / max(figures.answers, 1):.0%}"),
        Row("one browser's cards, each round", words(figures.cards_alone), "none",
            not any(figures.cards_alone)),
        Row("a raw WSGI function", rate(middle(figures.raw))),
        Row("a hot lasting address", rate(middle(figures.hot))),
        Row("  of the function's rate", f"{ratio:.2f}", "at least 0.80", ratio >= 0.8),
        Row("requests of these that failed", str(lost), "none", not lost),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("lasting-pictures")
    options.add_argument("--readers", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=1, help="of one run of wrk")
    chosen = options.parse_args(arguments)
    require("wrk")
    settings = {"WEB_WORKERS": str(WORKERS), "WEB_THREADS": str(THREADS)}
    with showreel(env=settings) as site, inside(site):
        figures = measure(site, chosen.readers, chosen.rounds, chosen.seconds)
    return report(
        f"{chosen.readers:,} requests for the lasting addresses of one stale page",
        rows(figures, chosen.readers),
        asdict(figures),
        chosen.json,
    )
