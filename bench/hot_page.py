"""The hot page against a plain WSGI function, and behind nginx against nginx's own file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench import nginx
from bench.answers import Answer, get, repeating
from bench.published import publish
from bench.reporting import interleaved, median, parser, report
from bench.table import Row
from bench.wrk import Load, load, middle, require
from tests.servers.launch import showreel
from tests.servers.waiting import wait_for

VIDEOS = 24
WORKERS, THREADS = 2, 8
#: A browser's request headers.
ASKED = {"Accept-Encoding": "gzip"}


def measure(rounds: int, seconds: int) -> tuple[dict[str, list[Load]], Answer]:
    settings = {"WEB_WORKERS": str(WORKERS), "WEB_THREADS": str(THREADS)}
    with tempfile.TemporaryDirectory(prefix="hot-page-") as made, showreel(env=settings) as site:
        folder = Path(made)
        url = publish(site, "mira", VIDEOS)
        wait_for(lambda: get(url)["Cache-Control"] != "no-store", "every cover of the page")
        page = get(url, ASKED)
        path = url.removeprefix(site.url)
        with (
            repeating(page, folder, workers=WORKERS, threads=THREADS) as raw,
            nginx.in_front_of(site.url, page, folder) as (behind, static),
        ):
            same = (raw, behind + path, static + "/page", static + "/open")
            if any(get(each, ASKED).body != page.body for each in same):
                raise AssertionError("the sides do not answer the same bytes")
            has_it = {**ASKED, "If-None-Match": page["ETag"]}
            if get(url, has_it).status != 304:
                raise AssertionError("the page is not answered by 304")
            run = partial(load, seconds=seconds)
            sides: Mapping[str, Callable[[], Load]] = {
                "raw": partial(run, raw, ASKED),
                "page": partial(run, url, ASKED),
                "304": partial(run, url, has_it),
                "nginx": partial(run, behind + path, ASKED),
                "static": partial(run, static + "/page", ASKED),
                "open": partial(run, static + "/open", ASKED),
                "ceiling": partial(run, static + "/nothing"),
            }
            return interleaved(sides, rounds), page


def rows(found: Mapping[str, list[Load]], page: Answer) -> list[Row]:
    def ratio(one: str, other: str) -> float:
        """Return the median ratio of the two rates in each round: a busy moment slows both."""
        return median([a.rate / b.rate for a, b in zip(found[one], found[other], strict=True)])

    loads = {name: middle(each) for name, each in found.items()}
    page_of_raw, same_of_page = ratio("page", "raw"), ratio("304", "page")
    behind_of_static = ratio("nginx", "static")
    p99 = loads["page"].p99 / loads["raw"].p99
    failed = sum(each.failed for each in loads.values())
    return [
        Row("bytes of the page, as sent", f"{len(page.body):,}"),
        Row("the load generator's ceiling", rate(loads["ceiling"])),
        Row("a raw WSGI function", rate(loads["raw"])),
        Row("the page", rate(loads["page"])),
        Row("  of the function's rate", f"{page_of_raw:.2f}", "at least 0.80", page_of_raw >= 0.8),
        Row("  p99 of the function's p99", f"{p99:.2f} ×", "at most 2 ×", p99 <= 2),
        Row("304 of the page's rate", f"{same_of_page:.2f}", "at least 1, less 5 %",
            same_of_page >= 0.95),
        Row("nginx, a static file", rate(loads["static"])),
        Row("nginx, the page from its cache", rate(loads["nginx"])),
        Row("  of the file's rate", f"{behind_of_static:.2f}", "at least 0.90",
            behind_of_static >= 0.9),
        Row("  of a file's that stays open, as it does", f"{ratio('nginx', 'open'):.2f}"),
        Row("requests that failed", str(failed), "none", not failed),
    ]  # fmt: skip


def rate(found: Load) -> str:
    return f"{found.rate:,.0f} /s, p99 {found.p99:.1f} ms"


def main(arguments: Sequence[str]) -> bool:
    options = parser("hot-page")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--seconds", type=int, default=1, help="of one run")
    chosen = options.parse_args(arguments)
    require("wrk", "nginx")
    found, page = measure(chosen.rounds, chosen.seconds)
    figures = {name: [asdict(each) for each in loads] for name, loads in found.items()}
    return report(
        f"The hot page, {VIDEOS} videos, {WORKERS} workers", rows(found, page), figures, chosen.json
    )
