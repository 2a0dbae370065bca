"""The creator's profile as TikTok shows it, the avatar's life included."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.models.page import Page
from portfolio.models.sync import FULL
from portfolio.models.tables import CREATOR, CREATOR_TABLE, IS_HERE, IS_UNFINISHED, PAGE, SYNC
from portfolio.services import connections, handles
from portfolio.services.remote import remote
from portfolio.tiktok.models import Profile
from portfolio.transactions import writing

#: What it is given by a column's name, it writes there. On PostgreSQL its lock lets videos be
#: stored meanwhile: a sync waits for nobody who waits for it.
_KEEP = sa.update(CREATOR_TABLE).where(IS_HERE)
_PROMISE = (
    sa.update(SYNC)
    .where(SYNC.c.creator_id == CREATOR, SYNC.c.kind == FULL, IS_UNFINISHED)
    .values(about=sa.bindparam("videos"))
)
_CHANGE_PAGE = (
    sa.update(PAGE)
    .where(PAGE.c.creator_id == CREATOR)
    .values(version=PAGE.c.version + 1)
    .returning(PAGE.c.handle)
)


def update_profile(creator_id: UUID) -> None:
    """Ask TikTok for the profile, in the fields the granted scopes allow, and store it.

    Raises what `connections.calling` raises.
    """
    profile = connections.calling_as_granted(creator_id, remote().api.user_info)
    _store(creator_id, profile)


def _store(creator_id: UUID, profile: Profile) -> None:
    creator = {"creator": creator_id}
    with writing() as session:
        kept = session.execute(_KEEP, creator | _columns(profile, clock.now()))
        if not cast(sa.CursorResult[Any], kept).rowcount:
            return  # left, or took the permission back, while TikTok was asked
        session.execute(_PROMISE, creator | {"videos": profile.videos})
        if session.scalars(_CHANGE_PAGE, creator).one() is None:
            page = session.get_one(Page, creator_id, with_for_update=True)
            handles.propose(session, page, profile.username, profile.display_name)


def _columns(profile: Profile, now: datetime) -> dict[str, object]:
    avatar = profile.avatar
    return {
        "union_id": profile.union_id,
        "display_name": profile.display_name,
        "username": profile.username,
        "bio": profile.bio,
        "profile_url": profile.profile_url,
        "is_verified": profile.is_verified,
        "followers": profile.followers,
        "likes": profile.likes,
        "video_count": profile.videos,
        "profile_at": now,
        "avatar_url": avatar and avatar.url,
        "avatar_fetched_at": now if avatar else None,
        "avatar_expires_at": now + avatar.life if avatar else None,
    }
