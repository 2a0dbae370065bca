"""A report: what a visitor told the host about a page. Nothing is stored of who sent it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Moment


class Report(Model):
    __tablename__ = "report"

    #: The number by which the host closes it.
    number: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[CreatorId] = mapped_column(index=True)
    #: One of `portfolio.services.pages.reports.KINDS`.
    kind: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[str] = mapped_column(sa.Text)
    #: The way to an answer that the visitor gave, as typed; None: none.
    contact: Mapped[str | None] = mapped_column(sa.Text)
    reported_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
