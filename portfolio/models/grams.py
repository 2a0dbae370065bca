"""Grams: the short runs of letters of a text, by which an index finds texts that may hold a piece.

A text in normal form that holds a piece has each gram that is asked of the piece. The opposite does
not follow, so each text that the index finds is read once more. No gram holds a space.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from operator import add

#: Grams are numbers below this one, which bounds an index of many scripts: two runs may share one.
NUMBERS = 2**16
#: From here on scripts have many letters, and words of few: Thai, Chinese, kana, Hangul, emoji.
#: Their grams are one and two letters long; those of alphabets are two and three.
_WIDE = "\u0e00"
#: The most grams that are looked up for a query.
_MOST_ASKED = 8


def grams_of(text: str) -> set[int]:
    """Return the grams of a video's text: about 150 for a caption of 200 letters."""
    return set(map(_number, (*_shorter(text), *_longer(text))))


def asked_of(pieces: Iterable[str]) -> list[int]:
    """Return grams that a text has if it holds all these pieces, in order; none for some pieces.

    One letter of an alphabet has none: most texts hold it.
    """
    # Of a longer gram the shorter ones say nothing new.
    runs = (run for piece in pieces for run in (set(_longer(piece)) or set(_shorter(piece))))
    grams = sorted(set(map(_number, runs)))
    return grams[:: -(-len(grams) // _MOST_ASKED) or 1]


def _longer(text: str) -> Iterator[str]:
    """Yield the triples of letters of alphabets, and the pairs with another letter."""
    for run in set(map("".join, zip(text, text[1:], text[2:], strict=False))):
        if " " not in run and max(run) < _WIDE:
            yield run
    for run in set(map(add, text, text[1:])):
        if " " not in run and max(run) >= _WIDE:
            yield run


def _shorter(text: str) -> Iterator[str]:
    for run in set(map(add, text, text[1:])):
        if " " not in run and max(run) < _WIDE:
            yield run
    yield from (letter for letter in set(text) if letter >= _WIDE)


def _number(run: str) -> int:
    return zlib.crc32(run.encode()) % NUMBERS
