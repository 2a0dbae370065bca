"""The creator's profile as TikTok shows it, the avatar's life included."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.sync import FULL, UNFINISHED, Sync
from portfolio.services import connections, handles
from portfolio.services.remote import remote
from portfolio.tiktok.models import Profile
from portfolio.transactions import writing


def update_profile(creator_id: UUID) -> None:
    """Ask TikTok for the profile, in the fields the granted scopes allow, and store it.

    Raises what `connections.calling` raises.
    """
    scopes = connections.granted(creator_id)
    profile = connections.calling(creator_id, lambda token: remote().api.user_info(token, scopes))
    _store(creator_id, profile)


def _store(creator_id: UUID, profile: Profile) -> None:
    now = clock.now()
    with writing() as session:
        # A lock that lets videos be stored meanwhile: a sync waits for nobody who waits for it.
        creator = session.get(Creator, creator_id, with_for_update={"key_share": True})
        if creator is None or not creator.is_here:
            return  # left, or took the permission back, while TikTok was asked
        creator.union_id = profile.union_id
        creator.display_name = profile.display_name
        creator.username = profile.username
        creator.bio = profile.bio
        creator.profile_url = profile.profile_url
        creator.is_verified = profile.is_verified
        creator.followers = profile.followers
        creator.likes = profile.likes
        creator.video_count = profile.videos
        creator.profile_at = now
        if profile.avatar is None:
            creator.avatar_url = creator.avatar_fetched_at = creator.avatar_expires_at = None
        else:
            creator.avatar_url = profile.avatar.url
            creator.avatar_fetched_at = now
            creator.avatar_expires_at = now + profile.avatar.life
        session.execute(
            sa.update(Sync)
            .where(Sync.creator_id == creator_id, Sync.kind == FULL, Sync.state.in_(UNFINISHED))
            .values(about=profile.videos)
        )
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.version += 1
        if page.handle is None:
            handles.propose(session, page, profile.username, profile.display_name)
