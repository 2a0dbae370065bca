from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from portfolio.drawing.letters import letters_of


@pytest.mark.parametrize(
    "letters",
    [
        ["Z", "o", "e\u0308"],
        ["👩‍🍳", " ", "🏄‍♀️"],
        ["👋🏽", "!"],
        ["🇩🇪", "🇫🇷", "🇮"],
        ["❤️", "a"],
        ["क्षि", "ण"],
        ["নি", "ল"],
        ["ก็", "ด"],
        ["❤"],
        [],
    ],
)
def test_what_people_see_as_one_stays_together(letters: list[str]):
    assert list(letters_of("".join(letters))) == letters


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_character_is_lost(text: str):
    assert "".join(letters_of(text)) == text


@pytest.mark.parametrize("text", ["Łódź", "ليلى بن يوسف", "ณัฐวุฒิ", "សុខ", "சுபா", "👨‍👩‍👧 Mira"])
def test_usual_names_have_the_letters_that_unicode_gives_them(text: str):
    assert list(letters_of(text)) == regex.findall(r"\X", text)
