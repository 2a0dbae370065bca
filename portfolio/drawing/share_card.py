"""The share card: a page's name, headline and address on its colour, above a row of covers.

It holds one colour in 16 strengths, so its file is small. Its size is the one that link previews
ask for: https://developers.facebook.com/docs/sharing/webmasters/images
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from math import hypot

import uharfbuzz as hb

from portfolio.drawing import accent_colours, directions, fonts, png
from portfolio.drawing.lines import Block, Room, fit

SIZE = WIDTH, HEIGHT = (1200, 630)

#: Pixels from the edge to what is written; from address to name, to the headline, to the covers.
_MARGIN, _BELOW_ADDRESS, _BELOW_NAME, _ABOVE_COVERS = 72, 50, 40, 44
_INSIDE = WIDTH - 2 * _MARGIN
_SIZES = (236, 216, 196, 178, 160, 144, 128, 114, 102, 90, 80, 72, 64, 56)
_ADDRESS = Room(_INSIDE, 40, 1, (34, 30, 26, 22), 1.2)
_NAME = Room(_INSIDE, 280, 3, _SIZES, 0.86, -0.022)
#: For a name that does not fit into three lines.
_LONG_NAME = replace(_NAME, most_lines=5, sizes=(72, 64, 56, 50))
_HEADLINE = Room(_INSIDE, 112, 2, (44, 40, 36), 1.22)

#: How far each cover of the row is set down, and its strength.
_COVERS = ((0, 2), (46, 3), (14, 5), (64, 2), (28, 4))
_COVER_WIDTH, _GAP, _CORNER = 195, 20, 22
#: The covers are no higher up than this.
_HIGHEST = 400

#: By the coverage that a rasterizer gives: the strength of ink.
_STRENGTHS = bytes(round(each * png.FULL / 255) for each in range(256))


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
    top = max(round(under) + _ABOVE_COVERS, _HIGHEST)
    texts = _written(blocks, min(top, HEIGHT), turned=turned)
    return png.encoded(chain(texts, map(_row, range(HEIGHT - top))), SIZE, _palette(accent))


def _named(name: str) -> Block:
    block = fit(name, fonts.NAMES, _NAME)
    return fit(name, fonts.NAMES, _LONG_NAME) if block.is_short_of_room else block


def _written(
    blocks: Sequence[tuple[Block, float]], height: int, *, turned: bool
) -> Iterator[bytes]:
    """Yield the rows of texts, as many as `height`: each block below the top that stands with it.

    With `turned`, the lines begin at the right.
    """
    pen = hb.RasterDraw()
    pen.extents = hb.RasterExtents(x_origin=0, y_origin=0, width=WIDTH, height=height, stride=0)
    for block, top in blocks:
        base = height - top - block.size * block.lines[0].top  # upwards, as fonts count
        for line in block.lines:
            left = WIDTH - _MARGIN - block.size * line.width if turned else _MARGIN
            for glyph in line.glyphs:
                unit = block.size * glyph.font.unit
                x, y = left + block.size * glyph.x, base + block.size * glyph.y
                pen.transform = (unit, 0, 0, unit, x, y)
                pen.draw_glyph(glyph.font.shapes, glyph.number)
            base -= block.leading
    found = pen.render()
    stride, covered = found.extents.stride, found.buffer
    for row in reversed(range(height)):
        yield covered[row * stride : row * stride + WIDTH].translate(_STRENGTHS)


def _row(below: int) -> bytes:
    """Return a row of the covers, so far below the top of the highest."""
    margin, gap = bytes(_MARGIN), bytes(_GAP)
    parts = gap.join(_across(strength, below - lower) for lower, strength in _COVERS)
    return (margin + parts).ljust(WIDTH, b"\0")


@cache
def _across(strength: int, below: int) -> bytes:
    """Return one row of a cover; its upper corners are round."""
    if below < 0:
        return bytes(_COVER_WIDTH)
    if below >= _CORNER:
        return bytes([strength]) * _COVER_WIDTH
    edge = bytes(round(strength * _inside(x, below)) for x in range(_CORNER))
    return edge + bytes([strength]) * (_COVER_WIDTH - 2 * _CORNER) + edge[::-1]


def _inside(x: int, y: int) -> float:
    """Return how much of a pixel lies within the round corner, about."""
    away = hypot(_CORNER - x - 0.5, _CORNER - y - 0.5)
    return min(max(_CORNER - away + 0.5, 0.0), 1.0)


def _palette(accent: str) -> list[accent_colours.Pixel]:
    field, full = accent_colours.field(accent), accent_colours.on_field(accent)
    return [accent_colours.mixed(full, field, level / png.FULL) for level in range(png.FULL + 1)]
