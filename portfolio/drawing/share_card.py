"""The share card: a page's name, headline and address on its colour, above a row of covers.

It holds one colour in 16 strengths, so its file is small. Its size is the one that link previews
ask for: https://developers.facebook.com/docs/sharing/webmasters/images
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

import uharfbuzz as hb
from PIL import Image, ImageChops, ImageDraw

from portfolio.drawing import accent_colours, directions, fonts
from portfolio.drawing.lines import Block, Room, fit

SIZE = WIDTH, HEIGHT = (1200, 630)

#: Pixels from the edge to what is written; from address to name, to the headline, to the covers.
_MARGIN, _BELOW_ADDRESS, _BELOW_NAME, _ABOVE_COVERS = 72, 50, 34, 44
_INSIDE = WIDTH - 2 * _MARGIN
_SIZES = (236, 216, 196, 178, 160, 144, 128, 114, 102, 90, 80, 72, 64, 56)
_ADDRESS = Room(_INSIDE, 40, 1, (34, 30, 26, 22), 1.2)
_NAME = Room(_INSIDE, 280, 3, _SIZES, 0.86, -0.022)
#: A name with a word, or so many words, that three lines have no room for it.
_LONG_NAME = replace(_NAME, most_lines=5, sizes=(72, 64, 56, 50))
_HEADLINE = Room(_INSIDE, 112, 2, (44, 40, 36), 1.22)

#: How far each cover of the row is set down, and its strength.
_COVERS = ((0, 2), (46, 3), (14, 5), (64, 2), (28, 4))
_COVER_WIDTH, _GAP, _CORNER = 195, 20, 22
#: The covers are no higher up than this.
_HIGHEST = 400

#: The strengths of ink, of which four bits hold so many.
_FULL = 15
#: Of zlib: the next higher takes half as long again for a hundredth less.
_COMPRESSION = 5
#: Shapes are drawn larger and then reduced, which smooths their edges.
_TIMES = 4


def draw(accent: str, name: str, headline: str | None, handle: str, host: str) -> bytes:
    """Return the card as PNG.

    What the fonts cannot draw is left out: a handle and a host they always can.
    """
    shown = fonts.drawable(name, fonts.NAMES)
    said = fonts.drawable(headline or "", fonts.TEXTS)
    address = fit(f"{host}/{handle}" if shown else host, fonts.TEXTS, _ADDRESS)
    blocks = [(address, float(_MARGIN - 8))]
    under = _MARGIN + 30.0
    for block, gap in (
        (_named(shown or handle), _BELOW_ADDRESS),
        (said and fit(said, fonts.TEXTS, _HEADLINE), _BELOW_NAME),
    ):
        if block:
            blocks.append((block, under + gap))
            under += gap + block.height
    turned = directions.is_from_the_right(shown or said or "")
    ink = ImageChops.lighter(_row(round(under + _ABOVE_COVERS)), _written(blocks, turned=turned))
    return _png(ink, accent)


def _named(name: str) -> Block:
    block = fit(name, fonts.NAMES, _NAME)
    return fit(name, fonts.NAMES, _LONG_NAME) if block.is_short_of_room else block


def _written(blocks: Sequence[tuple[Block, float]], *, turned: bool) -> Image.Image:
    """Return where ink is, 255 where it covers all: each block below the top that stands with it.

    With `turned`, the lines begin at the right.
    """
    pen = hb.RasterDraw()
    pen.extents = hb.RasterExtents(x_origin=0, y_origin=0, width=WIDTH, height=HEIGHT, stride=0)
    for block, top in blocks:
        base = HEIGHT - top - block.size * block.lines[0].top  # upwards, as fonts count
        for line in block.lines:
            left = WIDTH - _MARGIN - block.size * line.width if turned else _MARGIN
            for glyph in line.glyphs:
                unit = block.size * glyph.font.unit
                x, y = left + block.size * glyph.x, base + block.size * glyph.y
                pen.transform = (unit, 0, 0, unit, x, y)
                pen.draw_glyph(glyph.font.shapes, glyph.number)
            base -= block.leading
    found = pen.render()
    # Its rows go up from the bottom.
    return Image.frombuffer("L", SIZE, found.buffer, "raw", "L", found.extents.stride, -1)


def _row(top: int) -> Image.Image:
    """Return the row of covers, cut off by the lower edge."""
    image = Image.new("L", SIZE)
    for place, (lower, strength) in enumerate(_COVERS):
        left = _MARGIN + place * (_COVER_WIDTH + _GAP)
        image.paste(_cover(strength), (left, max(top, _HIGHEST) + lower))
    return image


@cache
def _cover(strength: int) -> Image.Image:
    width, height = _TIMES * _COVER_WIDTH, _TIMES * (HEIGHT - _HIGHEST)
    image = Image.new("L", (width, height))
    corners = (True, True, False, False)
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, width - 1, height - 1), _TIMES * _CORNER, 255 * strength // _FULL, corners=corners
    )
    return image.reduce(_TIMES)


def _png(ink: Image.Image, accent: str) -> bytes:
    """Return the picture in the colours of an accent, four bits a pixel."""
    field, full = accent_colours.field(accent), accent_colours.on_field(accent)
    shown = ink.point([round(each * _FULL / 255) for each in range(256)])
    colours = [accent_colours.mixed(full, field, level / _FULL) for level in range(_FULL + 1)]
    shown.putpalette([part for colour in colours for part in colour])
    file = BytesIO()
    shown.save(file, "PNG", bits=4, compress_level=_COMPRESSION)
    return file.getvalue()
