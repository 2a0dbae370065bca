"""The creator's profile as TikTok shows it, with the life of the avatar."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.normal_form import normal
from portfolio.models.page import Page
from portfolio.models.sync import FULL
from portfolio.models.tables import CREATOR, CREATOR_TABLE, IS_ACTIVE, IS_UNFINISHED, PAGE, SYNC
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.connections.token_access import Access
from portfolio.services.pages import handles, pictures
from portfolio.tiktok.fields import BASIC, PROFILE, STATS
from portfolio.tiktok.models import Profile
from portfolio.transactions import writing

T = TypeVar("T")

#: Parameters named like a column become its SET. The key is not among them, so PostgreSQL takes
#: FOR NO KEY UPDATE, which lets a sync store videos meanwhile; otherwise the two could deadlock.
_KEEP = sa.update(CREATOR_TABLE).where(IS_ACTIVE)
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
    """Ask TikTok for the profile, and store it. Raises the errors of `token_access.calling`."""

    def promise(session: Session) -> None:
        if profile.videos is not None:
            session.execute(_PROMISE, {"creator": creator_id, "videos": profile.videos})

    profile, scopes = ask(creator_id)
    store(creator_id, profile, scopes, promise)


def ask(creator_id: UUID, access: Access | None = None) -> tuple[Profile, frozenset[str]]:
    """Ask TikTok for the profile, in the fields that the granted scopes allow; return both.

    `access` is the answer of `access_by` if the caller has it. Raises the errors of
    `token_access.calling`.
    """
    profile, scopes = token_access.calling_as_granted(creator_id, _ask, access)
    pictures.note([profile.avatar])
    return profile, scopes


def store(
    creator_id: UUID,
    profile: Profile,
    scopes: Collection[str],
    also: Callable[[Session], T],
) -> T | None:
    """Store an answer to a question for the fields that `scopes` allow, and in the same commit
    what `also` writes of the creator's syncs; return its answer.

    Returns None if the creator left, or took the permission back, while TikTok was asked.
    """
    try:
        return _store(creator_id, profile, scopes, also)
    except IntegrityError:  # another creator was given the proposed handle before our commit
        return _store(creator_id, profile, scopes, also)


def _ask(token: str, scopes: frozenset[str]) -> tuple[Profile, frozenset[str]]:
    return tiktok_clients().api.user_info(token, scopes), scopes


def _store(
    creator_id: UUID, profile: Profile, scopes: Collection[str], also: Callable[[Session], T]
) -> T | None:
    """Store the answer.

    A field that was asked for but is missing stays as it was: one answer without it proves
    nothing. Fields whose scope is no longer granted become NULL.
    """
    creator = {"creator": creator_id}
    with writing() as session:
        kept = session.execute(_KEEP, creator | _columns(profile, scopes, clock.now()))
        if not cast(sa.CursorResult[Any], kept).rowcount:
            return None
        # Syncs before the page: that is the order in which a page of a listing locks them.
        answer = also(session)
        if session.scalars(_CHANGE_PAGE, creator).one() is None:
            page = session.get_one(Page, creator_id, with_for_update=True)
            handles.propose(session, page, profile.username, profile.display_name)
        return answer


def _columns(profile: Profile, scopes: Collection[str], now: datetime) -> dict[str, object]:
    avatar = profile.avatar
    said: dict[str, dict[str, object]] = {
        BASIC: {"union_id": profile.union_id, "display_name": profile.display_name},
        PROFILE: {
            "username": profile.username,
            "bio": profile.bio,
            "profile_url": profile.profile_url,
            "is_verified": profile.is_verified,
        },
        STATS: {
            "followers": profile.followers,
            "likes": profile.likes,
            "video_count": profile.videos,
        },
    }
    columns: dict[str, object] = {
        name: value
        for scope, values in said.items()
        for name, value in values.items()
        if value is not None or scope not in scopes
    }
    names = ("display_name", "username")
    if columns.keys() >= set(names):
        columns["search"] = normal(" ".join(str(columns[name] or "") for name in names))
    columns["profile_at"] = now
    if avatar is not None:
        columns |= {
            "avatar_url": avatar.url,
            "avatar_fetched_at": now,
            "avatar_expires_at": now + avatar.life,
        }
    return columns
