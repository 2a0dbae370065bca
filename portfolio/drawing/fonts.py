"""The fonts of the pictures that we draw, and which of them has the letters of a text.

They come with the site (`static/fonts/cards`), since a bare machine has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import uharfbuzz as hb

from portfolio.config import ROOT
from portfolio.drawing.letters import letters_of

FOLDER = ROOT / "static" / "fonts" / "cards"

#: The code points of a letter that has many marks above and below it.
MOST_OF_ONE = 4
#: From this class of Unicode's on, marks can be heaped on a letter; below it scripts need them.
_ABOVE_OR_BELOW = 200
#: Characters that choose a form or join their neighbours, for which a font needs no picture.
_UNSEEN = re.compile("[\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f]")


@dataclass(frozen=True)
class Font:
    """A font file. `scale` is the size of its letters beside those of other fonts."""

    file: str
    scale: float = 1.0

    @cached_property
    def shapes(self) -> hb.Font:
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(FOLDER / self.file))))

    @cached_property
    def unit(self) -> float:
        """The size of the font's own unit, if letters are of size 1."""
        return self.scale / int(self.shapes.face.upem)

    def has(self, letter: str) -> bool:
        seen = _UNSEEN.sub("", letter)
        return all(self.shapes.get_nominal_glyph(ord(each)) is not None for each in seen)


SCRIPTS = (
    Font("noto-sans-arabic-2.012-ofl.ttf", 0.96),
    Font("noto-sans-hebrew-3.001-ofl.ttf", 0.96),
    Font("noto-sans-devanagari-2.006-ofl.ttf", 0.92),
    Font("noto-sans-bengali-3.011-ofl.ttf", 0.92),
    Font("noto-sans-thai-2.002-ofl.ttf", 0.92),
    Font("noto-sans-khmer-2.004-ofl.ttf", 0.86),
    Font("noto-sans-tamil-2.004-ofl.ttf", 0.86),
    Font("noto-sans-georgian-2.005-ofl.ttf", 0.92),
    Font("noto-sans-armenian-2.008-ofl.ttf", 0.92),
    Font("noto-emoji-3.006-ofl.ttf", 0.72),
)
#: For names, and for texts: in this order the fonts are asked for a letter.
NAMES = (
    Font("bricolage-grotesque-1.001-ofl.ttf"),
    Font("noto-sans-condensed-2.015-ofl.ttf", 0.94),
    *SCRIPTS,
)
TEXTS = (Font("noto-sans-2.015-ofl.ttf"), *SCRIPTS)


def drawable(text: str, fonts: Sequence[Font]) -> str | None:
    """Return what of a text these fonts can draw: all of its letters, and the symbols they have.

    None if they lack a letter, or if nothing would be left.
    """
    found: list[str] = []
    for letter in _letters(text):
        form = _drawable_form(letter, fonts)
        if form is not None:
            found.append(form)
        elif not _is_ornament(letter):
            return None
    shown = " ".join("".join(found).split())
    return shown if _UNSEEN.sub("", shown).strip() else None


def parts(text: str, fonts: Sequence[Font]) -> Iterator[tuple[Font, str]]:
    """Yield a drawable text in parts, each with its font; a part is as long as it can be."""
    now, part = fonts[0], ""
    for letter in letters_of(text):
        stays = part and not _chooses(letter) and now.has(letter)
        font = now if stays else _font_of(letter, fonts) or fonts[0]
        if font is not now and part:
            yield now, part
            part = ""
        now, part = font, part + letter
    if part:
        yield now, part


@lru_cache(maxsize=4096)
def _font_of(letter: str, fonts: Sequence[Font]) -> Font | None:
    return next((font for font in fonts if font.has(letter)), None)


def _chooses(letter: str) -> bool:
    """Return whether a letter is of a script; marks, blanks and figures go with any."""
    return unicodedata.category(letter[0])[0] in "LS"


def _letters(text: str) -> Iterator[str]:
    """Yield the letters as people see them, without control characters."""
    for letter in letters_of(unicodedata.normalize("NFC", text)):
        if letter.isspace():
            yield " "
        elif kept := "".join(each for each in letter if _is_seen(each)):
            yield kept


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] != "C" or bool(_UNSEEN.match(character))


def _drawable_form(letter: str, fonts: Sequence[Font]) -> str | None:
    """Return a letter in a form that one of the fonts has: plain, or without its many marks."""
    plain = unicodedata.normalize("NFKC", letter)
    forms = [letter, plain]
    if all(unicodedata.category(each) == "Mn" for each in plain[1:]):
        forms += [plain[0]]
    if len(letter) > MOST_OF_ONE and unicodedata.combining(letter[1]) >= _ABOVE_OR_BELOW:
        forms = [letter[:MOST_OF_ONE], plain[0]]
    return next((form for form in forms if _font_of(form, fonts)), None)


def _is_ornament(letter: str) -> bool:
    """Return whether a name is still the same without this: a symbol, such as an emoji."""
    return unicodedata.category(letter[0]) in ("So", "Sk", "Sm", "Sc", "Cn", "Mn", "Me")
