"""Texts that run from the right, and mixed ones, stand as readers of both scripts expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.drawing import directions

HEBREW, ARABIC = "אבג", "ابت"


def seen(text: str) -> str:
    """Return the characters from left to right."""
    levels = directions.levels_of(text, int(directions.is_from_the_right(text)))
    return "".join(text[place] for place in directions.visual(levels))


@pytest.mark.parametrize(
    ("text", "from_left"),
    [
        ("", ""),
        ("abc def", "abc def"),
        ("אבג", "גבא"),
        ("אבג abc", "abc גבא"),
        ("abc אבג def", "abc גבא def"),
        ("אבג 24", "24 גבא"),
        ("אבג 1,5%", "1,5% גבא"),
        ("ابت 1+2", "2+1 تبا"),
        ("abc 1+2", "abc 1+2"),
        ("אבג (abc)", "(abc( גבא".replace("(abc(", ")abc(")),
        ("abc (אבג) def", "abc (גבא) def"),
        ("abc אבג!", "abc גבא!"),
        ("אבג!", "!גבא"),
        ("ابت ١٢٣ دت", "تد ١٢٣ تبا"),
    ],
)
def test_each_part_runs_in_its_own_direction(text: str, from_left: str):
    assert seen(text) == from_left


@pytest.mark.parametrize(
    ("text", "is_turned"),
    [("abc", False), ("123 אבג", True), ("(ابت) abc", True), ("🌊 abc אבג", False), ("123", False)],
)
def test_the_first_letter_decides_for_the_whole(text: str, is_turned: bool):
    assert directions.is_from_the_right(text) is is_turned


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_the_text_each_character_stands_once(text: str):
    for base in (0, 1):
        levels = directions.levels_of(text, base)
        assert sorted(directions.visual(levels)) == list(range(len(text)))
