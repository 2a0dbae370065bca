"""A page: the creator's public page at a handle, and its editions, one for each Publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Moment


class Page(Model):
    __tablename__ = "page"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    #: None until the first profile gave a proposal, or the creator chose one.
    handle: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    #: The draft's settings; an edition copies them.
    accent: Mapped[str] = mapped_column(sa.String(30))
    shows_recent: Mapped[bool] = mapped_column(default=False)
    #: The published edition; None while the page is not public.
    edition: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    #: Raised in the commit of anything that changes what a visitor would see.
    version: Mapped[int] = mapped_column(default=1)
    #: When a visitor last looked, to the half minute: seen pages are kept warm.
    seen_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: Visits, each worth half an hour later what it was: who is served first when not all can be.
    heat: Mapped[float] = mapped_column(default=0.0)
    #: When the first of the page's covers is due for renewal; None where it carries none.
    covers_due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: Whoever looked after this instant is reason enough to renew that cover ahead of the next one.
    warm_from: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_public(self) -> bool:
        return self.edition is not None and self.handle is not None


class Edition(Model):
    """One published state, never changed afterwards.

    `content` is {"accent": name, "recent": bool, "sections": [{"title": text or None,
    "videos": [{"id": TikTok's id, "title": own title or None}]}]}.
    """

    __tablename__ = "edition"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    published_at: Mapped[Moment]


class LeftHandle(Model):
    """A handle its creator gave up: for a while nobody else may pass for them."""

    __tablename__ = "left_handle"

    handle: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    creator_id: Mapped[CreatorId | None]
    reserved_until: Mapped[Moment]
