"""A departure: a creator who leaves, until TikTok is told and every row is gone; then its trace."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Instant, Leased, Moment


class Departure(Leased, Model):
    """The work that is left, and the receipt. Of the creator it holds only keys to delete by."""

    __tablename__ = "departure"

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    #: No foreign key: the departure outlives the creator.
    creator_id: Mapped[UUID] = mapped_column(sa.Uuid, unique=True)
    open_id_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    left_at: Mapped[Moment]
    #: Whether the same account has signed up again meanwhile.
    is_back: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    #: When TikTok confirmed that the permission is gone; None if it was gone or never answered.
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When the last row was deleted.
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)


class Tombstone(Model):
    """That somebody left, and when: a hash, so that it names nobody.

    It stops late webhooks and restored copies; it never stops a new sign-up.
    """

    __tablename__ = "tombstone"

    open_id_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    left_at: Mapped[Moment]
