"""Numbers, lengths and dates as they are written in each language.

English is written here, so that it needs no Babel (see `portfolio.languages`). Figures are Western
in every language, as TikTok shows them.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime as format_for_mail
from functools import lru_cache

from portfolio import clock, languages
from portfolio.languages import gettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def number(count: int) -> str:
    """Return "1,204"."""
    if _is_english():
        return f"{count:,}"
    from babel.numbers import format_decimal

    return format_decimal(count, locale=languages.locale())


def duration(seconds: int | None) -> str:
    """Return "1:12" or "1:02:03"; "" for a photo post or an unknown length."""
    if not seconds:
        return ""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def compact(count: int | None) -> str:
    """Return "9,214", "18K", "4.8M": short enough to be read at a glance."""
    if count is None:
        return ""
    for size, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "K")):
        if count >= size:
            unit = 1_000 if letter == "K" else size
            value = count / unit
            if not _is_english():
                shown = count if value < 10 else int(value) * unit
                return _compact_in(languages.current(), shown)
            return (
                f"{value:.1f}{letter}".replace(".0", "") if value < 10 else f"{int(value)}{letter}"
            )
    return number(count)


def ago(then: datetime | None) -> str:
    """Return in words how long ago `then` was."""
    if then is None:
        return ""
    seconds = (clock.now() - then).total_seconds()
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        count = int(seconds // size)
        if count and _is_english():
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
        if count:
            from babel.dates import format_timedelta

            past = -timedelta(seconds=count * size)
            return format_timedelta(
                past, threshold=1, add_direction=True, locale=languages.locale()
            )
    return gettext("just now")


def rfc3339(then: datetime) -> str:
    """Return "2026-10-09T12:00:00Z", as Atom and JSON Feed write an instant."""
    return then.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def rfc822(then: datetime) -> str:
    """Return "Fri, 09 Oct 2026 12:00:00 GMT", as RSS writes an instant."""
    return format_for_mail(then.astimezone(UTC), usegmt=True)


def day(then: datetime | None, *, lasting: bool = False) -> str:
    """Return "9 Oct", with the year unless it is this one; if `lasting`, always with the year."""
    if then is None:
        return ""
    is_this_year = not lasting and then.year == clock.now().year
    if _is_english():
        return f"{then.day} {then:%b}" if is_this_year else f"{then.day} {then:%b} {then.year}"
    from babel.dates import format_skeleton

    skeleton = "MMMd" if is_this_year else "yMMMd"
    return format_skeleton(skeleton, then, locale=languages.locale())


def month(number: int) -> str:
    """Return "May" for 5."""
    if _is_english():
        return calendar.month_name[number]
    from babel.dates import get_month_names

    return str(get_month_names("wide", "stand-alone", languages.locale())[number])


def time_of_day(then: datetime) -> str:
    """Return "14:05 UTC"."""
    return gettext("%(time)s UTC", time=then.strftime("%H:%M"))


def day_and_time(then: datetime) -> str:
    """Return "9 Oct, 14:05", in the zone that `then` has."""
    return gettext("%(day)s, %(time)s", day=day(then), time=then.strftime("%H:%M"))


def moment(then: datetime) -> str:
    """Return day and time to the second."""
    if _is_english():
        return f"{then:%d %b %Y, %H:%M:%S} UTC"
    from babel.dates import format_datetime

    return gettext("%(time)s UTC", time=format_datetime(then, "medium", locale=languages.locale()))


def listed(parts: Sequence[str]) -> str:
    """Return "a, b, c": short parts one after the other, as each language puts them."""
    text = ""
    for part in reversed(parts):
        # Babel's own lists of this kind fail in German, and end in "and" in others.
        text = gettext("%(first)s, %(others)s", first=part, others=text) if text else part
    return text


def _is_english() -> bool:
    return languages.current() == languages.SOURCE


@lru_cache(maxsize=4096)  # Babel takes a hundred times as long as the rest of a card
def _compact_in(code: str, count: int) -> str:
    from babel.numbers import format_compact_decimal, format_decimal

    locale = languages.locale_of(code)
    text = format_compact_decimal(count, locale=locale, fraction_digits=1)
    # German has no short word for thousands.
    return format_decimal(count, locale=locale) if text.isdigit() else text
