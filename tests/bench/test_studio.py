"""`bench studio` finds a figure for each of its rows, also in libraries of a few videos."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from bench.compare import numbers_of
from bench.studio import changes, libraries, rooms, searches
from bench.studio.asking import Asker
from bench.studio.captions import ONCE
from bench.studio.plans import plans_of
from bench.studio.rooms import Scrolled, Weight
from bench.studio.timing import Took
from bench.table import Row
from tests.support.people import Person


@pytest.fixture
def library(app: Flask, person: Callable[..., Person]) -> Callable[[int], searches.Library]:
    """Return a function that gives a library of this size to a creator of its own."""

    def make(videos: int) -> searches.Library:
        creator_id = person("creator").signs_in().creator_id
        pictures = app.extensions["settings"].tiktok_media_hosts[0]
        libraries.insert_videos(creator_id, videos, pictures, seed=str(videos))
        return searches.Library(videos, Asker(app, creator_id))

    return make


def earlier() -> Took:
    return Took(wall=4.0, processor=3.0)


def numbers_in(rows: list[Row]) -> dict[str, float]:
    found = numbers_of({"rows": [vars(row) for row in rows]})
    assert len(found) == len(rows), "two rows of one name, or one without a figure"
    return found


def test_searches_have_a_figure_in_each_row(library: Callable[[int], searches.Library]):
    both = [library(150), library(200)]

    before = searches.measure(both, rounds=1, earlier=earlier)

    rows = searches.rows_of("here", both) + searches.rows_of_earlier("here", both[0], before)
    found = numbers_in(rows)
    assert all(number > 0 for number in found.values())
    assert "here, 200 of 150 videos: search, first fragment" in found
    assert "here, 150 videos: the last page" in found


def test_changes_have_a_figure_in_each_row(library: Callable[[int], searches.Library]):
    found = changes.measure(library(60).asker, rounds=1, earlier=earlier)

    rows = changes.rows_of("here", found) + changes.rows_of_earlier("here", found)
    assert all(number > 0 for number in numbers_in(rows).values())
    assert found["written"]["pick"] == 1


def test_the_plan_of_each_statement_about_videos_is_told(
    library: Callable[[int], searches.Library],
):
    asker = library(10).asker

    plans = plans_of(lambda: asker.get(f"/studio/videos/count?q={ONCE}"))

    assert any(re.search("(on|SEARCH|SCAN) video", plan) for plan in plans)


def test_rooms_have_a_figure_in_each_row():
    scrolled = Scrolled(60, [51.0, 80.0], (1000, 1100), (50, 900))
    picker, order = Weight([6000, 2000], {"/a.js": 900}), Weight([], {"/b.js": 40_000})

    rows = rooms.rows_of(picker, order, scrolled)

    found = numbers_in(rows)
    assert found["picker of 60 tiles: HTML, gzip"] == 8.0
    assert found["scrolled through, 4 × throttled: longest task"] == 80
    assert [row.what for row in rows if row.is_kept is False] == ["order: JavaScript, gzip"]
