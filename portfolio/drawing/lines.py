"""Lines of text: where they break, how large they can be, and the places of their glyphs.

Lengths are in em, the size of the letters, until a line is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import uharfbuzz as hb

from portfolio.drawing import directions, fonts
from portfolio.drawing.fonts import Font
from portfolio.drawing.letters import letters_of

END = "…"
#: How much narrower than needed a line may be measured: its parts are, one by one.
_TOLERANCE = 1.002


@dataclass(frozen=True)
class Glyph:
    """One glyph of a font, at its place on the line's base."""

    font: Font
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A shaped line; its glyphs stand from left to right, from 0 on."""

    glyphs: tuple[Glyph, ...]
    width: float

    @cached_property
    def top(self) -> float:
        """How high its ink reaches above the base."""
        return max((edge for edge, _ in self._ink()), default=0.0)

    @cached_property
    def bottom(self) -> float:
        """How low its ink reaches below the base."""
        return -min((edge for _, edge in self._ink()), default=0.0)

    def _ink(self) -> Iterator[tuple[float, float]]:
        for glyph in self.glyphs:
            extents = glyph.font.shapes.get_glyph_extents(glyph.number)
            if extents is not None and extents.height:
                top = glyph.y + extents.y_bearing * glyph.font.unit
                yield top, top + extents.height * glyph.font.unit


@dataclass(frozen=True)
class Block:
    """A text in lines of one size, in pixels, with the distance from base to base."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    #: Whether it is cut, a word of it is broken, or it is higher than its room.
    is_short_of_room: bool = False

    @property
    def height(self) -> float:
        """From the top of the first line's ink to the bottom of the last one's."""
        return self.size * (self.lines[0].top + self.lines[-1].bottom) + (
            self.leading * (len(self.lines) - 1)
        )

    @property
    def width(self) -> float:
        return self.size * max(line.width for line in self.lines)


@dataclass(frozen=True)
class Room:
    """The room for a block, in pixels; `leading` is in em, `sizes` go down."""

    width: float
    height: float
    most_lines: int
    sizes: Sequence[int]
    leading: float
    #: Added to the advance of each glyph, in em.
    spacing: float = 0.0


def fit(text: str, faces: Sequence[Font], room: Room) -> Block:
    """Return a drawable text as large as its room allows; a longer one ends in "…"."""
    base = int(directions.is_from_the_right(text))

    def line_of(part: str) -> Line:
        return shaped(part, faces, base, room.spacing)

    measured = _Measure(line_of)
    for size in room.sizes:
        wanted = room.width / size
        words = text.split()
        if max(map(measured.width, words)) > wanted:
            continue
        broken = measured.broken(words, wanted)
        if len(broken) > room.most_lines:
            continue
        lines = [line_of(each) for each in measured.balanced(words, wanted, len(broken))]
        block = Block(tuple(lines), size, size * _leading(lines, room))
        if block.height <= room.height:
            return block
    return _cut(text, room, measured, line_of)


def _cut(text: str, room: Room, measured: _Measure, line_of: Callable[[str], Line]) -> Block:
    """Return a text in the smallest size, with broken words and without what has no room."""
    size = room.sizes[-1]
    wanted = room.width / size
    broken = measured.broken(measured.pieces(text, wanted), wanted)
    count = min(room.most_lines, len(broken))
    while True:
        parts = broken[:count]
        if count < len(broken):
            parts[-1] = measured.cut(parts[-1], wanted)
        lines = [line_of(each) for each in parts]
        block = Block(tuple(lines), size, size * _leading(lines, room), is_short_of_room=True)
        if block.height <= room.height or count == 1:
            return block
        count -= 1


def _leading(lines: Sequence[Line], room: Room) -> float:
    """Return the distance, in em, at which no ink of a line touches that of the next."""
    gaps = [above.bottom + below.top + 0.07 for above, below in pairwise(lines)]
    return max([room.leading, *gaps])


class _Measure:
    """The widths of a text's words, each shaped once."""

    def __init__(self, line_of: Callable[[str], Line]) -> None:
        self._line_of = line_of
        self._widths: dict[str, float] = {}

    def width(self, part: str) -> float:
        if part not in self._widths:
            self._widths[part] = self._line_of(part).width * _TOLERANCE
        return self._widths[part]

    def pieces(self, text: str, widest: float) -> list[str]:
        """Return a text's words; one that is wider than `widest` in pieces that are not."""
        found: list[str] = []
        for word in text.split():
            piece = ""
            for letter in letters_of(word) if self.width(word) > widest else [word]:
                if piece and self._line_of(piece + letter).width > widest:
                    found.append(piece)
                    piece = ""
                piece += letter
            found.append(piece)
        return found

    def broken(self, words: Sequence[str], widest: float) -> list[str]:
        lines: list[list[str]] = []
        left = -1.0  # no line has begun
        blank = self.width("n n") - self.width("nn")
        for word in words:
            left -= blank + self.width(word)
            if left < 0:
                lines.append([])
                left = widest - self.width(word)
            lines[-1].append(word)
        return [" ".join(line) for line in lines]

    def balanced(self, words: Sequence[str], widest: float, count: int) -> list[str]:
        """Return as many lines whose widest is as narrow as it can be."""
        low, high = max(map(self.width, words)), widest
        for _ in range(8 if count > 1 else 0):
            middle = (low + high) / 2
            low, high = (
                (low, middle) if len(self.broken(words, middle)) <= count else (middle, high)
            )
        return self.broken(words, high)

    def cut(self, line: str, widest: float) -> str:
        """Return a line without what has no room beside "…": words, or of a single one letters."""
        parts, between = line.split(" "), " "
        if len(parts) == 1:
            parts, between = [*letters_of(line)], ""
        while len(parts) > 1 and self._line_of(between.join(parts) + END).width > widest:
            parts.pop()
        return between.join(parts) + END


def shaped(text: str, faces: Sequence[Font], base: int, spacing: float = 0.0) -> Line:
    """Return a text as one line; `base` is 1 if it runs from right to left as a whole."""
    levels = directions.levels_of(text, base)
    runs: list[tuple[Font, str, int]] = []
    start = 0
    for font, part in fonts.parts(text, faces):
        for each, level in _of_one_level(part, levels[start : start + len(part)]):
            runs.append((font, each, level))
        start += len(part)
    glyphs: list[Glyph] = []
    pen = 0.0
    for place in directions.visual([level for _, _, level in runs]):
        font, part, level = runs[place]
        found, pen = _shaped_run(font, part, level, pen, spacing)
        glyphs += found
    return Line(tuple(glyphs), pen - spacing if glyphs else 0.0)


def _of_one_level(part: str, levels: Sequence[int]) -> Iterator[tuple[str, int]]:
    start = 0
    for place in range(1, len(part) + 1):
        if place == len(part) or levels[place] != levels[start]:
            yield part[start:place], levels[start]
            start = place


def _shaped_run(
    font: Font, part: str, level: int, pen: float, spacing: float
) -> tuple[list[Glyph], float]:
    """Return the glyphs of a part of one font and direction, and where the next part begins."""
    buffer = hb.Buffer()
    buffer.add_str(part)
    buffer.direction = "rtl" if level % 2 else "ltr"
    buffer.guess_segment_properties()
    # Letters that join, or stand above each other, keep their distances.
    apart = spacing if buffer.script in ("Latn", "Grek", "Cyrl") else 0.0
    hb.shape(font.shapes, buffer)
    glyphs: list[Glyph] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x, y = pen + position.x_offset * font.unit, position.y_offset * font.unit
        glyphs.append(Glyph(font, info.codepoint, x, y))
        pen += position.x_advance * font.unit + (apart if position.x_advance else 0.0)
    return glyphs, pen
