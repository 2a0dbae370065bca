"""A video: our copy of one TikTok video in a creator's library."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models import search_text
from portfolio.models.columns import CreatorId, Instant, Moment, TikTokId

# Older than TikTok: a video without a create_time sorts last, and the picker pages over it too.
UNDATED = datetime.fromisoformat("2000-01-01T00:00:00+00:00")

_HAS_A_NUMBER, _HAS_NO_NUMBER = sa.text("number IS NOT NULL"), sa.text("number IS NULL")


def _search_text(context: DefaultExecutionContext) -> str:
    row = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return search_text.text_of(row.get("title"), row.get("description"))


class Video(Model):
    __tablename__ = "video"
    #: One for each order in which the picker shows a library, and two for the search.
    __table_args__ = (
        sa.Index("ix_video_newest_first", "creator_id", "created_at", "id"),
        sa.Index("ix_video_most_viewed", "creator_id", "views", "id"),
        sa.Index("ix_video_most_liked", "creator_id", "likes", "id"),
        sa.Index("ix_video_longest", "creator_id", "duration", "id"),
        sa.Index(
            "ix_video_number",
            "number",
            unique=True,
            sqlite_where=_HAS_A_NUMBER,
            postgresql_where=_HAS_A_NUMBER,
        ),
        # Unique in name only, as no two NULLs are the same: SQLite then prefers it to those above.
        sa.Index(
            "ix_video_without_number",
            "creator_id",
            "number",
            unique=True,
            sqlite_where=_HAS_NO_NUMBER,
            postgresql_where=_HAS_NO_NUMBER,
        ),
    )

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    id: Mapped[TikTokId] = mapped_column(primary_key=True)
    #: The place in the order, in whole seconds: TikTok's create_time, or the time of the first
    #: answer if that was earlier; `UNDATED` if TikTok gave none. Later answers never raise it.
    created_at: Mapped[Moment]
    #: TikTok's create_time itself; None if TikTok gave none, or has not been asked since this
    #: column exists.
    stated_at: Mapped[datetime | None] = mapped_column(Instant)
    title: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    #: When an answer of TikTok's last changed title or description; None while none did.
    worded_at: Mapped[datetime | None] = mapped_column(Instant)
    #: `search_text.text_of` title and description; "" in a row that old code wrote meanwhile.
    search: Mapped[str] = mapped_column(
        sa.Text, default=_search_text, server_default="", deferred=True
    )
    #: Its number in the index of the library's texts (`search_index`); None while `search` is not
    #: in it, as after each change of that.
    number: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: Seconds; 0 for a photo post, None if TikTok gave none.
    duration: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    share_url: Mapped[str | None] = mapped_column(sa.Text)
    embed_link: Mapped[str | None] = mapped_column(sa.Text)
    #: None if TikTok gave none; 0 means none yet.
    views: Mapped[int | None] = mapped_column(sa.BigInteger)
    likes: Mapped[int | None] = mapped_column(sa.BigInteger)
    comments: Mapped[int | None] = mapped_column(sa.BigInteger)
    shares: Mapped[int | None] = mapped_column(sa.BigInteger)
    is_aigc: Mapped[bool | None]
    #: When an answer of TikTok's last stated the views; None while none did since this is noted.
    views_at: Mapped[datetime | None] = mapped_column(Instant)

    #: The version of the creator's page whose commit brought this video. Versions are committed in
    #: order, so a reader of one version knows which videos came later.
    arrived: Mapped[int] = mapped_column(default=0, server_default="0")
    #: When an answer of TikTok's last held it.
    seen_at: Mapped[Moment]
    #: Since when full listings lack it. A suspicion: the picker shows it as gone unless it is
    #: picked; visitors see it until it was asked for by its id.
    unlisted_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When it was absent from a doubtful answer; the absence counts if it happens again.
    doubted_at: Mapped[datetime | None] = mapped_column(Instant)
    #: Since when answers to queries for its id lack it; it is hidden from the first one on.
    missing_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When that was confirmed: absent twice, or absent from a full listing too.
    gone_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_photo(self) -> bool:
        return self.duration == 0
