"""A video that the public page has shown: its lasting address never becomes a dead one."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, TikTokId


class ShownVideo(Model):
    """It has no foreign key to the video: it outlives a removed library, as picks do."""

    __tablename__ = "shown_video"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    video_id: Mapped[TikTokId] = mapped_column(primary_key=True)
