"""The letters of a text: the room that they need in tight lines, and where it may be cut.

The display face's lines are tight. A letter as people see it is one of Unicode's grapheme clusters.
"""

from __future__ import annotations

import unicodedata

import regex

#: Letters several ems wide: in a large size, one of them is wider than a phone.
WIDE = {"\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}", "\U00012219", "\U0001242b"}
#: The scripts whose letters are no higher than the display face's own.
LEVEL = ("LATIN", "GREEK", "CYRILLIC")

END = "…"
#: The code points of a letter that has many marks above and below it.
MOST_OF_ONE = 8
_LETTER = regex.compile(r"\X")


def letters(text: str) -> str:
    """Return "wide" if a letter may not fit into a line, "tall" if lines need more room.

    All other texts are "level". The style sheets know the three by `data-letters`.
    """
    if text.isascii():
        return "level"
    if not WIDE.isdisjoint(text):
        return "wide"
    return "tall" if any(map(_is_tall, text)) else "level"


def _is_tall(character: str) -> bool:
    kind = unicodedata.category(character)
    if kind == "So":
        return True  # mostly emoji
    return kind[0] == "L" and not unicodedata.name(character, "").startswith(LEVEL)


def letters_of(text: str) -> list[str]:
    """Return the letters as people see them, each of one or several code points."""
    return [found[0] for found in _LETTER.finditer(text)]


def first_letter(text: str) -> str:
    """Return the first letter of a text, without the most of a tower of marks."""
    found = _LETTER.match(text)
    return found[0][:MOST_OF_ONE] if found else ""


def cut(text: str, most: int) -> str:
    """Return the text if it has no more code points than this; else its beginning, and `END`.

    No letter is cut, and no word that leaves half of the room: only a single letter that is longer
    than all of the room.
    """
    if len(text) <= most:
        return text
    room = most - len(END)
    after_letter = after_word = 0
    for found in _LETTER.finditer(text):
        if found[0].isspace():
            after_word = found.start()
        if found.end() > room:
            break
        after_letter = found.end()
    place = after_word if after_word * 2 >= room else after_letter
    return text[: place or room].rstrip() + END
