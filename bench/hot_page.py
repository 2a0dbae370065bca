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
from bench.reporting import interleaved, parser, report
from bench.table import Row
from bench.wrk import Load, load, middle, require
from tests.servers.launch import showreel
from tests.servers.waiting import wait_for

VIDEOS = 24
WORKERS, THREADS = 2, 8
#: As a browser asks.
ASKED = {"Accept-Encoding": "gzip"}


def measure(rounds: int, seconds: int) -> tuple[dict[str, Load], Answer]:
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
            if get(raw, ASKED).body != page.body or get(behind + path, ASKED).body != page.body:
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
                "ceiling": partial(run, static + "/nothing"),
            }
            loads = interleaved(sides, rounds)
    return {name: middle(found) for name, found in loads.items()}, page


def rows(loads: Mapping[str, Load], page: Answer) -> list[Row]:
    raw, ours, same = loads["raw"], loads["page"], loads["304"]
    behind, static = loads["nginx"], loads["static"]
    failed = sum(each.failed for each in loads.values())
    return [
        Row("bytes of the page, as sent", f"{len(page.body):,}"),
        Row("the load generator's ceiling", rate(loads["ceiling"])),
        Row("a raw WSGI function", rate(raw)),
        Row("the page", rate(ours)),
        Row("  of the function's rate", f"{ours.rate / raw.rate:.2f}", "at least 0.80",
            ours.rate >= 0.8 * raw.rate),
        Row("  p99 of the function's p99", f"{ours.p99 / raw.p99:.2f} ×", "at most 2 ×",
            ours.p99 <= 2 * raw.p99),
        Row("304 of the page's rate", f"{same.rate / ours.rate:.2f}", "at least 1, less 5 %",
            same.rate >= 0.95 * ours.rate),
        Row("nginx, a static file", rate(static)),
        Row("nginx, the page from its cache", rate(behind)),
        Row("  of the file's rate", f"{behind.rate / static.rate:.2f}", "at least 0.90",
            behind.rate >= 0.9 * static.rate),
        Row("requests that failed", str(failed), "none", not failed),
    ]  # fmt: skip


def rate(found: Load) -> str:
    return f"{found.rate:,.0f} /s, p99 {found.p99:.1f} ms"


def main(arguments: Sequence[str]) -> bool:
    options = parser("hot-page")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=3, help="of one run")
    chosen = options.parse_args(arguments)
    require("wrk", "nginx")
    loads, page = measure(chosen.rounds, chosen.seconds)
    figures = {name: asdict(found) for name, found in loads.items()}
    return report(
        f"The hot page, {VIDEOS} videos, {WORKERS} workers", rows(loads, page), figures, chosen.json
    )
