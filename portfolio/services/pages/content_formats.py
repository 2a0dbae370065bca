"""The formats in which contents were ever stored: the names of their values.

Format 0, which has no number, is {"accent", "recent", "sections": [{"title", "videos": [{"id",
"title"}]}]}. Format 1 has another look, which is {"accent"}, and no layouts of sections. Formats
before 3 have no rules, and those before 4 no pinned videos.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

#: The format that is written today.
FORMAT = 4


@dataclass(frozen=True)
class Format:
    """The names of one format's values, and the keys that each of its dicts may hold."""

    shows_recent: str
    entries: str
    video_id: str
    whole: frozenset[str]
    #: None: the accent lies beside the sections, and is all of the look.
    look: frozenset[str] | None
    section: frozenset[str]
    entry: frozenset[str]
    #: Whether sections and Recent have rules.
    has_rules: bool = False


_0 = Format(
    shows_recent="recent",
    entries="videos",
    video_id="id",
    whole=frozenset({"accent", "recent", "sections"}),
    look=None,
    section=frozenset({"title", "videos"}),
    entry=frozenset({"id", "title"}),
)
_1 = Format(
    shows_recent="shows_recent",
    entries="entries",
    video_id="video_id",
    whole=frozenset({"format", "look", "shows_recent", "sections"}),
    look=frozenset({"accent"}),
    section=frozenset({"title", "about", "entries"}),
    entry=frozenset({"video_id", "title", "alt"}),
)
_2 = replace(
    _1,
    look=frozenset(
        {"accent", "scheme", "layout", "pairing", "headline", "bio", "links", "contact"}
    ),
    section=_1.section | {"layout"},
)
_3 = replace(_2, whole=_2.whole | {"recent"}, section=_2.section | {"rule"}, has_rules=True)
_4 = replace(_3, section=_3.section | {"pinned"})
FORMATS: Mapping[int, Format] = {0: _0, 1: _1, 2: _2, 3: _3, FORMAT: _4}


def number_of(whole: Mapping[str, Any]) -> int:
    """Return the number of a stored format; -1 if it is none that a program of ours wrote."""
    number = whole.get("format", 0)
    return number if type(number) is int and (number or "format" not in whole) else -1
