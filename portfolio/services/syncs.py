"""A sync: a chain of short steps, one page of the listing each, that survives whatever is killed.

Each step is claimed under the sync's lease and stored in one commit with the new cursor, so a
step that runs twice, or is taken up again after a kill, stores nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.sync import DONE, FAILED, FULL, QUEUED, RUNNING, UNFINISHED, Sync
from portfolio.services import leases, library, planner, skew
from portfolio.services.listing import Listing
from portfolio.services.problems import NotConnected, TryLater
from portfolio.tiktok.errors import RateLimited, ScopeMissing, TikTokError
from portfolio.tiktok.models import VideoPage
from portfolio.tiktok.paging import FULL_SECOND, Step, next_step
from portfolio.transactions import let_go, writing

LEASE = 20.0  # seconds; as long as a job may work, so that no step is done by two
#: Seconds after which a job leaves the next page to another one.
WORK = 1.5
#: A recent sync asks for no more pages than this; the rest waits for a full one.
MOST_RECENT_PAGES = 10
#: Seconds until a step that failed for a passing reason is tried again, by how often it failed.
BACK_OFF = (5, 15, 60, 300, 900)
#: After so many failures in a row the sync ends as failed; the next upkeep starts a new one.
MOST_TRIES = 40


@dataclass(frozen=True)
class Next:
    """What follows a step: the sync is over (None), or its next step is due in some seconds."""

    after: float | None


OVER = Next(None)
AT_ONCE = Next(0)


def start(creator_id: UUID, kind: str = FULL) -> UUID:
    """Start a sync unless one is under way; return the id of the one that is now."""
    if under_way := _unfinished(creator_id):
        return under_way
    now = clock.now()
    try:
        with writing() as session:
            creator = session.get_one(Creator, creator_id)
            sync = Sync(
                creator_id=creator_id,
                kind=kind,
                state=QUEUED,
                about=creator.video_count if kind == FULL else None,
                next_at=now,
                started_at=now,
                touched_at=now,
            )
            session.add(sync)
            session.flush()
            return sync.id
    except IntegrityError:  # another process was quicker
        return _unfinished(creator_id) or start(creator_id, kind)


def advance(sync_id: UUID) -> Next:
    """Do pages of a sync until it has to wait, is over, or worked long enough for one job."""
    pages = Listing(WORK)
    try:
        while True:
            following = step(sync_id, pages)
            if following != AT_ONCE or not pages.goes_on:
                return following
    finally:
        pages.close()


def step(sync_id: UUID, pages: Listing | None = None) -> Next:
    """Do the next page of a sync; return what follows. A finished or unknown sync is over."""
    pages = pages or Listing()
    owner = leases.take(
        Sync,
        Sync.id == sync_id,
        Sync.state.in_(UNFINISHED),
        Sync.next_at <= clock.now(),
        seconds=LEASE,
    )
    sync = db.session.get(Sync, sync_id, populate_existing=True)
    if owner is None or sync is None:
        return _wait_for(sync)
    creator_id, cursor, kind, done = sync.creator_id, sync.cursor, sync.kind, sync.pages
    let_go()
    try:
        page = pages.page(creator_id, cursor)
    except (NotConnected, ScopeMissing) as error:
        return _fail(sync_id, owner, str(error), getattr(error, "log_id", None))
    except TryLater as later:
        return _postpone(sync_id, owner, later.seconds, str(later), None, counts=False)
    except RateLimited as limited:
        wait = limited.retry_after or 60
        return _postpone(sync_id, owner, wait, limited.code, limited.log_id, counts=False)
    except TikTokError as error:
        return _postpone(sync_id, owner, None, error.code, error.log_id, counts=True)
    following = next_step(cursor, page, done + 1).cursor
    if kind == FULL and following is not None:
        pages.look_ahead(creator_id, following)
    return _store(sync_id, owner, page)


def _store(sync_id: UUID, owner: str, page: VideoPage) -> Next:
    """Commit one page: its videos, the new cursor, and whether that was the last one."""
    skew.note(page.skew)
    now = clock.now()
    with writing() as session:
        sync = session.get(Sync, sync_id, with_for_update=True)
        if sync is None or sync.lease_owner != owner or sync.is_over:
            return OVER  # the creator left, or the lease lapsed and another process went on
        # The page first: whoever else stores videos and covers of this creator waits here.
        library.change_page(session, sync.creator_id)
        stored = library.store(
            session, sync.creator_id, page.videos, listing_since=sync.started_at, now=now
        )
        sync.pages += 1
        following = next_step(sync.cursor, page, sync.pages)
        sync.found += stored.listed
        sync.cursor = following.cursor
        sync.has_gaps = sync.has_gaps or following.reason == FULL_SECOND
        sync.state, sync.tries, sync.problem, sync.problem_log_id = RUNNING, 0, None, None
        sync.touched_at = sync.next_at = now
        sync.lease_owner = sync.lease_until = None
        if _goes_on(sync, following, stored.new):
            return AT_ONCE
        _finish(session, sync, whole=following.complete and not sync.has_gaps, now=now)
        return OVER


def _goes_on(sync: Sync, following: Step, new: int) -> bool:
    if following.cursor is None:
        return False
    return sync.kind == FULL or (new > 0 and sync.pages < MOST_RECENT_PAGES)


def _finish(session: Session, sync: Sync, *, whole: bool, now: datetime) -> None:
    sync.state, sync.ended_at = DONE, now
    if whole:
        library.mark_unlisted(session, sync.creator_id, sync.started_at, now)
    planner.note_due(session, sync.creator_id)


def _postpone(
    sync_id: UUID, owner: str, seconds: float | None, why: str, log_id: str | None, *, counts: bool
) -> Next:
    now = clock.now()
    with writing() as session:
        sync = session.get(Sync, sync_id, with_for_update=True)
        if sync is None or sync.lease_owner != owner:
            return OVER
        sync.tries += counts
        sync.problem, sync.problem_log_id = why, log_id
        sync.lease_owner = sync.lease_until = None
        sync.touched_at = now
        if sync.tries >= MOST_TRIES:
            sync.state, sync.ended_at = FAILED, now
            return OVER
        wait = BACK_OFF[min(sync.tries, len(BACK_OFF)) - 1] if seconds is None else seconds
        sync.next_at = now + timedelta(seconds=wait)
        return Next(wait)


def _fail(sync_id: UUID, owner: str, why: str, log_id: str | None) -> Next:
    now = clock.now()
    with writing() as session:
        sync = session.get(Sync, sync_id, with_for_update=True)
        if sync is not None and sync.lease_owner == owner:
            sync.state, sync.ended_at, sync.touched_at = FAILED, now, now
            sync.problem, sync.problem_log_id = why, log_id
            sync.lease_owner = sync.lease_until = None
    return OVER


def _wait_for(sync: Sync | None) -> Next:
    """What follows when the step could not be claimed: somebody else has it, or it is not due."""
    if sync is None or sync.is_over:
        return OVER
    now = clock.now()
    until = max(sync.next_at, sync.lease_until or now)
    wait = max((until - now).total_seconds(), 0.5)
    let_go()
    return Next(wait)


def _unfinished(creator_id: UUID) -> UUID | None:
    found = db.session.scalar(
        sa.select(Sync.id).where(Sync.creator_id == creator_id, Sync.state.in_(UNFINISHED))
    )
    let_go()
    return found


def latest(creator_id: UUID) -> Sync | None:
    """Return the sync that began last, which is the one under way if there is one."""
    return db.session.scalar(
        sa.select(Sync)
        .where(Sync.creator_id == creator_id)
        .order_by(Sync.started_at.desc(), Sync.id)
        .limit(1)
    )


def left_behind() -> list[UUID]:
    """Return the syncs whose next step is due and that nobody is working on."""
    now = clock.now()
    found = db.session.scalars(
        sa.select(Sync.id)
        .join(Connection, Connection.creator_id == Sync.creator_id)
        .where(
            Sync.state.in_(UNFINISHED),
            Sync.next_at <= now,
            sa.or_(Sync.lease_until.is_(None), Sync.lease_until <= now),
        )
        .order_by(Sync.touched_at)
        .limit(500)
    ).all()
    let_go()
    return list(found)


def has_any(creator_id: UUID) -> bool:
    """Whether this creator's whole library was ever brought in."""
    found = db.session.scalar(
        sa.select(Sync.id)
        .where(Sync.creator_id == creator_id, Sync.kind == FULL, Sync.state == DONE)
        .limit(1)
    )
    let_go()
    return found is not None
