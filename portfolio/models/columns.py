"""Column types and column groups that several tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.queues import CREATORS


class Instant(sa.TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite keeps it naive, so the zone is taken off and put on here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# TikTok's ids are opaque: no length is documented, and an open_id may begin with "-".
TikTokId = Annotated[str, mapped_column(sa.String(128))]
CreatorId = Annotated[UUID, mapped_column(sa.Uuid, sa.ForeignKey("creator.id", ondelete="CASCADE"))]
Moment = Annotated[datetime, mapped_column(Instant)]


class Leased:
    """A lease on a row: its owner and its end. `services.leases` takes and ends it."""

    lease_owner: Mapped[str | None] = mapped_column(sa.String(64))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)

    def is_leased(self, now: datetime) -> bool:
        return self.lease_until is not None and self.lease_until > now


class Work(Leased):
    """Unfinished work on a row, which may be retried until it is done. `services.work` claims and
    postpones it, and the sweep queues it again when it is left behind."""

    #: The longest wait after failures in a row.
    LONGEST_WAIT_SECONDS: ClassVar[int] = 3600

    #: The queue of its jobs: work that is queued again keeps its share of the call budget.
    queue: Mapped[str] = mapped_column(sa.String(10), server_default=CREATORS)
    #: The work is not tried before this instant.
    next_at: Mapped[Moment]
    #: Failures in a row; the waits grow with them.
    tries: Mapped[int] = mapped_column(default=0)

    @classmethod
    def is_unfinished(cls) -> sa.ColumnElement[bool]:
        """Return the condition that finds the unfinished rows of this kind."""
        raise NotImplementedError
