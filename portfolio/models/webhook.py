"""A webhook event of TikTok's, kept as a row before it is answered with 200."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Instant, Leased, Moment, TikTokId


class WebhookEvent(Leased, Model):
    """TikTok delivers at least once, so the key says what happened, not which delivery it was."""

    __tablename__ = "webhook_event"

    #: A hash of event, open_id, reason and the second it happened in.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(256))
    #: Empty once the event is done.
    open_id: Mapped[TikTokId]
    reason: Mapped[int | None]
    happened_at: Mapped[Moment]
    received_at: Mapped[Moment]
    #: Not before this instant is it tried (again).
    next_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    #: What came of it, in a word, for whoever looks into it.
    outcome: Mapped[str | None] = mapped_column(sa.String(40))
