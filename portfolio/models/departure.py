"""A departure: a creator who leaves, until TikTok is told and every row is gone; then its trace."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Instant, Moment, Work


class Departure(Work, Model):
    """The remaining work, and the receipt. It knows the creator only by keys to delete rows by."""

    __tablename__ = "departure"

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    #: No foreign key: the departure outlives the creator.
    creator_id: Mapped[UUID] = mapped_column(sa.Uuid, unique=True)
    open_id_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    left_at: Mapped[Moment]
    #: Whether the same account has signed up again meanwhile.
    is_back: Mapped[bool] = mapped_column(default=False)
    #: When TikTok confirmed that the permission is gone; None if it was gone or never answered.
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When the last row was deleted.
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def is_unfinished(cls) -> sa.ColumnElement[bool]:
        return cls.__table__.c.deleted_at.is_(None)


class Tombstone(Model):
    """The fact that a creator left, and when, under a hash that names no person.

    It stops late webhooks and restored copies; it never stops a new sign-up.
    """

    __tablename__ = "tombstone"

    open_id_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    left_at: Mapped[Moment]
