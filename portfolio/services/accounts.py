"""What the studio tells a creator of their connection: early, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.connection import Connection

#: From so many days on the creator is told that the connection ends.
WARN_DAYS = 14
NEEDED = "video.list"


@dataclass(frozen=True)
class Health:
    """How a connection is. `warning` is None while all is well."""

    state: str
    scopes: list[str]
    ends_in_days: int | None
    warning: str | None
    log_id: str | None


def health_of(creator_id: UUID) -> Health:
    now = clock.now()
    connection = db.session.get(Connection, creator_id)
    if connection is None:
        return Health("Not connected", [], None, "TikTok is not connected.", None)
    days = None
    if connection.refresh_expires_at is not None and not connection.is_ended:
        days = max((connection.refresh_expires_at - now).days, 0)
    warning = _warning(connection, days)
    return Health(
        state="Ended" if connection.is_ended else "Connected",
        scopes=sorted(connection.granted),
        ends_in_days=days,
        warning=warning,
        log_id=connection.problem_log_id if warning else None,
    )


def _warning(connection: Connection, days: int | None) -> str | None:
    if connection.is_ended:
        return "TikTok ended the connection. Reconnect to keep your covers alive."
    if NEEDED not in connection.granted:
        return "Showreel may no longer see your videos. Reconnect and leave that switched on."
    if connection.refused_at is not None:
        return "TikTok will soon end the connection. Reconnect to keep your covers alive."
    if days is not None and days <= WARN_DAYS:
        return f"The connection to TikTok ends in {days} day{'' if days == 1 else 's'}."
    if connection.problem is not None:
        return "TikTok refused our last call. It is tried again by itself."
    return None
