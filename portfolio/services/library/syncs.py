"""A sync: a chain of short steps, one page of the listing each, that survives killed processes.

Each step is claimed under the sync's lease and stored in one commit with the new cursor, so a
step that runs twice, or is taken up again after a kill, stores nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.sync import (
    DONE,
    FAILED,
    FULL,
    QUEUED,
    RUNNING,
    UNFINISHED,
    Sync,
)
from portfolio.models.tables import CREATOR, CREATOR_TABLE, IS_UNFINISHED, SYNC
from portfolio.queues import CREATORS, NAMES
from portfolio.services import work
from portfolio.services.calls import clock_skew
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import endings, videos
from portfolio.services.library.endings import Ending
from portfolio.services.library.listing import Listing
from portfolio.services.pages import freshness, pictures
from portfolio.tiktok.errors import RateLimited, ScopeMissing, TikTokError
from portfolio.tiktok.models import VideoPage
from portfolio.tiktok.paging import FULL_SECOND, next_step
from portfolio.transactions import end_read, writing

LEASE_SECONDS = 20.0  # seconds; the time limit of a job, so that no two jobs do the same step
#: Seconds after which a job leaves the next page to another one.
WORK_SECONDS = 1.5
#: A recent sync that still finds new videos after this number of pages becomes a full one.
RECENT_PAGES_AT_MOST = 10
#: After this number of failures in a row the sync has failed; the next upkeep starts a new one.
TRIES_AT_MOST = 40

_THIS = SYNC.c.id == sa.bindparam("sync")
_NOW: sa.BindParameter[datetime] = sa.bindparam("now")
_IS_WHOLE = sa.bindparam("what", type_=sa.String()) == FULL
_PROMISED = sa.select(CREATOR_TABLE.c.video_count).where(CREATOR_TABLE.c.id == CREATOR, _IS_WHOLE)
_START = sa.insert(SYNC).values(
    id=sa.bindparam("sync"), creator_id=CREATOR, kind=sa.bindparam("what"), state=QUEUED,
    queue=sa.bindparam("caller"), about=_PROMISED.scalar_subquery(), pages=0, found=0,
    has_gaps=False, repeats=0, tries=0,
    next_at=_NOW, started_at=_NOW, touched_at=_NOW,
)  # fmt: skip
_UNDER_WAY = sa.select(*SYNC.c["id", "kind", "queue"]).where(
    SYNC.c.creator_id == CREATOR, IS_UNFINISHED
)
#: Parameters named like a column become its SET.
_CHANGE = sa.update(SYNC).where(_THIS)
_READ = sa.select(SYNC).where(_THIS)


@dataclass(frozen=True)
class Next:
    """The outcome of a step: the sync is over (None), or seconds until its next step."""

    after: float | None
    #: The creator whose page may show videos that the listing left out: check them (`absences`).
    to_check: UUID | None = None
    #: The creator whose library is now as the listing told, if the sync is over.
    told: UUID | None = None


OVER = Next(None)
AT_ONCE = Next(0)


def start(creator_id: UUID, kind: str = FULL, queue: str = CREATORS) -> UUID:
    """Start a sync unless one is under way; return its id.

    A sync under way becomes a full one if `kind` is FULL, and moves to `queue` if that queue is
    more urgent. Raises `NotConnected` if the creator left.
    """
    sync_id = uuid4()
    values = {
        "sync": sync_id, "creator": creator_id, "what": kind, "caller": queue, "now": clock.now()
    }  # fmt: skip
    try:
        with writing() as session:
            under_way = session.execute(_UNDER_WAY, values).one_or_none()
            if under_way is None:
                session.execute(_START, values)
                return sync_id
            return _join(session, under_way, kind, queue)
    except IntegrityError:  # another process was quicker
        if db.session.get(Creator, creator_id) is None:
            raise NotConnected("the creator left") from None
        return start(creator_id, kind, queue)


def _join(session: Session, sync: sa.Row[Any], kind: str, queue: str) -> UUID:
    changes: dict[str, str] = {}
    if kind == FULL and sync.kind != FULL:
        changes["kind"] = FULL
    if NAMES.index(queue) < NAMES.index(sync.queue):
        changes["queue"] = queue
    if changes:
        session.execute(_CHANGE, {"sync": sync.id, **changes})
    found: UUID = sync.id
    return found


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
    pages = pages or Listing()
    sync = work.claim(Sync, sync_id, LEASE_SECONDS)
    if sync is None:
        return _wait_for(sync_id)
    owner = sync.lease_owner
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
        sync = work.lock(session, Sync, sync_id, owner)
        if sync is None:
            return OVER
        # Lock the page first: all writers of this creator's videos and covers wait here.
        freshness.raise_version(session, sync.creator_id)
        stored = videos.store(
            session, sync.creator_id, page.videos, listing_since=sync.started_at, now=now
        )
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
            return AT_ONCE
        if sync.kind != FULL and not stored.new and not following.complete:
            ending = Ending({"state": DONE, "ended_at": now})  # a recent sync needs no more pages
        else:
            has_gaps = bool(news["has_gaps"])
            ending = endings.end(session, sync, following, has_gaps=has_gaps, now=now)
        work.note(session, Sync, sync_id, **news | ending.changes)
        if ending.again_after is None:
            freshness.note_due(session, sync.creator_id)
        told = sync.creator_id if ending.again_after is None else None
        return Next(ending.again_after, ending.to_check, told)


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
