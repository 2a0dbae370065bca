"""Rules: each keeps a section or Recent filled; no other module knows how they are stored.

A rule finds a number of videos, in an order: all, those with some words, or those of a time. A
creator changes the draft's; an edition's stay as they were published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from portfolio.languages import ngettext
from portfolio.services.errors import Refused
from portfolio.tiktok import reading

#: The format that `as_json` writes.
FORMAT = 1
#: The orders in which a rule finds videos, of `sorts.SORTS`.
SORTS = NEWEST, VIEWS, LIKES, LONGEST = ("newest", "views", "likes", "longest")
#: When the videos were posted: at any time, in this calendar year (UTC), in the last 365 days.
PERIODS = ANY, YEAR, MONTHS = ("any", "year", "months")
#: The least and the most videos that a rule may find, and the most left out of it.
LEAST, MOST = 1, 24
MOST_LEFT_OUT = 200
_KEYS = {"format", "sort", "count", "words", "period", "left_out"}


@dataclass(frozen=True)
class Rule:
    sort: str = NEWEST
    count: int = 12
    #: Words, phrases or hashtags that a video's texts hold, as in the picker; None: any.
    words: str | None = None
    period: str = ANY
    #: Videos that it never finds.
    left_out: tuple[str, ...] = ()


#: The rule of Recent, unless the creator chose another.
RECENT = Rule()


def as_json(rule: Rule | None) -> dict[str, Any] | None:
    """Return the value that is stored for a rule; None for none."""
    if rule is None:
        return None
    return {"format": FORMAT, **vars(rule), "left_out": list(rule.left_out)}


def read(raw: object) -> Rule | None:
    """Return a stored rule, without its unreadable parts; None if it is none. Never raises."""
    return read_noting(raw)[0]


def read_noting(raw: object) -> tuple[Rule | None, bool]:
    """Return the result of `read`, and whether `as_json` would store just this value."""
    if not isinstance(raw, dict):
        return None, raw is None
    words = reading.text(raw.get("words"))
    count = raw.get("count")
    is_count = isinstance(count, int) and not isinstance(count, bool) and LEAST <= count <= MOST
    rule = Rule(
        sort=_one_of(SORTS, raw.get("sort")),
        count=count if is_count else RECENT.count,  # type: ignore[arg-type]
        words=words,
        period=_one_of(PERIODS, raw.get("period")),
        left_out=tuple(_ids(raw.get("left_out"))),
    )
    written = as_json(rule)
    return rule, written == raw and all(type(raw[key]) is type(written[key]) for key in _KEYS)


def without(rule: Rule, video_id: str) -> Rule:
    """Return the rule that leaves a video out. Raises `Refused` if it leaves out too many."""
    if video_id in rule.left_out:
        return rule
    if len(rule.left_out) >= MOST_LEFT_OUT:
        raise Refused(
            "left_out",
            ngettext(
                "At most %(num)s video can be left out. Take one back first.",
                "At most %(num)s videos can be left out. Take one back first.",
                MOST_LEFT_OUT,
            ),
        )
    return replace(rule, left_out=(*rule.left_out, video_id))


def with_again(rule: Rule, video_id: str) -> Rule:
    """Return the rule that may find a video again."""
    return replace(rule, left_out=tuple(each for each in rule.left_out if each != video_id))


def _one_of(choices: tuple[str, ...], value: object) -> str:
    return value if isinstance(value, str) and value in choices else choices[0]


def _ids(raw: object) -> Iterable[str]:
    found = map(reading.identifier, raw if isinstance(raw, list) else [])
    return list(dict.fromkeys(each for each in found if each is not None))[:MOST_LEFT_OUT]
