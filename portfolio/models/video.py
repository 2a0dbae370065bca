"""A video: our copy of what TikTok said of a video in a creator's library."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Moment, TikTokId

# Before any TikTok: a video without a create_time sorts last and pages like any other.
UNDATED = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


class Video(Model):
    __tablename__ = "video"
    __table_args__ = (sa.Index("ix_video_newest_first", "creator_id", "created_at", "id"),)

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    id: Mapped[TikTokId] = mapped_column(primary_key=True)
    #: TikTok's create_time, whole seconds; `UNDATED` where it gave none.
    created_at: Mapped[Moment]
    title: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    #: Seconds; 0 for a photo post, None where TikTok gave none.
    duration: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    share_url: Mapped[str | None] = mapped_column(sa.Text)
    embed_link: Mapped[str | None] = mapped_column(sa.Text)
    #: None where TikTok gave none; 0 means none yet.
    views: Mapped[int | None] = mapped_column(sa.BigInteger)
    likes: Mapped[int | None] = mapped_column(sa.BigInteger)
    comments: Mapped[int | None] = mapped_column(sa.BigInteger)
    shares: Mapped[int | None] = mapped_column(sa.BigInteger)
    is_aigc: Mapped[bool | None]

    #: When an answer of TikTok last held it.
    seen_at: Mapped[Moment]
    #: When it was absent from an answer too poor to believe; it counts if that happens again.
    doubted_at: Mapped[datetime | None] = mapped_column(Instant)
    #: Since when it is absent from answers; it is hidden from visitors from the first time on.
    missing_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When that was confirmed: absent twice, or absent from a whole listing.
    gone_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_photo(self) -> bool:
        return self.duration == 0
