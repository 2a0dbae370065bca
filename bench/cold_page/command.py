"""`python3 bench cold-page`: both databases after each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import partial

from bench.cold_page.pages import Visitor, publish
from bench.reporting import interleaved, median, parser, report
from bench.rows import inside
from bench.studio.beside import Earlier, earlier
from bench.studio.command import DATABASES, load
from bench.studio.libraries import gather_statistics
from bench.studio.timing import Took
from bench.table import Row
from tests.servers.launch import Site, showreel

FEW, MANY = 24, 300
MOST_OF_FEW, MOST_OF_EARLIER = 2.5, 1.15
KB = 1000
MOST_HTML = 25 * KB

Times = dict[str, list[Took]]


def main(arguments: Sequence[str]) -> bool:
    options = parser("cold-page")
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument(
        "--beside", metavar="REVISION", help="an earlier build to measure, such as 1886b29"
    )
    chosen = options.parse_args(arguments)
    rows: list[Row] = []
    figures: dict[str, object] = {}
    for database in DATABASES:
        with showreel(database, workers=0) as site, inside(site):
            size, times = measure(site, chosen.rounds, chosen.beside)
        rows += [*rows_of(database, size, times), load(database)]
        figures[database] = {name: list(map(asdict, each)) for name, each in times.items()}
    return report("Pages that no process keeps a copy of", rows, figures, chosen.json)


def measure(site: Site, rounds: int, revision: str | None) -> tuple[int, Times]:
    """Return the bytes of the page of many as gzip sends it, and the times of each side."""
    paths = {count: publish(site, f"of{count}", count) for count in (FEW, MANY)}
    gather_statistics()
    visitor = Visitor(site)
    size = visitor.size_of(paths[MANY])
    sides: dict[str, Callable[[], Took]] = {
        "few": partial(visitor.visits, paths[FEW]),
        "many": partial(visitor.visits, paths[MANY]),
    }
    with beside(revision, site) as before:
        if before:
            sides["earlier"] = before.page
        interleaved(sides, 2)  # templates and statements are built once
        return size, interleaved(sides, rounds)


def beside(revision: str | None, site: Site) -> AbstractContextManager[Earlier | None]:
    if revision is None:
        return nullcontext()
    return earlier(revision, site, videos=MANY, picked=FEW, shown=FEW)


def rows_of(database: str, size: int, times: Mapping[str, Sequence[Took]]) -> list[Row]:
    def of(name: str) -> str:
        walls, processors = zip(*((each.wall, each.processor) for each in times[name]), strict=True)
        return f"{median(processors):.1f} ms of the processor, {median(walls):.1f} by the clock"

    def against(one: str, other: str, most: float) -> Row:
        """Compare the processor time of two sides in each round: a busy moment slows both."""
        pairs = zip(times[one], times[other], strict=True)
        ratio = median([a.processor / b.processor for a, b in pairs])
        return Row(f"  of {names[other]}", f"{ratio:.2f} ×", f"at most {most} ×", ratio <= most)

    names = {"few": f"the page of {FEW}", "earlier": "the earlier build's, without sections"}
    rows = [
        Row(f"{database}: {FEW} videos in four sections", of("few")),
        Row(f"{database}: {MANY} videos", of("many")),
        against("many", "few", MOST_OF_FEW),
        Row("  HTML, gzip", f"{size / KB:.1f} kB", f"at most {MOST_HTML // KB} kB",
            size <= MOST_HTML),
    ]  # fmt: skip
    if "earlier" in times:
        rows.insert(1, against("few", "earlier", MOST_OF_EARLIER))
        rows.insert(2, Row("  the earlier build's", of("earlier")))
    return rows
