"""The letters of a text as people see them, each of one or several code points.

Unicode's rules (https://www.unicode.org/reports/tr29/) as far as names need them. The package regex
knows all of them, and takes 5 MB of a worker's memory.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

JOINER = "\N{ZERO WIDTH JOINER}"
#: Characters that belong to the one before them, beside marks: joiners, skin tones, tags.
_GOING_ON = frozenset(
    {
        *(JOINER, "\N{ZERO WIDTH NON-JOINER}"),
        *map(chr, range(0x1F3FB, 0x1F400)),
        *map(chr, range(0xE0020, 0xE0080)),
    }
)
#: The class of the sign by which a letter of an Indian script joins the next.
_VIRAMA = 9


def letters_of(text: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _goes_on(text[start:place], text[place]):
            yield text[start:place]
            start = place


def _goes_on(letter: str, following: str) -> bool:
    last = letter[-1]
    if unicodedata.category(following)[0] == "M" or following in _GOING_ON:
        return True
    if last == JOINER or unicodedata.combining(last) == _VIRAMA:
        return True
    return len(letter) == 1 and _is_of_a_flag(last) and _is_of_a_flag(following)


def _is_of_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
