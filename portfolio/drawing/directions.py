"""The directions of a text's parts: Unicode's bidirectional algorithm for one paragraph.

https://www.unicode.org/reports/tr9/ without explicit embeddings and isolates, which a name or
headline has no need of: their characters are removed before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

#: Opening brackets by their closing ones (N0), as far as people type them.
_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}
_OPENING = frozenset(_PAIRS.values())
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def is_from_the_right(text: str) -> bool:
    """Return whether a text as a whole runs from right to left: its first letter does (P2, P3)."""
    for each in text:
        kind = unicodedata.bidirectional(each)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def levels_of(text: str, base: int) -> list[int]:
    """Return the level of each character: those of odd ones run from right to left.

    `base` is that of the paragraph, 0 or 1.
    """
    first = "R" if base else "L"
    kinds = _weak([unicodedata.bidirectional(each) or "ON" for each in text], first)
    _brackets(text, kinds, first)
    _neutral(kinds, first)
    raised = ({"R": 1, "AN": 2, "EN": 2}, {"L": 1, "AN": 1, "EN": 1})[base]
    levels = [base + raised.get(kind, 0) for kind in kinds]
    for place in range(len(text) - 1, -1, -1):  # L1: blanks at the end
        if not text[place].isspace():
            break
        levels[place] = base
    return levels


def visual(levels: Sequence[int]) -> list[int]:
    """Return the places of these levels as they stand from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        found: list[int] = []
        turned: list[int] = []
        for place in order:
            if levels[place] >= level:
                turned.append(place)
                continue
            found += [*reversed(turned), place]
            turned = []
        order = [*found, *reversed(turned)]
    return order


def _weak(kinds: list[str], first: str) -> list[str]:
    """Resolve marks, figures and the signs between figures (W1 to W7)."""
    before, strong = first, first
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = before
        before = kind
        if kind == "EN" and strong == "AL":
            kind = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[place] = "R" if kind == "AL" else kind
    for place in range(1, len(kinds) - 1):
        kind, around = kinds[place], {kinds[place - 1], kinds[place + 1]}
        if (kind in ("ES", "CS") and around == {"EN"}) or (kind == "CS" and around == {"AN"}):
            kinds[place] = kinds[place - 1]
    _beside_figures(kinds)
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]
    strong = first
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
    return kinds


def _beside_figures(kinds: list[str]) -> None:
    """Let signs such as that of a currency go with the European figures beside them (W5)."""
    place = 0
    for kind, part in groupby(list(kinds)):
        count = len(list(part))
        around = {
            kinds[place - 1] if place else "",
            "".join(kinds[place + count : place + count + 1]),
        }
        if kind == "ET" and "EN" in around:
            kinds[place : place + count] = ["EN"] * count
        place += count


def _brackets(text: str, kinds: list[str], first: str) -> None:
    """Give both brackets of a pair the direction of the text in it, or before it (N0)."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, each in enumerate(text):
        if kinds[place] != "ON":
            continue
        if each in _OPENING:
            opened.append((each, place))
        elif each in _PAIRS:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == _PAIRS[each]:
                    pairs.append((opened[depth][1], place))
                    del opened[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_STRONG[kind] for kind in kinds[start + 1 : end] if kind in _STRONG}
        if inside:
            before = (_STRONG[kind] for kind in reversed(kinds[:start]) if kind in _STRONG)
            kinds[start] = kinds[end] = first if first in inside else next(before, first)


def _neutral(kinds: list[str], first: str) -> None:
    """Give neutral characters the direction of both sides, or the paragraph's (N1, N2)."""
    place, before = 0, first
    while place < len(kinds):
        if kinds[place] not in _NEUTRAL:
            before = _STRONG[kinds[place]]
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        after = _STRONG[kinds[end]] if end < len(kinds) else first
        kinds[place:end] = [before if before == after else first] * (end - place)
        place = end
