"""Values out of JSON that somebody else wrote: each reader takes anything and never raises.

Null, absent and of the wrong type all become None. That is never the same as 0 or "": a count
TikTok did not deliver is unknown.
"""

import re
from datetime import UTC, datetime

LARGEST_COUNT = 2**63 - 1
"""Counts are int64 at TikTok, and in every database that may keep them."""

_LATEST_INSTANT = 2**33  # The year 2242; beyond it stand milliseconds, not seconds.
_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NOT_IN_A_LINE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")


def text(value: object) -> str | None:
    """A string as it came, but for NUL and lone surrogates, which no database stores."""
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else None


def identifier(value: object) -> str | None:
    """An opaque id: a string. A number is none; on its way it may have lost digits already."""
    if not isinstance(value, str) or not 1 <= len(value) <= 255:
        return None
    return None if _NOT_IN_A_LINE.search(value) else value


def count(value: object) -> int | None:
    """A number of things or seconds, 0 or more."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def truth(value: object) -> bool | None:
    """True or False."""
    return value if isinstance(value, bool) else None


def instant(value: object) -> datetime | None:
    """A Unix time in seconds; 0 means that TikTok does not know."""
    seconds = count(value)
    if not seconds or seconds > _LATEST_INSTANT:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def address(value: object) -> str | None:
    """A web address, byte for byte as it came, or None: it is signed and must not be mended."""
    if not isinstance(value, str) or _NOT_IN_A_LINE.search(value):
        return None
    return value if value.lower().startswith(("https://", "http://")) else None


def line(value: object, longest: int = 300) -> str:
    """Somebody's words as one line that is safe in a log; "" if there are none."""
    if not isinstance(value, str):
        return ""
    return _NOT_IN_A_LINE.sub(" ", value[: 4 * longest]).strip()[:longest]
