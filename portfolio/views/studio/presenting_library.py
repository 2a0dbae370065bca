"""The library and its newest sync, in words."""

from __future__ import annotations

from uuid import UUID

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.models.sync import ENDED_EARLY, FULL, Sync
from portfolio.services.drafts import picker
from portfolio.views import formats, picker_contexts


def is_growing(sync: Sync | None) -> bool:
    return sync is not None and not sync.is_over


def library_view(
    creator_id: UUID, sync: Sync | None, *, is_counted: bool = True
) -> picker_contexts.Library:
    """Return the library in words; its size is 0 unless it is counted, which reads all of it."""
    creator = db.session.get_one(Creator, creator_id)
    checked_at = sync.ended_at if sync is not None else None
    return picker_contexts.Library(
        total=picker.count(creator_id) if is_counted else 0,
        is_growing=is_growing(sync),
        checked_ago=formats.ago(checked_at) or None,
        next_check=formats.time_of_day(creator.upkeep_at),
    )


def sync_view(sync: Sync | None, is_watched: bool) -> picker_contexts.Sync | None:
    if sync is None or (sync.kind != FULL and sync.state != "failed"):
        return None
    ended_early = sync.problem == ENDED_EARLY
    creator = db.session.get_one(Creator, sync.creator_id)
    return picker_contexts.Sync(
        id=sync.id,
        state=sync.state,
        found=sync.found,
        expected=sync.about,
        error=words_of(sync.problem),
        ended_early=ended_early,
        total=picker.count(sync.creator_id) if ended_early else None,
        again_at=formats.time_of_day(creator.upkeep_at if sync.is_over else sync.next_at),
        is_watched=is_watched,
    )


def words_of(problem: str | None) -> str | None:
    """Return a sync's problem in words; TikTok's codes are kept for the host."""
    if problem is None:
        return None
    if problem == ENDED_EARLY:
        return gettext("TikTok's list of your videos ended early.")
    return gettext("TikTok did not list them: %(code)s.", code=problem)
