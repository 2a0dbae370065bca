"""Texts and figures for people."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from portfolio import clock
from portfolio.views import formats, presenting


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.follow(lambda: datetime(2026, 3, 1, tzinfo=UTC).timestamp())
    yield
    clock.follow(time.time)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "1 Jan"),
        (datetime(2026, 12, 31, tzinfo=UTC), "31 Dec"),
        (datetime(2025, 12, 31, tzinfo=UTC), "31 Dec 2025"),
        (datetime(2027, 1, 1, tzinfo=UTC), "1 Jan 2027"),
        (datetime(2100, 1, 1, tzinfo=UTC), "1 Jan 2100"),
        (None, ""),
    ],
)
def test_a_year_that_is_not_this_one_is_said(then: datetime | None, words: str):
    assert formats.day(then) == words


def test_a_text_that_turns_the_direction_turns_nothing_around_it() -> None:
    assert presenting.isolated("Mira & Søn") == "Mira & Søn"
    assert presenting.isolated("ליאור") == "\u2068ליאור\u2069"
    assert presenting.isolated("a\u2069\u202eb") == "\u2068ab\u2069"
