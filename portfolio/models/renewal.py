"""The renewal of a creator's covers: one at a time, under a lease, and how the last one went."""

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
    #: How many failed in a row: attempts back off.
    failures: Mapped[int] = mapped_column(default=0)
    #: Not before this instant does the plan try again.
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    problem: Mapped[str | None] = mapped_column(sa.Text)
