"""A creator: one TikTok account that signed in, with the profile it showed us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Instant, Moment, TikTokId
from portfolio.models.cover import is_due, is_safe, safe_until


class Creator(Model):
    """Ids are never reused, so a late job cannot run on a stranger."""

    __tablename__ = "creator"

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    open_id: Mapped[TikTokId] = mapped_column(unique=True)
    union_id: Mapped[TikTokId | None]
    joined_at: Mapped[Moment]
    #: When TikTok said the permission was taken back: the page is hidden, picks and handle wait.
    removed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: When the creator left: everything of theirs is being deleted.
    leaving_at: Mapped[datetime | None] = mapped_column(Instant)

    #: As the creator typed it at TikTok: may be missing, blank, emoji or right-to-left.
    display_name: Mapped[str | None] = mapped_column(sa.Text)
    #: TikTok's own @name; None without the scope user.info.profile.
    username: Mapped[str | None] = mapped_column(sa.Text)
    bio: Mapped[str | None] = mapped_column(sa.Text)
    profile_url: Mapped[str | None] = mapped_column(sa.Text)
    is_verified: Mapped[bool | None]
    #: None without the scope user.info.stats; 0 means none.
    followers: Mapped[int | None] = mapped_column(sa.BigInteger)
    likes: Mapped[int | None] = mapped_column(sa.BigInteger)
    video_count: Mapped[int | None] = mapped_column(sa.BigInteger)

    avatar_url: Mapped[str | None] = mapped_column(sa.Text)
    avatar_fetched_at: Mapped[datetime | None] = mapped_column(Instant)
    avatar_expires_at: Mapped[datetime | None] = mapped_column(Instant)

    #: When the profile was last asked for with success; None until the first answer.
    profile_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When tokens, profile and recent videos are next brought up to date.
    upkeep_at: Mapped[Moment] = mapped_column(index=True)

    @property
    def name(self) -> str:
        """What to call this creator: the display name, else the @name, else a plain word."""
        return (self.display_name or "").strip() or self.username or "Creator"

    @property
    def is_here(self) -> bool:
        """Whether TikTok's data about this creator may be stored: not removed, not leaving."""
        return self.removed_at is None and self.leaving_at is None

    def forget_profile(self) -> None:
        """Drop all that TikTok's profile said, the avatar included."""
        self.union_id = self.display_name = self.username = self.bio = None
        self.profile_url = self.is_verified = self.profile_at = None
        self.followers = self.likes = self.video_count = None
        self.avatar_url = self.avatar_fetched_at = self.avatar_expires_at = None

    def safe_avatar(self, now: datetime) -> str | None:
        """Return the avatar's address if it may be shown at `now`."""
        if self.avatar_url and is_safe(self.avatar_fetched_at, self.avatar_expires_at, now):
            return self.avatar_url
        return None

    def avatar_safe_until(self, now: datetime) -> datetime | None:
        """Return until when the avatar is safe to show, if it is at `now`."""
        if self.safe_avatar(now) is None:
            return None
        if self.avatar_fetched_at is None or self.avatar_expires_at is None:
            return None
        return safe_until(self.avatar_fetched_at, self.avatar_expires_at)

    def is_avatar_due(self, now: datetime) -> bool:
        """Whether there is an avatar, and it is time to ask for it anew."""
        return bool(self.avatar_url) and is_due(self.avatar_fetched_at, self.avatar_expires_at, now)
