"""A webhook event of TikTok's, kept as a row before it is answered with 200."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Instant, Moment, TikTokId, Work


class WebhookEvent(Work, Model):
    """TikTok may deliver an event more than once: the key names the event, not the delivery."""

    __tablename__ = "webhook_event"

    #: A hash of event, open_id, reason and the second it happened in.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(256))
    #: It is blank once the event is done.
    open_id: Mapped[TikTokId]
    reason: Mapped[int | None]
    happened_at: Mapped[Moment]
    received_at: Mapped[Moment]
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    #: The result in a word, for the host.
    outcome: Mapped[str | None] = mapped_column(sa.String(40))

    @classmethod
    def is_unfinished(cls) -> sa.ColumnElement[bool]:
        return cls.__table__.c.done_at.is_(None)
