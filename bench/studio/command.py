"""`python3 bench studio`: both databases after each other, then Chromium on the first of them."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from bench.reporting import parser, report
from bench.studio import changes, libraries, rooms, searches
from bench.studio.asking import Asker
from bench.studio.beside import Earlier, earlier
from bench.studio.captions import ONCE
from bench.studio.plans import plans_of
from bench.studio.ratios import p50
from bench.table import Row
from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from tests.servers.launch import Site, showreel

DATABASES = ("sqlite", "postgres")
#: The large library has the videos of the small one times this number.
TIMES = 10
#: A query that finds plenty, one that finds a single video, and one that finds none.
EXPLAINED = ("bread", ONCE, "nothingx")


def main(arguments: Sequence[str]) -> bool:
    options = parser("studio")
    options.add_argument("--videos", type=int, default=10_000, help="of the small library")
    options.add_argument("--rounds", type=int, default=10, help="times that each query is asked")
    options.add_argument(
        "--beside", metavar="REVISION", help="an earlier build to measure, such as 1886b29"
    )
    options.add_argument(
        "--no-browser",
        action="store_true",
        help="without the rooms, which take a quarter of an hour",
    )
    chosen = options.parse_args(arguments)
    rows: list[Row] = []
    figures: dict[str, Any] = {}
    for database in DATABASES:
        with showreel(database, workers=0) as site:
            made, figures[database] = measure(
                site,
                database,
                chosen.videos,
                chosen.rounds,
                revision=chosen.beside,
                has_rooms=not chosen.no_browser,
            )
        show_details(database, figures[database])
        # A run takes long, so each figure is told at once.
        rows += [*made, load(database)]
        kept = report(f"The studio, so far with {database}", rows, figures, chosen.json)
    return kept


def measure(
    site: Site,
    database: str,
    videos: int,
    rounds: int,
    *,
    revision: str | None,
    has_rooms: bool,
) -> tuple[list[Row], dict[str, Any]]:
    app = create_app(Config.from_environment(dict(site.environment)))
    with app.app_context():
        try:
            began = time.monotonic()
            small, large = (
                searches.Library(
                    count, Asker(app, libraries.insert_creator(site, f"has{count}", count))
                )
                for count in (videos, TIMES * videos)
            )
            libraries.gather_statistics()
            seconds = time.monotonic() - began
            with beside(revision, site, videos) as before:
                plain = searches.measure([small, large], rounds, before and before.plain)
                changed = changes.measure(small.asker, 2 * rounds, before and before.tick)
            rows = [
                *searches.rows_of(database, [small, large]),
                *changes.rows_of(database, changed),
            ]
            if before:
                rows += searches.rows_of_earlier(database, small, plain)
                rows += changes.rows_of_earlier(database, changed)
            figures = {
                "seconds to insert": round(seconds, 1),
                "queries": {f"{each.videos:,}": milliseconds_of(each) for each in (small, large)},
                "changes": changed,
                "plans": plans(large),
            }
            if database == DATABASES[0] and has_rooms:
                picker, order, scrolled = rooms.measure(site, small.asker, videos)
                rows += [load(f"{database}, before Chromium")]
                rows += rooms.rows_of(picker, order, scrolled)
                figures["rooms"] = [asdict(each) for each in (picker, order, scrolled)]
        finally:
            db.session.remove()
            db.engine.dispose()
    return rows, figures


def beside(revision: str | None, site: Site, videos: int) -> AbstractContextManager[Earlier | None]:
    return earlier(revision, site, videos, changes.PICKED) if revision else nullcontext()


def load(when: str) -> Row:
    return Row(f"{when}: load of the last minute", f"{os.getloadavg()[0]:.1f}")


def milliseconds_of(library: searches.Library) -> dict[str, dict[str, float]]:
    """Return the p50 of each kind of request, by the query."""
    return {
        kind: {query: round(p50(each), 2) for query, each in times.items()}
        for kind, times in library.times.items()
    }


def plans(library: searches.Library) -> dict[str, list[str]]:
    asked = {"the plain fragment": "/studio/videos/tiles"}
    for query in EXPLAINED:
        words = urlencode({"q": query, **searches.NARROWED})
        asked[query] = f"/studio/videos/found?{words}"
    return {
        name: plans_of(lambda path=path: library.asker.get(path)) for name, path in asked.items()
    }


def show_details(database: str, figures: dict[str, Any]) -> None:
    """Print the milliseconds of each query, and the plans."""
    for size, kinds in figures["queries"].items():
        print(f"\n{database}, {size} videos: p50 in milliseconds\n")
        print(f"  {'':<20}", *(f"{kind:>8}" for kind in kinds))
        for query in kinds["first"]:
            told = (
                f"{times[query]:8.1f}" if query in times else f"{'':>8}" for times in kinds.values()
            )
            print(f"  {query:<20}", *told)
    print(f"\n{database}: plans, in the large library")
    for name, found in figures["plans"].items():
        print(f"\n  {name}")
        for line in "\n".join(found).splitlines():
            print(f"    {line}")
