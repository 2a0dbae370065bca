"""The renewal of a creator's covers: one at a time, under a lease, with its last failures."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Leased


class Renewal(Leased, Model):
    __tablename__ = "renewal"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    #: When the last attempt failed; None after one that worked.
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    #: Failures in a row; the pauses grow with them.
    failures: Mapped[int] = mapped_column(default=0)
    #: The plan does not try again before this instant.
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    problem: Mapped[str | None] = mapped_column(sa.Text)
