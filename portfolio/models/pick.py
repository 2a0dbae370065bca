"""A pick: a video chosen for the page, with its position. All picks together are the draft."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Moment, TikTokId


class Pick(Model):
    """It has no foreign key to the video: picks outlive a removed library and find it again."""

    __tablename__ = "pick"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    video_id: Mapped[TikTokId] = mapped_column(primary_key=True)
    #: The section of the draft that holds it; None before any section. No foreign key: the use
    #: cases keep it, and a pick of a section that is gone counts as one before any.
    section_id: Mapped[UUID | None] = mapped_column(sa.Uuid)
    #: Positions ascend within a section; gaps are normal.
    position: Mapped[int]
    #: The creator's own title; None shows TikTok's.
    title: Mapped[str | None] = mapped_column(sa.Text)
    #: The creator's own alternative text of the cover; None if there is none.
    alt: Mapped[str | None] = mapped_column(sa.Text)
    #: Whether it stays first in its section. Only the first pick of a section is: old code may have
    #: moved another one before it.
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    picked_at: Mapped[Moment]
