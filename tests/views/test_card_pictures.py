"""The cards that we draw as files: in each accent's colours, and as small as they can be."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from portfolio.drawing import accent_colours
from portfolio.services.pages.accents import NAMES
from portfolio.views import card_pictures
from tests.look.colours import Colour, accents, derived

SIZES = (card_pictures.COVER, card_pictures.AVATAR)


def luminance(pixel: tuple[int, ...]) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in pixel
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("name", NAMES)
def test_each_accent_has_the_colours_of_the_style_sheet(name: str):
    accent: Colour = accents()[name]
    field, ink = (derived(each, accent, "light") for each in ("field", "on-field"))

    assert luminance(accent_colours.field(name)) == pytest.approx(field.luminance(), abs=0.01)
    assert luminance(accent_colours.on_field(name)) == pytest.approx(ink.luminance(), abs=0.01)


@pytest.mark.parametrize("size", SIZES)
def test_a_card_is_a_small_picture_in_its_accent(size: tuple[int, int]):
    for name in NAMES:
        body = card_pictures.drawn(name, size)
        card = Image.open(BytesIO(body))

        assert (card.format, card.size, card.mode) == ("JPEG", size, "RGB")
        assert len(body) < 10_000
        corner = card.getpixel((5, 5))
        wanted = accent_colours.field(name)
        assert max(abs(a - b) for a, b in zip(corner, wanted, strict=True)) <= 3


def test_the_card_of_a_cover_has_a_sign_that_reads_and_an_avatars_has_none():
    for name in NAMES:
        field, ink = accent_colours.field(name), accent_colours.on_field(name)
        for size, shown in zip(SIZES, (ink, field), strict=True):
            width, height = size
            middle = (width // 2, int(height * (0.42 if height > width else 0.5)))
            card = Image.open(BytesIO(card_pictures.drawn(name, size)))
            found = card.getpixel((middle[0] + 4, middle[1] + 4))
            assert max(abs(a - b) for a, b in zip(found, shown, strict=True)) <= 12
