"""The time zone in which a creator's studio tells times."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.services.errors import Refused
from portfolio.transactions import writing

UTC = "UTC"
UTC_ZONE = ZoneInfo(UTC)


def choose(creator_id: UUID, name: str) -> None:
    """Store the creator's time zone, by its name in the IANA database. Raises `Refused`."""
    if name not in _known():
        raise Refused("zone", gettext("Choose one of the time zones shown."))
    with writing() as session:
        creator = session.get_one(Creator, creator_id, with_for_update=True)
        creator.time_zone = None if name == UTC else name


def zone_of(creator: Creator) -> ZoneInfo:
    """Return the creator's time zone; UTC without a choice, or for one that this host lacks."""
    name = creator.time_zone
    return ZoneInfo(name) if isinstance(name, str) and name in _known() else UTC_ZONE


def instant_of(typed: str, zone: ZoneInfo) -> datetime:
    """Return the instant of a typed "2026-12-24T18:00" in a zone. Raises `Refused`.

    A time that comes twice, when the clocks go back, is the first of the two.
    """
    try:
        there = datetime.fromisoformat(typed)
        instant = there.replace(tzinfo=zone).astimezone(UTC_ZONE)
        is_real = there.tzinfo is None and instant.astimezone(zone).replace(tzinfo=None) == there
    except (ValueError, OverflowError):
        raise Refused("at", gettext("Type a day and a time, as 2026-12-24 18:00.")) from None
    if not is_real:
        raise Refused("at", gettext("The clocks go forward over this time: choose another one."))
    return instant


@lru_cache
def names() -> list[str]:
    """Return the names to choose from: those of places, after UTC."""
    return [UTC, *sorted(name for name in _known() if "/" in name and not name.startswith("Etc/"))]


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})
