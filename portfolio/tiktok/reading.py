"""Values out of foreign JSON: each reader accepts any value and never raises.

Null, absent and wrongly typed values all become None, which is never the same as 0 or "": a count
that TikTok did not deliver is unknown.
"""

import re
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

LARGEST_COUNT = 2**63 - 1
"""Counts are int64 at TikTok, and in every database that may store them."""

LARGEST_SMALL_COUNT = 2**31 - 1
"""The largest value of a column for seconds, pixels or videos."""

_LATEST_INSTANT = 2**33  # The year 2242; larger values are milliseconds, not seconds.
_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NOT_IN_A_LINE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")
#: Nearly all addresses in TikTok's answers: `address` need not take these apart.
_PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*(?::[1-5]?[1-9][0-9]{0,3})?/[!-\[\]-~]*", re.ASCII
)


def text(value: object) -> str | None:
    """Return a string as it came, but without NUL and lone surrogates, which no database stores."""
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else None


def identifier(value: object) -> str | None:
    """Return an opaque id, a string. A number is refused; it may have lost digits on its way."""
    if not isinstance(value, str) or not 1 <= len(value) <= 255:
        return None
    return None if _NOT_IN_A_LINE.search(value) else value


def count(value: object) -> int | None:
    """Return a number of things or seconds, 0 or more."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def small_count(value: object) -> int | None:
    """Return a number of seconds, pixels or videos; one that no video or library has is None."""
    number = count(value)
    return number if number is not None and number <= LARGEST_SMALL_COUNT else None


def truth(value: object) -> bool | None:
    """Return a boolean; None for any other value."""
    return value if isinstance(value, bool) else None


def instant(value: object) -> datetime | None:
    """Return the instant of a Unix time in seconds; 0 means that TikTok does not know it."""
    seconds = count(value)
    if not seconds or seconds > _LATEST_INSTANT:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def address(value: object) -> str | None:
    """Return a web address, byte for byte as it came: it is signed and must not be altered."""
    if not isinstance(value, str):
        return None
    is_address = _PLAIN_ADDRESS.fullmatch(value) or address_parts(value) is not None
    return value if is_address else None


def address_parts(text: object) -> SplitResult | None:
    """Return the parts of a web address; None if browsers would read no address, or another one."""
    if not isinstance(text, str) or _NOT_IN_A_LINE.search(text):
        return None
    try:
        parts = urlsplit(text)
        is_complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # half a pair of brackets, or an impossible port
        return None
    return parts if is_complete and "\\" not in parts.netloc else None


def line(value: object, longest: int = 300) -> str:
    """Return a foreign text as one line that is safe in a log; "" if it is no text."""
    if not isinstance(value, str):
        return ""
    return _NOT_IN_A_LINE.sub(" ", value[: 4 * longest]).strip()[:longest]
