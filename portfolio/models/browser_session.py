"""A browser session: one browser in which a creator is signed in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Moment


class BrowserSession(Model):
    """A row, so that a creator can sign out everywhere. Of the cookie's key only a hash is kept."""

    __tablename__ = "browser_session"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    creator_id: Mapped[CreatorId] = mapped_column(index=True)
    #: The browser as it named itself, cut short.
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    began_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
