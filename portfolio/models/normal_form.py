"""The normal form of a text: spellings that mean the same to a person who searches are one.

Neither database's own folding is used: each is wrong for some script, and differently. A text and
a query in this form hold no capital of A–Z, so LIKE finds the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

import unicodedata
from itertools import chain

#: Marks that people leave out or add at will. By block, and never by the category of marks: without
#: its vowel signs a word in Thai, Hindi or Burmese is another word, and か is not が.
_LEFT_OUT = frozenset(
    chain(
        range(0x0300, 0x0370),  # accents, of Latin, Greek and Cyrillic letters alike
        range(0x0483, 0x048A),
        range(0x0591, 0x05BE),  # Hebrew points
        (0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7),
        range(0x0610, 0x061B),  # Arabic vowels, tatweel, the marks of the Quran
        (0x0640, 0x0670),
        range(0x064B, 0x0660),
        range(0x06D6, 0x06DD),
        range(0x06DF, 0x06E9),
        range(0x06EA, 0x06EE),
        range(0x0898, 0x08A0),
        range(0x08CA, 0x0900),
        range(0x180B, 0x1810),  # Mongolian: which form of a letter
        (0x17B4, 0x17B5),  # Khmer: vowels that nobody sees
        range(0x1AB0, 0x1B00),
        range(0x1DC0, 0x1E00),
        range(0x20D0, 0x2100),  # the frame of a keycap
        range(0xFE00, 0xFE10),  # which form of an emoji
        range(0xFE20, 0xFE30),
        range(0x1F3FB, 0x1F400),  # skin tones
        range(0xE0100, 0xE01F0),
    )
)
#: Fillers and the empty Braille pattern: letters by their category, blanks to the eye.
_BLANKS = frozenset((0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0))
#: Korean letters on their own, as in ㅋㅋㅠㅠ. Unicode decomposes them to others, which then join
#: to syllables that nobody wrote.
_SINGLE_JAMO = range(0x3131, 0x318F)
_HALFWIDTH_JAMO = range(0xFFA1, 0xFFDD)
#: Letters that Unicode keeps apart, and readers or keyboards do not.
_ALIKE = {
    **{"ı": "i", "ð": "d", "đ": "d", "ħ": "h", "ł": "l", "ø": "o", "ŋ": "n"},
    **{"æ": "ae", "œ": "oe", "þ": "th"},
    **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك"},
    **dict.fromkeys("ةہەھ", "ه"),
    **{"،": ",", "؛": ";", "؟": "?", "۔": "."},
    **dict.fromkeys("‘’‛`׳", "'"),
    **dict.fromkeys("“”„‟«»״", '"'),
    **dict.fromkeys("‐‑–—−־", "-"),
    "〜": "~",
}


class NormalForms(dict[int, str]):
    """The form of each single character, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        form = self[point] = "".join(map(_simplified, _decomposed(chr(point))))
        return form


_FORMS = NormalForms()


def normal(text: str) -> str:
    """Return the normal form, on one line and with single spaces; that of it is itself.

    Case, accents, marks, width, the form of digits, quotation marks and dashes make no difference,
    nor does whether letters are composed. It is cut nowhere, so it may be longer than the text.
    """
    if not text.isascii():
        # NFD puts marks in order, but leaves those of half width where they are.
        text = unicodedata.normalize("NFD", text.replace("ﾞ", "\u3099").replace("ﾟ", "\u309a"))
    text = text.translate(_FORMS)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _decomposed(character: str) -> str:
    point = ord(character)
    if point in _HALFWIDTH_JAMO and (wide := unicodedata.decomposition(character)):
        point = int(wide.removeprefix("<narrow>"), 16)
    if point in _SINGLE_JAMO:
        return chr(point)
    for _ in range(2):  # ™ and ℌ come out of the first time as capitals
        character = unicodedata.normalize("NFKD", character).casefold()
    return character


def _simplified(character: str) -> str:
    point = ord(character)
    if point in _LEFT_OUT:
        return ""
    if point in _BLANKS:
        return " "
    if character in _ALIKE:
        return _ALIKE[character]
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Cf":  # joiners, soft hyphens, marks of direction
            return ""
        case "Cc" | "Cs" | "Zs" | "Zl" | "Zp":
            return " "
    return character
