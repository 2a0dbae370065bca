"""A sync: a chain of short steps, one page of the listing each, that survives whatever is killed.

Each step is claimed under the sync's lease and stored in one commit with the new cursor, so a
step that runs twice, or is taken up again after a kill, stores nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.sync import DONE, FAILED, FULL, QUEUED, RUNNING, UNFINISHED, Sync
from portfolio.models.tables import CREATOR, CREATOR_TABLE, IS_UNFINISHED, SYNC
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

_THIS = SYNC.c.id == sa.bindparam("sync")
_NOW: sa.BindParameter[datetime] = sa.bindparam("now")
_IS_WHOLE = sa.bindparam("what", type_=sa.String()) == FULL
_PROMISED = sa.select(CREATOR_TABLE.c.video_count).where(CREATOR_TABLE.c.id == CREATOR, _IS_WHOLE)
_START = sa.insert(SYNC).values(
    id=sa.bindparam("sync"), creator_id=CREATOR, kind=sa.bindparam("what"), state=QUEUED,
    about=_PROMISED.scalar_subquery(), pages=0, found=0, has_gaps=False, tries=0,
    next_at=_NOW, started_at=_NOW, touched_at=_NOW,
)  # fmt: skip
_UNDER_WAY = sa.select(SYNC.c.id).where(SYNC.c.creator_id == CREATOR, IS_UNFINISHED)
_WHOLE_ONE = (
    sa.select(SYNC.c.id)
    .where(SYNC.c.creator_id == CREATOR, SYNC.c.kind == FULL, SYNC.c.state == DONE)
    .limit(1)
)
_CLAIM = leases.taking(Sync, _THIS, IS_UNFINISHED, SYNC.c.next_at <= _NOW).returning(SYNC)
_READ = sa.select(SYNC).where(_THIS)
_LOCK = _READ.where(SYNC.c.lease_owner == sa.bindparam("owner"), IS_UNFINISHED).with_for_update()
#: What it is given by a column's name, it writes there; the lease ends with it.
_NOTE = sa.update(SYNC).where(_THIS).values(lease_owner=None, lease_until=None)


@dataclass(frozen=True)
class Next:
    """What follows a step: the sync is over (None), or its next step is due in some seconds."""

    after: float | None


OVER = Next(None)
AT_ONCE = Next(0)


def start(creator_id: UUID, kind: str = FULL) -> UUID:
    """Start a sync unless one is under way; return its id. `NotConnected`: the creator left."""
    sync_id = uuid4()
    values = {"sync": sync_id, "creator": creator_id, "what": kind, "now": clock.now()}
    try:
        with writing() as session:
            under_way: UUID | None = session.scalar(_UNDER_WAY, values)
            if under_way is None:
                session.execute(_START, values)
            return under_way or sync_id
    except IntegrityError:  # another process was quicker
        if db.session.get(Creator, creator_id) is None:
            raise NotConnected("the creator left") from None
        return start(creator_id, kind)


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
    sync = _claim(sync_id)
    if sync is None:
        return _wait_for(sync_id)
    owner = sync.lease_owner
    try:
        page = pages.page(sync.creator_id, sync.cursor)
    except (NotConnected, ScopeMissing) as error:
        return _fail(sync_id, owner, str(error), getattr(error, "log_id", None))
    except TryLater as later:
        return _postpone(sync_id, owner, later.seconds, str(later), None, counts=False)
    except RateLimited as limited:
        wait = limited.retry_after or 60
        return _postpone(sync_id, owner, wait, limited.code, limited.log_id, counts=False)
    except TikTokError as error:
        return _postpone(sync_id, owner, None, error.code, error.log_id, counts=True)
    following = next_step(sync.cursor, page, sync.pages + 1).cursor
    if sync.kind == FULL and following is not None:
        pages.look_ahead(sync.creator_id, following)
    return _store(sync_id, owner, page)


def _claim(sync_id: UUID) -> sa.Row[Any] | None:
    """Take the lease of a sync whose next page is due; None if it cannot be had."""
    now = clock.now()
    lease = {"owner": token_hex(8), "until": now + timedelta(seconds=LEASE)}
    with writing() as session:
        return session.execute(_CLAIM, {"sync": sync_id, "now": now, **lease}).one_or_none()


def _lock(session: Session, sync_id: UUID, owner: str) -> Any:
    """Lock a sync; None if the creator left, or the lease lapsed and another process went on."""
    return session.execute(_LOCK, {"sync": sync_id, "owner": owner}).one_or_none()


def _note(session: Session, sync_id: UUID, **values: object) -> None:
    session.execute(_NOTE, {"sync": sync_id, **values})


def _store(sync_id: UUID, owner: str, page: VideoPage) -> Next:
    """Commit one page: its videos, the new cursor, and whether that was the last one."""
    skew.note(page.skew)
    now = clock.now()
    with writing() as session:
        sync = _lock(session, sync_id, owner)
        if sync is None:
            return OVER
        # The page first: whoever else stores videos and covers of this creator waits here.
        library.change_page(session, sync.creator_id)
        stored = library.store(
            session, sync.creator_id, page.videos, listing_since=sync.started_at, now=now
        )
        pages = sync.pages + 1
        following = next_step(sync.cursor, page, pages)
        has_gaps = sync.has_gaps or following.reason == FULL_SECOND
        goes_on = _goes_on(sync.kind, following, stored.new, pages)
        _note(
            session, sync_id, pages=pages, found=sync.found + stored.listed,
            cursor=following.cursor, has_gaps=has_gaps, state=RUNNING if goes_on else DONE,
            tries=0, problem=None, problem_log_id=None, touched_at=now, next_at=now,
            ended_at=None if goes_on else now,
        )  # fmt: skip
        if goes_on:
            return AT_ONCE
        if following.complete and not has_gaps:
            library.mark_unlisted(session, sync.creator_id, sync.started_at, now)
        planner.note_due(session, sync.creator_id)
        return OVER


def _goes_on(kind: str, following: Step, new: int, pages: int) -> bool:
    is_wanted = kind == FULL or (new > 0 and pages < MOST_RECENT_PAGES)
    return is_wanted and following.cursor is not None


def _postpone(
    sync_id: UUID, owner: str, seconds: float | None, why: str, log_id: str | None, *, counts: bool
) -> Next:
    now = clock.now()
    news = {"problem": why, "problem_log_id": log_id, "touched_at": now}
    with writing() as session:
        sync = _lock(session, sync_id, owner)
        if sync is None:
            return OVER
        tries = sync.tries + counts
        if tries >= MOST_TRIES:
            _note(session, sync_id, tries=tries, state=FAILED, ended_at=now, **news)
            return OVER
        wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1] if seconds is None else seconds
        _note(session, sync_id, tries=tries, next_at=now + timedelta(seconds=wait), **news)
        return Next(wait)


def _fail(sync_id: UUID, owner: str, why: str, log_id: str | None) -> Next:
    now = clock.now()
    news = {"problem": why, "problem_log_id": log_id, "touched_at": now}
    with writing() as session:
        if _lock(session, sync_id, owner):
            _note(session, sync_id, state=FAILED, ended_at=now, **news)
    return OVER


def _wait_for(sync_id: UUID) -> Next:
    """What follows when the step could not be claimed: somebody else has it, or it is not due."""
    sync = db.session.execute(_READ, {"sync": sync_id}).one_or_none()
    let_go()
    if sync is None or sync.state not in UNFINISHED:
        return OVER
    now = clock.now()
    until = max(sync.next_at, sync.lease_until or now)
    return Next(max((until - now).total_seconds(), 0.5))


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
    found = db.session.scalar(_WHOLE_ONE, {"creator": creator_id})
    let_go()
    return found is not None
