"""The room that the letters of a text need in the display face's tight lines."""

from __future__ import annotations

import unicodedata

#: Letters several ems wide: in a large size, one of them is wider than a phone.
WIDE = {"\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}", "\U00012219", "\U0001242b"}
#: The scripts whose letters are no higher than the display face's own.
LEVEL = ("LATIN", "GREEK", "CYRILLIC")


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
