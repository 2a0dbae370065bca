"""A creator: one TikTok account that signed in, with the profile it showed us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.languages import gettext
from portfolio.models.columns import Instant, Moment, TikTokId
from portfolio.models.cover import is_due, is_safe, safe_until
from portfolio.models.texts import visible


class Creator(Model):
    """Ids are never reused, so a late job cannot run on a stranger."""

    __tablename__ = "creator"

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    open_id: Mapped[TikTokId] = mapped_column(unique=True)
    union_id: Mapped[TikTokId | None]
    #: The app at TikTok (`Config.tiktok_app`) that this account signed in with; None where old
    #: code stored it. With another app nothing of it is shown, and its tokens are never sent.
    tiktok_app: Mapped[str | None] = mapped_column(sa.String(16))
    joined_at: Mapped[Moment]
    #: When TikTok said the permission was taken back: the page is hidden, picks and handle wait.
    removed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: When the creator left: everything of theirs is being deleted.
    leaving_at: Mapped[datetime | None] = mapped_column(Instant)

    #: The name as typed at TikTok: it may be missing, blank, emoji or right-to-left.
    display_name: Mapped[str | None] = mapped_column(sa.Text)
    #: TikTok's own @name; None without the scope user.info.profile.
    username: Mapped[str | None] = mapped_column(sa.Text)
    bio: Mapped[str | None] = mapped_column(sa.Text)
    #: The two names in normal form, by which the directory finds the creator's page.
    search: Mapped[str | None] = mapped_column(sa.Text)
    profile_url: Mapped[str | None] = mapped_column(sa.Text)
    is_verified: Mapped[bool | None]
    #: None without the scope user.info.stats; 0 means none.
    followers: Mapped[int | None] = mapped_column(sa.BigInteger)
    likes: Mapped[int | None] = mapped_column(sa.BigInteger)
    video_count: Mapped[int | None] = mapped_column(sa.BigInteger)

    avatar_url: Mapped[str | None] = mapped_column(sa.Text)
    avatar_fetched_at: Mapped[datetime | None] = mapped_column(Instant)
    avatar_expires_at: Mapped[datetime | None] = mapped_column(Instant)

    #: The language this creator chose (a code of `portfolio.languages`), for studio and page; None:
    #: the studio is in the browser's, the page in the site's.
    language: Mapped[str | None] = mapped_column(sa.String(8))
    #: The time zone that this creator chose, by its name in the IANA database; None: UTC.
    time_zone: Mapped[str | None] = mapped_column(sa.String(64))

    #: When the profile was last asked for with success; None until the first answer.
    profile_at: Mapped[datetime | None] = mapped_column(Instant)
    #: When tokens, profile and recent videos are next brought up to date.
    upkeep_at: Mapped[Moment] = mapped_column(index=True)

    @property
    def name(self) -> str:
        """The creator's name in texts: the display name, else the @name, else a plain word."""
        return visible(self.display_name) or visible(self.username) or gettext("Creator")

    @property
    def is_active(self) -> bool:
        """Whether TikTok's data about this creator may be stored: not removed, not leaving."""
        return self.removed_at is None and self.leaving_at is None

    def is_of_app(self, tiktok_app: str) -> bool:
        """Return whether this account signed in with that app, as far as is known."""
        return self.tiktok_app in (None, tiktok_app)

    def forget_profile(self) -> None:
        """Drop all values of TikTok's profile, the avatar included."""
        self.union_id = self.display_name = self.username = self.bio = None
        self.profile_url = self.is_verified = self.profile_at = self.search = None
        self.followers = self.likes = self.video_count = None
        self.avatar_url = self.avatar_fetched_at = self.avatar_expires_at = None

    def safe_avatar(self, now: datetime) -> str | None:
        """Return the avatar's address if it may be shown at `now`."""
        if self.avatar_url and is_safe(self.avatar_fetched_at, self.avatar_expires_at, now):
            return self.avatar_url
        return None

    def avatar_safe_until(self, now: datetime) -> datetime | None:
        """Return the instant until which the avatar is safe to show; None if it is not now."""
        if self.safe_avatar(now) is None:
            return None
        if self.avatar_fetched_at is None or self.avatar_expires_at is None:
            return None
        return safe_until(self.avatar_fetched_at, self.avatar_expires_at)

    def is_avatar_due(self, now: datetime) -> bool:
        """Return whether there is an avatar whose renewal is due."""
        return bool(self.avatar_url) and is_due(self.avatar_fetched_at, self.avatar_expires_at, now)
