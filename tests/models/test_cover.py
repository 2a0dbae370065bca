"""The instants until which a cover may be shown, and from which it is renewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models.cover import is_due, is_safe, renew_by, safe_until

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

lives = st.timedeltas(min_value=timedelta(milliseconds=10), max_value=timedelta(days=30))
shares = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("life", "renewed_after", "safe_for"),
    [
        (timedelta(hours=24), timedelta(hours=19, minutes=12), timedelta(hours=23, minutes=50)),
        (timedelta(hours=6), timedelta(hours=4, minutes=48), timedelta(hours=5, minutes=50)),
        (timedelta(hours=1), timedelta(minutes=45), timedelta(minutes=50)),
        (timedelta(minutes=20), timedelta(minutes=10), timedelta(minutes=15)),
        (timedelta(seconds=20), timedelta(seconds=10), timedelta(seconds=15)),
        (timedelta(0), timedelta(0), timedelta(0)),
    ],
    ids=str,
)
def test_the_margins_are_those_of_the_design(
    life: timedelta, renewed_after: timedelta, safe_for: timedelta
):
    assert renew_by(NOON, NOON + life) - NOON == renewed_after
    assert safe_until(NOON, NOON + life) - NOON == safe_for


@given(lives)
def test_a_cover_is_due_before_it_is_unsafe_and_unsafe_before_it_expires(life: timedelta):
    expires = NOON + life

    assert NOON < renew_by(NOON, expires) <= safe_until(NOON, expires) < expires


@given(lives)
def test_a_cover_is_never_due_in_the_first_half_of_its_life(life: timedelta):
    assert renew_by(NOON, NOON + life) - NOON >= life * 0.499999


@given(lives, shares)
def test_a_safe_cover_has_more_left_than_the_safe_margin(life: timedelta, share: float):
    now = NOON + life * share

    if is_safe(NOON, NOON + life, now):
        left = NOON + life - now
        assert left > min(timedelta(minutes=10), life * 0.25) - timedelta(microseconds=2)


@given(lives, shares, shares)
def test_once_due_or_unsafe_it_stays_so(life: timedelta, one: float, other: float):
    sooner, later = NOON + life * min(one, other), NOON + life * max(one, other)

    assert is_due(NOON, NOON + life, sooner) <= is_due(NOON, NOON + life, later)
    assert is_safe(NOON, NOON + life, sooner) >= is_safe(NOON, NOON + life, later)


@given(st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(0)), lives)
def test_a_cover_that_came_dead_is_due_and_never_safe(life: timedelta, after: timedelta):
    assert is_due(NOON, NOON + life, NOON + after)
    assert not is_safe(NOON, NOON + life, NOON + after)
    assert not is_safe(NOON, NOON + life, NOON)


def test_a_cover_that_never_came_is_due_and_not_safe():
    assert is_due(None, None, NOON)
    assert not is_safe(None, None, NOON)
