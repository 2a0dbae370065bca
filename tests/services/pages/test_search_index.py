"""How much of a library a search reads: few videos, if the index knows that few may be found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from portfolio.extensions import db
from portfolio.models import search_index
from portfolio.models.search_text import pieces_of
from portfolio.models.video import Video
from portfolio.services.drafts import picker
from portfolio.services.library import index_parts
from portfolio.services.pages import search_index as reading
from portfolio.services.pages.search import Range, Search
from portfolio.services.pages.sorts import SORTS, Sort
from portfolio.services.pages.walk import BEGINNING, Place
from tests.support.databases import on_both_databases
from tests.support.indexed import index, outside
from tests.support.people import Person
from tests.support.searched import NOON, found, has_many_videos, has_videos

pytestmark = on_both_databases

COUNT = 60
OF_SORTS = ("newest_first", "most_viewed", "most_liked", "longest")
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


@pytest.fixture
def alice_with_sixty(alice: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Alice, with sixty videos in parts of sixteen."""
    for module in (search_index, index_parts, reading):
        monkeypatch.setattr(module, "PART", 16)
    has_videos(alice, ({"title": f"bread of day{n:03}"} for n in range(COUNT)))
    return alice


def ids_read(person: Person, query: str) -> set[str] | None:
    """Return the ids of the videos that are looked through; None for all of the library."""
    few = reading.may_hold(person.creator_id, pieces_of(query))
    return None if few is None else set(db.session.scalars(sa.select(Video.id).where(few)))


def test_few_videos_are_read_for_a_word_that_few_have(alice_with_sixty: Person, bob: Person):
    index(alice_with_sixty)
    index(bob)

    assert ids_read(alice_with_sixty, "day007") == {"7"}
    assert ids_read(alice_with_sixty, "nothing") == set()
    assert ids_read(alice_with_sixty, "qz bread") == set()


def test_so_are_those_that_are_not_in_the_index(alice_with_sixty: Person):
    index(alice_with_sixty)
    outside(alice_with_sixty, "40", "50")

    assert ids_read(alice_with_sixty, "day007") == {"7", "40", "50"}


@pytest.mark.parametrize("query", ["bread", "b", ""])
def test_a_word_that_many_have_is_looked_for_in_the_order_of_the_sort(
    query: str, alice_with_sixty: Person
):
    index(alice_with_sixty)

    assert ids_read(alice_with_sixty, query) is None


def test_without_the_index_all_of_the_library_is_read(
    alice_with_sixty: Person, monkeypatch: pytest.MonkeyPatch
):
    assert ids_read(alice_with_sixty, "day007") is None

    index(alice_with_sixty)
    outside(alice_with_sixty, *map(str, range(20)))
    monkeypatch.setattr(reading, "_MOST_OUTSIDE", 19)

    assert ids_read(alice_with_sixty, "day007") is None
    assert found(alice_with_sixty, Search("day007")) == ["7"]


def plans_of_tiles(person: Person, search: Search, after: str | None) -> list[str]:
    """Return the plan of each statement that reads videos in their order."""
    noted: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        noted.append((statement, parameters))

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        picker.tiles_after(person.creator_id, after, search)
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    connection = db.session.connection()
    explain = EXPLAIN[connection.dialect.name]
    plans = []
    for statement, parameters in noted:
        if "FROM video" in statement and "ORDER BY video" in statement:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            plans.append("\n".join(str(row[-1]) for row in rows))
    return plans


#: A key of each sort with as many videos of `has_many_videos` before it as behind it. Beyond the
#: last video any index would do.
MIDDLE_OF_TIME = int((NOON - timedelta(hours=1500)).timestamp())
MIDDLE = {
    "newest": MIDDLE_OF_TIME,
    "oldest": MIDDLE_OF_TIME,
    "views": 500_000,
    "likes": 150_000,
    "longest": 45,
}


def ways(sort: Sort) -> list[str | None]:
    """Return places in a walk: none, one among videos with a figure, and one among the others."""
    middle = Place(BEGINNING, 1000, (MIDDLE[sort.name], "2"))
    last = [Place(BEGINNING, 1000, (None, "2"))] if sort.may_lack else []
    return [None, *map(str, (middle, *last))]


def gather_statistics() -> None:
    """Do what PostgreSQL does within a minute; for SQLite nothing does."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE video"))
        db.session.commit()


def test_words_that_stand_together_are_looked_for_in_the_order_of_the_sort(alice: Person):
    has_many_videos(alice, 3000)
    gather_statistics()

    first, *_ = plans_of_tiles(alice, Search("quiet light table", SORTS["views"]), None)

    assert "ix_video_most_viewed" in first
    assert not re.search("Sort|TEMP B-TREE", first)


def test_the_database_begins_with_the_numbers_of_the_index(alice: Person):
    has_many_videos(alice, 3000)
    searches = [
        (Search("day0007", sort, length=Range(1, None)), after)
        for sort in SORTS.values()
        for after in ways(sort)
    ]
    for search, after in searches:
        plans = plans_of_tiles(alice, search, after)
        assert plans
        assert not any("ix_video_number" in plan for plan in plans)

    index(alice)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            sa.text("ANALYZE" if connection.dialect.name != "sqlite" else "SELECT 1")
        )

    for search, after in searches:
        for word in ("day0007", "nothing"):
            for plan in plans_of_tiles(alice, replace(search, query=word), after):
                assert "ix_video_number" in plan
                assert not any(name in plan for name in OF_SORTS), (search.sort.name, after, plan)


@pytest.mark.parametrize("apps", ["postgresql"], indirect=True, scope="session")
def test_videos_that_get_their_numbers_meanwhile_are_found(alice_with_sixty: Person, bob: Person):
    index(alice_with_sixty)
    outside(alice_with_sixty, *map(str, range(20)))
    few = reading.may_hold(alice_with_sixty.creator_id, pieces_of("day007"))
    assert few is not None

    index(alice_with_sixty)

    assert "7" in set(db.session.scalars(sa.select(Video.id).where(few)))
