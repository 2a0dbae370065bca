"""The share card: small, in its accent's colours, and whole whatever the name."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from portfolio.drawing import accent_colours, fonts, share_card
from portfolio.drawing.lines import Room, fit
from portfolio.services.pages.accents import NAMES
from portfolio.services.pages.share_cards import SIZE

FORTY_WORDS = " ".join(f"word{number}" for number in range(40))
#: Pixels that nothing written may enter, at the left and right.
EDGE = 60


def drawn(name: str, headline: str | None = None, accent: str = "saffron") -> Image.Image:
    body = share_card.draw(accent, name, headline, "@mira", "showreel.example")
    assert len(body) < 48_000
    return Image.open(BytesIO(body))


def written_on(card: Image.Image) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what is written: the field and covers are paler."""
    full = card.point([255 if level > 9 else 0 for level in range(256)], "L")
    box = full.getbbox()
    assert box is not None
    return box


def test_it_is_a_png_of_the_size_that_previews_ask_for():
    card = drawn("Mira")

    assert (card.format, card.size, card.mode) == ("PNG", SIZE, "P")


def test_a_usual_one_is_light():
    body = share_card.draw("mint", "Noor Haddad", "Bread, fire and patience", "@noor", "a.example")

    assert len(body) < 20_000


@pytest.mark.parametrize("accent", NAMES)
def test_it_has_the_colours_of_the_accent(accent: str):
    card = drawn("Mira", accent=accent).convert("RGB")

    assert card.getpixel((5, 5)) == accent_colours.field(accent)
    assert accent_colours.on_field(accent) in {colour for _, colour in card.getcolors(4096) or []}


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "Mira",
        FORTY_WORDS,
        "W" * 300,
        "ليلى " * 20,
        "प्रिया " * 30,
        "ณ" * 90,
        "🌊" * 60,
        "g\u0323" * 80,
    ],
)
def test_nothing_is_cut_off_whatever_the_name(name: str):
    card = drawn(name, name)
    left, top, right, bottom = written_on(card)

    assert left >= EDGE
    assert top >= 40
    assert right <= SIZE[0] - EDGE
    assert bottom < SIZE[1]


def test_a_name_from_the_right_stands_at_the_right():
    assert written_on(drawn("Mira"))[0] < 100
    assert written_on(drawn("ليلى"))[2] > SIZE[0] - 100


def test_a_name_that_no_font_has_gives_way_to_the_handle():
    nameless = share_card.draw("mint", "王小明", None, "@mira", "showreel.example")

    assert nameless == share_card.draw("mint", "さくら", None, "@mira", "showreel.example")
    assert nameless != share_card.draw("mint", "Mira", None, "@mira", "showreel.example")


def test_a_headline_that_no_font_has_is_left_out_and_another_is_not():
    without = drawn("Mira").tobytes()

    assert drawn("Mira", "台北夜市").tobytes() == without
    assert drawn("Mira", "Cakes").tobytes() != without


def test_the_same_is_drawn_the_same():
    assert (
        ImageChops.difference(
            drawn("Mira", "Cakes").convert("RGB"), drawn("Mira", "Cakes").convert("RGB")
        ).getbbox()
        is None
    )


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.none() | st.text(max_size=300))
def test_any_text_makes_a_card(name: str, headline: str | None):
    assert drawn(name, headline).size == SIZE


def test_lines_of_one_text_are_about_as_wide_and_end_in_dots_if_they_are_cut():
    room = Room(600, 300, 3, (60, 40), 1.0)
    block = fit("one two three four five six seven", fonts.NAMES, room)
    widths = [line.width for line in block.lines]
    assert min(widths) > 0.6 * max(widths)

    cut = fit(FORTY_WORDS * 3, fonts.NAMES, room)
    assert cut.is_short_of_room
    assert len(cut.lines) == 3
    assert cut.width <= 600
