"""The Cache-Control of a page, which bounds how long caches may keep it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.drill.shown import longest_kept
from portfolio.views.cache_policy import SHARED_SECONDS_AT_MOST, CachePolicy, cache_control

NOW = 1_800_000_000.25


def said(left: float) -> dict[str, int]:
    """Return the directives, in seconds, of a page whose covers are safe for `left` seconds."""
    policy = CachePolicy(UUID(int=0), version=1, until=NOW + left, due_at=NOW + left)
    control = cache_control(policy, NOW)
    if control == "no-store":
        return {}
    assert control.startswith("public, ")
    return {name: int(seconds) for name, seconds in re.findall(r"([a-z-]+)=(\d+)", control)}


@given(st.floats(min_value=-100, max_value=100_000))
def test_a_cache_and_then_a_browser_never_keep_it_longer_than_it_is_safe(left: float):
    times = said(left)
    if not times:
        return

    in_front = times["s-maxage"] + 1 + times["stale-while-revalidate"]  # nginx: whole seconds
    in_the_browser = times["max-age"] + times["stale-while-revalidate"]

    assert in_front + in_the_browser <= min(left, SHARED_SECONDS_AT_MOST)


def test_all_of_the_time_is_used():
    times = said(3600)

    assert times == {"max-age": 9, "s-maxage": 32, "stale-while-revalidate": 9}


@pytest.mark.parametrize("left", [2, 30, 3600])
def test_a_cache_never_goes_on_by_itself_while_the_site_fails(left: float):
    policy = CachePolicy(UUID(int=0), version=1, until=NOW + left, due_at=NOW + left)

    directives = cache_control(policy, NOW).split(", ")

    assert "proxy-revalidate" in directives
    assert "must-revalidate" not in directives  # it would end stale-while-revalidate


@pytest.mark.parametrize("left", [2, 3, 7, 12.5])
def test_a_cache_in_front_always_has_a_share(left: float):
    assert said(left)["s-maxage"] >= 1


@pytest.mark.parametrize("left", [-10, 0, 0.5, 1.9])
def test_what_is_about_to_be_unsafe_is_not_kept(left: float):
    assert said(left) == {}


def test_the_drill_counts_the_whole_way():
    assert longest_kept("public, max-age=9, s-maxage=32, stale-while-revalidate=9") == 59
    assert longest_kept("no-store") == 0
