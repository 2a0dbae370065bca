"""Skeletons: texts that look alike have the same one, and none is too long to be stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models import skeleton
from portfolio.models.skeleton import skeleton_of
from portfolio.services.pages import handles

ALIKE = [
    ("mira", "rnira"),
    ("mira", "rnlra"),
    ("lily", "1i1y"),
    ("oo", "00"),
    ("wow", "vv0vv"),
    ("a_b", "a____b"),
]
UNLIKE = [("mira", "mina"), ("a.b", "a_b"), ("s5", "ss"), ("anna", "ana"), ("b6", "66"), ("v", "w")]

handle = st.from_regex(handles.SPELLING, fullmatch=True).map(str.lower)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_alike_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton_of(one) == skeleton_of(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_can_be_told_apart_has_two(one: str, other: str) -> None:
    assert skeleton_of(one) != skeleton_of(other)


@given(handle)
def test_a_skeleton_can_be_stored_and_is_its_own(text: str) -> None:
    drawn = skeleton_of(text)

    assert len(drawn) <= skeleton.LONGEST
    assert skeleton_of(drawn) == drawn


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_look_different(one: int, other: int) -> None:
    assert (skeleton_of(str(one)) == skeleton_of(str(other))) == (one == other)
