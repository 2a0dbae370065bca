"""Searches in a small and in a large library, beside the picker's plain fragment."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.reporting import interleaved
from bench.studio.asking import Asker
from bench.studio.captions import QUERIES
from bench.studio.ratios import compared, p50, p99, ratio
from bench.studio.timing import Took
from bench.table import Row
from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.models.video import Video
from portfolio.services.drafts.picker import PAGE_SIZE
from portfolio.services.pages.search import Search, conditions
from portfolio.services.pages.sorts import NEWEST
from portfolio.services.pages.walk import BEGINNING, Place
from portfolio.views.studio import search_address

#: The filter and the sort of each search.
NARROWED = {"length": "60-", "sort": "views"}
#: Milliseconds of a plain fragment, and how much slower a search may be.
MOST_PLAIN = 8.0
MOST_FIRST, MOST_FIRST_P99, MOST_LARGE, MOST_LATER = 1.5, 3.0, 2.0, 1.2

#: The answers' times, by the query.
Times = dict[str, list[Took]]


@dataclass
class Library:
    """One creator's searches; `times` are those of each kind of request."""

    videos: int
    asker: Asker
    plain: list[Took] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)

    def of(self, kind: str, queries: Sequence[str] | None = None) -> list[Took]:
        """Return the times of all these queries together."""
        times = self.times[kind]
        return [each for query in queries or times for each in times[query]]

    def slowest(self, kind: str) -> str:
        """Return the slowest query, behind its milliseconds."""
        found = max((p50(times), query) for query, times in self.times[kind].items())
        return "{:.1f} ms: {}".format(*found)


def measure(
    libraries: Sequence[Library], rounds: int, earlier: Callable[[], Took] | None = None
) -> list[Took]:
    """Ask each library each query, its sides in turn, and an earlier build's plain fragment.

    Return the times of the latter.
    """
    before: list[Took] = []
    plain = {str(number): _plain(each, rounds) for number, each in enumerate(libraries)}
    for ask in plain.values():
        ask()  # templates and statements are built once
    for query in QUERIES:
        sides: dict[str, Callable[[], Took]] = {}
        for number, library in enumerate(libraries):
            sides[f"{number} plain"] = plain[str(number)]
            for kind, path in addresses(library, query).items():
                sides[f"{number} {kind}"] = partial(_took, library.asker, path)
        if earlier is not None:
            sides["earlier"] = earlier
        found = interleaved(sides, rounds)
        before += found.pop("earlier", [])
        for side, times in found.items():
            number, _, kind = side.partition(" ")
            library = libraries[int(number)]
            if kind == "plain":
                library.plain += times
            else:
                library.times.setdefault(kind, {})[query] = times
    return before


def addresses(library: Library, query: str) -> dict[str, str]:
    """Return the address of each kind of request: later pages only where there are some."""
    asked = {"q": query, **NARROWED}
    found = {
        # The answer while a creator types: the first tiles, and the words about them.
        "first": f"/studio/videos/found?{urlencode(asked)}",
        "tiles": f"/studio/videos/tiles?{urlencode(asked)}",
        "count": f"/studio/videos/count?{urlencode(asked)}",
    }
    for kind, place in later(library, search_address.read(asked).search).items():
        found[kind] = f"/studio/videos/tiles?{urlencode({**asked, 'after': str(place)})}"
    return found


def later(library: Library, search: Search) -> Mapping[str, Place]:
    """Return the places of a page in the middle of a search's videos, and of the last page."""
    creator_id, column = library.asker.creator_id, search.sort.column
    query = sa.select(Video).where(*conditions(creator_id, search))
    query = query.options(sa.orm.load_only(Video.id, column))
    found = [
        (search.sort.key_of(video), video.id)
        for part in search.sort.parts_after(query, None)
        for video in db.session.scalars(part)
    ]
    version = db.session.scalars(sa.select(Page.version).where(Page.creator_id == creator_id)).one()
    db.session.rollback()
    pages = -(-len(found) // PAGE_SIZE)
    if pages < 3:
        return {}
    ends = {"middle": pages // 2 * PAGE_SIZE, "last": (pages - 1) * PAGE_SIZE}
    return {kind: Place(BEGINNING, version, found[end - 1]) for kind, end in ends.items()}


def _plain(library: Library, count: int) -> Callable[[], Took]:
    """Return a function that asks for a plain fragment, each time elsewhere in the library."""
    creator_id, chance = library.asker.creator_id, random.Random(library.videos)
    found = sa.select(Video).where(Video.creator_id == creator_id)
    videos = list(db.session.scalars(found.options(sa.orm.load_only(Video.id, Video.created_at))))
    chosen = chance.sample(videos, min(count * len(QUERIES), len(videos)))
    version = db.session.scalars(sa.select(Page.version).where(Page.creator_id == creator_id)).one()
    places = [Place(BEGINNING, version, (NEWEST.key_of(video), video.id)) for video in chosen]
    db.session.rollback()
    paths = cycle([f"/studio/videos/tiles?{urlencode({'after': str(each)})}" for each in places])
    return lambda: library.asker.get(next(paths)).took


def _took(asker: Asker, path: str) -> Took:
    return asker.get(path).took


def rows_of_earlier(database: str, library: Library, before: Sequence[Took]) -> list[Row]:
    """Return the same promises, of the plain fragment of an earlier build."""
    first, name = (
        library.of("first"),
        f"{database}, {library.videos:,} videos, of the earlier build",
    )
    return [
        Row(f"{name}: plain fragment, its own", f"{p50(before):.1f} ms"),
        *compared(f"{name}: plain fragment", "the earlier", library.plain, before),
        *compared(
            f"{name}: search, first fragment", "the earlier plain", first, before, MOST_FIRST
        ),
        Row("  p99", *ratio("its p50", p99(first), p50(before), MOST_FIRST_P99)),
    ]


def rows_of(database: str, libraries: Sequence[Library]) -> list[Row]:
    small, large = libraries
    rows = [
        row
        for library in libraries
        for row in _rows_of_library(f"{database}, {library.videos:,} videos", library)
    ]
    name = f"{database}, {large.videos:,} of {small.videos:,} videos: search, first fragment"
    firsts = large.of("first"), small.of("first")
    return [
        *rows,
        *compared(name, "p50", *firsts, MOST_LARGE),
        Row("  p99", *ratio("p99", *map(p99, firsts), MOST_LARGE)),
    ]


def _rows_of_library(name: str, library: Library) -> list[Row]:
    plain = library.plain
    first, tiles, count = (library.of(kind) for kind in ("first", "tiles", "count"))
    rows = [
        Row(f"{name}: plain fragment", f"{p50(plain):.1f} ms", f"at most {MOST_PLAIN:.0f} ms",
            p50(plain) <= MOST_PLAIN),
        Row("  p99", f"{p99(plain):.1f} ms"),
        *compared(f"{name}: search, first fragment", "plain p50", first, plain, MOST_FIRST),
        Row("  p99", *ratio("plain p50", p99(first), p50(plain), MOST_FIRST_P99)),
        Row("  its tiles alone", *ratio("plain p50", p50(tiles), p50(plain))),
        Row("  its count, which follows", *ratio("plain p50", p50(count), p50(plain))),
        Row("  slowest query", library.slowest("first")),
    ]  # fmt: skip
    for kind, words in (("middle", "a middle page"), ("last", "the last page")):
        if queries := list(library.times.get(kind, ())):
            sides = library.of(kind), library.of("tiles", queries)
            rows += compared(f"{name}: {words}", "the first", *sides, MOST_LATER)
            rows.append(Row("  slowest query", library.slowest(kind)))
    return rows
