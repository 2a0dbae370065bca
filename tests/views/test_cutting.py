"""A text is cut between the letters that people see, and initials are such letters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.views import presenting
from portfolio.views.letters import cut, letters_of
from tests.support.people import Browser, Person

FAMILY, FLAG, SKIN = "👩‍👩‍👧‍👦", "🇩🇪", "👋🏽"
#: One letter each, of several code points.
LETTERS = {
    "family": FAMILY,
    "flag": FLAG,
    "skin": SKIN,
    "keycap": "7️⃣",
    "accents": "e\u0301\u0323",
    "thai": "กำ",
    "thai tone": "ลั่",
    "devanagari": "क्षि",
    "tamil": "நி",
    "hangul": "\u1112\u1161\u11ab",
    "line break": "\r\n",
}
People = Callable[..., Person]


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
@pytest.mark.parametrize("most", range(12, 40))
def test_no_letter_is_cut(letter: str, most: int):
    said = cut(letter * 30, most)

    assert said.endswith("…")
    assert len(said) <= max(most, len(letter) + 1)
    assert said[:-1] == letter * (len(said[:-1]) // len(letter))


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_what_fits_is_left_whole(letter: str):
    assert cut(letter, len(letter)) == letter


def test_words_are_kept_whole():
    assert cut("The harbour at night, and by day", 14) == "The harbour…"
    assert cut("The harbour", 11) == "The harbour"


def test_a_word_that_fills_the_line_is_cut():
    assert cut("A " + "harbour" * 9, 20) == "A harbourharbourhar…"


def test_marks_that_are_stacked_without_end_are_cut():
    assert cut("a" + "\u0301" * 500, 20) == "a" + "\u0301" * 18 + "…"
    assert cut("ab" + "\u0301" * 500, 20) == "a…"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(2, 40))
def test_any_text_is_cut_to_whole_letters(text: str, most: int):
    said = cut(text, most)

    assert len(said) <= most
    if said != text:
        lengths = [0, *accumulate(map(len, letters_of(text)))]
        kept = {text[:length].rstrip() for length in lengths} | {text[: most - 1].rstrip()}
        assert said.removesuffix("…") in kept


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Alice Liddell", "AL"),
        ("e\u0301lodie A\u0308rger", "E\u0301A\u0308"),
        ("हिन्दी भाषा", "हिभा"),
        ("กำลัง ใจ", "กำใ"),
        (f"{FAMILY} Mira {FLAG}", "M"),
        (FAMILY, "•"),
        ("\u0301x", "•"),
        ("", "•"),
    ],
)
def test_initials_are_whole_letters(name: str, initials: str):
    assert presenting.initials(name) == initials


def test_initials_carry_no_tower_of_marks():
    assert len(presenting.initials("a" + "\u0301" * 500)) < 10


@pytest.mark.parametrize("letter", [FAMILY, FLAG, "क्षि", "กำ"])
def test_no_text_of_a_page_is_cut_within_a_letter(letter: str, person: People, visitor: Browser):
    """Texts are as long as TikTok allows, and each begins one code point later than the other."""
    for before in ("", "x", "xy"):
        alice = person("alice", videos=2)
        words = before + letter * 400
        for video_id in alice.ids:
            alice.account.changes(video_id, title="t" + words, video_description="t" + words)
        alice.account.is_called(bio=words[:80])
        path = alice.signs_in().publishes(*alice.ids)

        pages = [visitor.get(path), visitor.get(f"{path}/v/{alice.ids[0]}")]

        for answer in pages:
            for said in answer.text.replace("Send…", "").split("…")[:-1]:  # a button's name
                assert said.endswith(letter)
        assert "…" in pages[1].text
