"""A sync: a chain of short steps, one page of the listing each, that survives killed processes.

Each step is claimed under the sync's lease and stored in one commit with the new cursor, so a
step that runs twice, or is taken up again after a kill, stores nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.sync import DONE, FAILED, FULL, RUNNING, UNFINISHED, Sync
from portfolio.models.tables import EDITION, IS_PUBLISHED, IS_UNFINISHED, PAGE, SYNC
from portfolio.queues import CREATORS, UPKEEP
from portfolio.services import work
from portfolio.services.calls import clock_skew
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import beginnings, endings, video_trust, videos
from portfolio.services.library.beginnings import LEASE_SECONDS
from portfolio.services.library.endings import Ending
from portfolio.services.library.listing import Listing
from portfolio.services.pages import freshness, pictures, shown_videos
from portfolio.tiktok.errors import RateLimited, ScopeMissing, TikTokError
from portfolio.tiktok.models import VideoPage
from portfolio.tiktok.paging import FULL_SECOND, next_step
from portfolio.transactions import end_read, writing

#: Seconds after which a job leaves the next page to another one.
WORK_SECONDS = 1.5
#: A recent sync that still finds new videos after this number of pages becomes a full one.
RECENT_PAGES_AT_MOST = 10
#: After this number of failures in a row the sync has failed; the next upkeep starts a new one.
TRIES_AT_MOST = 40

_THIS = SYNC.c.id == sa.bindparam("sync")
_READ = sa.select(SYNC).where(_THIS)
#: Locks a claimed sync, then the page: all writers of this creator's videos and covers wait there.
_LOCK: sa.Select[Any] = (
    sa.select(SYNC, *PAGE.c["version", "edition", "rule_ids"], *EDITION.c["number", "content"])
    .join(PAGE, PAGE.c.creator_id == SYNC.c.creator_id)
    .outerjoin(EDITION, IS_PUBLISHED)
    .where(_THIS, SYNC.c.lease_owner == sa.bindparam("owner"), IS_UNFINISHED)
    .with_for_update(key_share=True, of=(SYNC, PAGE))
)


@dataclass(frozen=True)
class Next:
    """The outcome of a step: the sync is over (None), or seconds until its next step."""

    after: float | None
    #: The creator whose page may show videos that are gone, since the listing left some out, or
    #: since an upkeep's held not all of them: check them (`absences`).
    to_check: UUID | None = None
    #: The creator whose page has rules, and whose library is now as the listing told.
    told: UUID | None = None
    #: The creator whose library may have texts that are not in its index (`index_parts`).
    to_index: UUID | None = None


OVER = Next(None)
AT_ONCE = Next(0)


def start(creator_id: UUID, kind: str | None = FULL, queue: str = CREATORS) -> UUID:
    """Start a sync as `beginnings.begin` does; raise `NotConnected` if the creator left."""
    try:
        with writing() as session:
            sync_id: UUID = beginnings.begin(session, creator_id, kind, queue).id
            return sync_id
    except IntegrityError:
        raise NotConnected("the creator left") from None


def advance(sync_id: UUID) -> Next:
    """Do pages of a sync until it has to wait, is over, or has worked long enough for one job."""
    pages = Listing(WORK_SECONDS)
    try:
        while True:
            following = step(sync_id, pages)
            if following != AT_ONCE or not pages.goes_on:
                return following
    finally:
        pages.close()


def step(sync_id: UUID, pages: Listing | None = None) -> Next:
    """Do the next page of a sync; return its outcome. A finished or unknown sync is over."""
    sync = work.claim(Sync, sync_id, LEASE_SECONDS)
    return _wait_for(sync_id) if sync is None else go_on(sync, pages or Listing())


def go_on(sync: sa.Row[Any], pages: Listing) -> Next:
    """Do the next page of a sync that this process has claimed."""
    sync_id, owner = sync.id, sync.lease_owner
    try:
        page = pages.page(sync.creator_id, sync.cursor)
    except (NotConnected, ScopeMissing) as error:
        return _fail(sync_id, owner, str(error), getattr(error, "log_id", None))
    except TryLater as later:
        return _postpone(sync_id, owner, later.seconds, str(later), None)
    except RateLimited as limited:
        wait = limited.retry_after or 60
        return _postpone(sync_id, owner, wait, limited.code, limited.log_id)
    except TikTokError as error:
        return _postpone(sync_id, owner, None, error.code, error.log_id)
    following = next_step(sync.cursor, page, sync.pages + 1).cursor
    if sync.kind == FULL and following is not None:
        pages.look_ahead(sync.creator_id, following)
    return _store(sync_id, owner, page)


def _store(sync_id: UUID, owner: str, page: VideoPage) -> Next:
    """Commit one page: its videos, the new cursor, and the sync's end after the last page."""
    clock_skew.note(page.skew)
    pictures.note(video.cover for video in page.videos)
    now = clock.now()
    with writing() as session:
        sync = session.execute(_LOCK, {"sync": sync_id, "owner": owner}).one_or_none()
        if sync is None:
            return OVER
        creator_id, version = sync.creator_id, sync.version + 1
        stored = videos.store(
            session, creator_id, page.videos,
            listing_since=sync.started_at, version=version, now=now,
        )  # fmt: skip
        pages = sync.pages + 1
        following = next_step(sync.cursor, page, pages)
        news = {
            "pages": pages, "found": sync.found + stored.listed, "cursor": following.cursor,
            "has_gaps": sync.has_gaps or following.reason == FULL_SECOND,
            "tries": 0, "problem": None, "problem_log_id": None, "touched_at": now, "next_at": now,
        }  # fmt: skip
        if following.cursor is not None and (sync.kind == FULL or stored.new):
            kind = FULL if pages >= RECENT_PAGES_AT_MOST else sync.kind
            work.note(session, Sync, sync_id, state=RUNNING, kind=kind, **news)
            freshness.raise_version(session, creator_id)
            return AT_ONCE
        if sync.kind != FULL and not stored.new and not following.complete:
            ending = Ending({"state": DONE, "ended_at": now})  # a recent sync needs no more pages
        else:
            has_gaps = bool(news["has_gaps"])
            ending = endings.end(session, sync, following, has_gaps=has_gaps, now=now)
        work.note(session, Sync, sync_id, **news | ending.changes)
        if ending.again_after is not None:
            freshness.raise_version(session, creator_id)
            return Next(ending.again_after)
        shown = shown_videos.shown_by(session, creator_id, sync)
        freshness.note_change(session, creator_id, shown.ids)
        has_rules = shown.content is not None and shown.content.has_rules
        has_news = sync.kind == FULL or stored.new or pages > 1
        to_check = ending.to_check
        if sync.queue == UPKEEP and video_trust.uncertain(session, creator_id, shown):
            to_check = creator_id
        return Next(
            None,
            to_check,
            told=creator_id if has_rules else None,
            to_index=creator_id if has_news else None,
        )


def _postpone(
    sync_id: UUID, owner: str, seconds: float | None, why: str, log_id: str | None
) -> Next:
    """Try the page again after `seconds`; None: it failed, so the wait grows with each failure."""
    is_failure = seconds is None
    now = clock.now()
    news = {"problem": why, "problem_log_id": log_id, "touched_at": now}
    with writing() as session:
        sync = work.lock(session, Sync, sync_id, owner)
        if sync is None:
            return OVER
        tries = sync.tries + is_failure
        if tries >= TRIES_AT_MOST:
            work.note(session, Sync, sync_id, tries=tries, state=FAILED, ended_at=now, **news)
            return OVER
        wait = work.postpone(session, Sync, sync, seconds or 0, is_failure=is_failure, **news)
        return Next(wait)


def _fail(sync_id: UUID, owner: str, why: str, log_id: str | None) -> Next:
    now = clock.now()
    news = {"problem": why, "problem_log_id": log_id, "touched_at": now}
    with writing() as session:
        if work.lock(session, Sync, sync_id, owner):
            work.note(session, Sync, sync_id, state=FAILED, ended_at=now, **news)
    return OVER


def _wait_for(sync_id: UUID) -> Next:
    """Return the outcome of a step that another process does, or that is not due."""
    sync = db.session.execute(_READ, {"sync": sync_id}).one_or_none()
    end_read()
    if sync is None or sync.state not in UNFINISHED:
        return OVER
    now = clock.now()
    until = max(sync.next_at, sync.lease_until or now)
    return Next(max((until - now).total_seconds(), 0.5))
