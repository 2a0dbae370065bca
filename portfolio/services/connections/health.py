"""The health of a connection, told to the creator in the studio early and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.languages import gettext, ngettext
from portfolio.models.connection import Connection

#: The creator is warned this many days before the connection ends.
WARN_DAYS = 14
NEEDED = "video.list"


@dataclass(frozen=True)
class Health:
    """The state of a connection. `warning` is None while all is well."""

    state: str
    scopes: list[str]
    ends_in_days: int | None
    warning: str | None
    log_id: str | None
    #: Whether a new sign-in would mend it.
    can_be_mended: bool = False
    ends_at: datetime | None = None


def health_of(creator_id: UUID) -> Health:
    now = clock.now()
    connection = db.session.get(Connection, creator_id)
    if connection is None:
        without = gettext("TikTok is not connected.")
        return Health(gettext("Not connected"), [], None, without, None, can_be_mended=True)
    days, ends_at = None, None if connection.is_ended else connection.refresh_expires_at
    if ends_at is not None:
        days = max((ends_at - now).days, 0)
    warning = _warning(connection, days)
    return Health(
        state=gettext("Ended") if connection.is_ended else gettext("Connected"),
        scopes=sorted(connection.granted),
        ends_in_days=days,
        warning=warning,
        log_id=connection.problem_log_id if warning else None,
        can_be_mended=warning is not None and warning != _passing(),
        ends_at=ends_at,
    )


def _warning(connection: Connection, days: int | None) -> str | None:
    if connection.is_ended:
        return gettext("TikTok ended the connection. Reconnect to keep your covers alive.")
    if NEEDED not in connection.granted:
        return gettext(
            "%(site)s may no longer see your videos. Reconnect and leave that switched on.",
            site=settings().site_name,
        )
    if connection.refused_at is not None:
        return gettext("TikTok will soon end the connection. Reconnect to keep your covers alive.")
    if days is not None and days <= WARN_DAYS:
        return ngettext(
            "The connection to TikTok ends in %(num)s day.",
            "The connection to TikTok ends in %(num)s days.",
            days,
        )
    if connection.problem is not None:
        return _passing()
    return None


def _passing() -> str:
    return gettext("TikTok refused our last call. It is tried again by itself.")
