"""An exchange: a sign-in's code is exchanged for tokens only once; this is how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Moment


class Exchange(Model):
    """A row is stored before TikTok is asked, so that no other request, of any process, asks."""

    __tablename__ = "exchange"

    #: SHA-256 of the sign-in's state.
    state_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    began_at: Mapped[Moment] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    #: The creator whom it signed in; None while it is under way, or if it failed.
    creator_id: Mapped[CreatorId | None]
    #: Keywords of the error page that its browser was shown; None if it went well.
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
