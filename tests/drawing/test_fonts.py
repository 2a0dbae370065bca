"""What can be drawn of a name is drawn, and what cannot is left out: never a box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.drawing import fonts
from portfolio.drawing.lines import shaped

#: A name in each script of the fonts.
WRITTEN = (
    "Zoë Łódź Ñandú Şükrü Nguyễn",
    "Анна Вознесенская",
    "Αλέξανδρος",
    "ليلى بن يوسف",
    "پگاه ژاله گیلان",
    "شہزاد ٹھاکر",
    "שירה כהן",
    "प्रिया शर्मा",
    "लक्ष्म्या",
    "মিম আক্তার",
    "ณัฐวุฒิ สมบูรณ์",
    "សុខ ចាន់",
    "சுபா ரவி",
    "სოფო",
    "Արամ",
)


def numbers(text: str) -> list[int]:
    """Return the numbers of the glyphs; 0 is the box for a letter that a font does not have."""
    found = [
        glyph.number
        for faces in (fonts.NAMES, fonts.TEXTS)
        for glyph in shaped(text, faces, 0).glyphs
    ]
    assert found
    return found


@pytest.mark.parametrize("name", WRITTEN)
def test_a_name_in_a_known_script_is_drawn_whole(name: str):
    for faces in (fonts.NAMES, fonts.TEXTS):
        assert fonts.drawable(name, faces) == name
    assert 0 not in numbers(name)


@pytest.mark.parametrize("name", ["王小明", "さくら", "김민지", "Mira 王", "ꦲꦏ", "ᐃᓄᒃ", ""])
def test_a_name_with_a_letter_that_no_font_has_is_not_drawn_at_all(name: str):
    assert fonts.drawable(name, fonts.NAMES) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mira 🌸", "Mira 🌸"),
        ("🌊🏄‍♀️", "🌊🏄‍♀️"),
        ("Mira ❤️ Cats", "Mira ❤️ Cats"),
        ("Mira 🇩🇪", "Mira"),
        ("🇩🇪", None),
        ("\u200d 🇩🇪\ufe0f", None),
        ("𝓜𝓲𝓻𝓪 𝕭𝖆𝖐𝖊𝖘", "Mira Bakes"),
        ("Ｍｉｒａ", "Mira"),
        ("M\u0336\u0322\u031b\u0347\u0300\u0301ira", "Mira"),
        ("Mira\u202e\u2066\x00\n Cats", "Mira Cats"),
        ("  Mira  \u3000 Cats ", "Mira Cats"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_symbols_and_odd_forms_never_cost_the_name(name: str, shown: str | None):
    assert fonts.drawable(name, fonts.NAMES) == shown


def test_an_emoji_of_several_people_is_one_picture():
    assert len(shaped("👩‍🍳", fonts.NAMES, 0).glyphs) == 1


def test_arabic_letters_join_and_devanagari_makes_its_conjuncts():
    alone = [shaped(each, fonts.NAMES, 1).glyphs[0].number for each in "سسس"]
    joined = [glyph.number for glyph in shaped("سسس", fonts.NAMES, 1).glyphs]
    assert len(set(alone)) == 1
    assert len(set(joined)) == 3

    assert len(shaped("क्ष", fonts.NAMES, 0).glyphs) < 3


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_whatever_the_name_no_box_is_drawn(name: str):
    for faces in (fonts.NAMES, fonts.TEXTS):
        shown = fonts.drawable(name, faces)
        if shown is not None:
            assert 0 not in [glyph.number for glyph in shaped(shown, faces, 0).glyphs]


def test_the_fonts_come_with_their_licence_and_are_light():
    files = sorted(path.name for path in fonts.FOLDER.glob("*.ttf"))

    assert files == sorted({font.file for font in (*fonts.NAMES, *fonts.TEXTS)})
    assert all(name.endswith("-ofl.ttf") for name in files)
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "LICENSE.txt").read_text().upper()
    assert sum(path.stat().st_size for path in fonts.FOLDER.glob("*.ttf")) <= 1_700_000
