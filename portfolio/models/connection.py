"""A creator's connection to TikTok: its sealed tokens and the granted scopes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Leased, Moment

#: An access token is refreshed while it has this much left, or this share of its life if less.
REFRESH_BEFORE = timedelta(minutes=5)
REFRESH_SHARE = 1 / 3


class Connection(Leased, Model):
    """Tokens live in a table of their own, as sealed bytes: loading a row never decrypts."""

    __tablename__ = "connection"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    #: Every new pair of tokens raises this, so that a late write is noticed.
    version: Mapped[int] = mapped_column(default=1)
    access_token: Mapped[bytes] = mapped_column(sa.LargeBinary)
    refresh_token: Mapped[bytes] = mapped_column(sa.LargeBinary)
    #: The granted scopes, comma-separated; a creator may have switched some off.
    scopes: Mapped[str] = mapped_column(sa.Text)
    issued_at: Mapped[Moment]
    access_expires_at: Mapped[Moment]
    #: None if TikTok stated no life.
    refresh_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    connected_at: Mapped[Moment]
    #: When a refresh last brought a new pair; None since the sign-in.
    refreshed_at: Mapped[datetime | None] = mapped_column(Instant)

    #: When TikTok finally refused to refresh; the access token serves until it is refused too.
    refused_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When the connection was lost for good: only the creator can mend it.
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    #: TikTok's code for the last problem, and the log id by which TikTok's support finds it.
    problem: Mapped[str | None] = mapped_column(sa.Text)
    problem_log_id: Mapped[str | None] = mapped_column(sa.Text)
    #: No refresh is tried before this instant.
    next_refresh_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def as_read(cls, row: sa.Row[Any]) -> Self:
        """Return a row with the columns of this table as it was read: an object of no session,
        which never changes by itself and reads nothing more."""
        return cls(**{column.name: row._mapping[column] for column in cls.__table__.c})

    @property
    def granted(self) -> frozenset[str]:
        return frozenset(scope for scope in self.scopes.split(",") if scope)

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    def refresh_due_at(self) -> datetime:
        """Return the instant from which the access token should be refreshed."""
        life = max(self.access_expires_at - self.issued_at, timedelta())
        return self.access_expires_at - min(REFRESH_BEFORE, life * REFRESH_SHARE)

    def is_refresh_due(self, now: datetime) -> bool:
        return now >= self.refresh_due_at()

    def is_access_alive(self, now: datetime) -> bool:
        return now < self.access_expires_at
