"""Skeletons of handles: two handles that a reader may take for each other have the same one.

Unicode's table of confusable characters says which do (https://www.unicode.org/reports/tr39/). It
is read in both cases, since an address may be typed in capitals: l, 1 and I are one letter then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import ascii_lowercase, digits

#: The most characters of the skeleton of a handle of thirty.
LONGEST = 60
_ALPHABET = ascii_lowercase + digits + "._"
#: A pair that the table leaves out, although the two are drawn alike.
_OURS = {"w": "vv"}
#: Nobody counts these.
_UNDERSCORES = re.compile("_{2,}")


def skeleton_of(handle: str) -> str:
    """Return the skeleton of a handle: "mira" and "rnlra" have the same."""
    return _UNDERSCORES.sub("_", handle).translate(_prototypes())


@cache
def _prototypes() -> Mapping[int, str]:
    """Return the character that stands for each one: the first of those it looks like."""
    alike = _alike()
    first = {each: min(_group(each, alike), key=_ALPHABET.index) for each in _ALPHABET}
    longer = {each: text for each in _ALPHABET for text in alike[each] if len(text) > 1}
    drawn = {each: "".join(first[part] for part in text) for each, text in longer.items()}
    return str.maketrans({**first, **drawn, **_OURS})


def _alike() -> dict[str, set[str]]:
    """Return for each character the texts that it looks like, as far as a handle may hold them."""
    # Imported here: the table is large, and most processes never need it.
    from confusable_homoglyphs.utils import load

    table = load("confusables.json")

    def texts(character: str) -> Iterator[str]:
        for spelling in (character, character.upper()):
            for entry in table.get(spelling, ()):
                text = entry["c"].lower()
                if text != character and set(text) <= set(_ALPHABET):
                    yield text

    return {each: set(texts(each)) for each in _ALPHABET}


def _group(character: str, alike: Mapping[str, set[str]]) -> set[str]:
    """Return the characters that look like this one, or like one of these, itself included."""
    group, found = {character}, {character}
    while found:
        found = {each for one in found for each in alike[one] if len(each) == 1} - group
        group |= found
    return group
