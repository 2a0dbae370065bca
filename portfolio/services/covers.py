"""Renewal: fresh covers from TikTok's video/query before a page needs them.

One renewal per creator at a time, under a lease. What is wanted is a set: ids that arrive
while a renewal runs are taken by its last look or by the next job.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.renewal import Renewal
from portfolio.models.tables import CONNECTION, CREATOR, RENEWAL
from portfolio.services import budget, connections, duties, leases, library, planner, wanted
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.remote import remote
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import AccessTokenInvalid, TikTokError
from portfolio.tiktok.fields import COVER_FIELDS
from portfolio.tiktok.models import Video
from portfolio.transactions import writing

BATCH = 20  # ids one video/query takes
AT_ONCE = 4  # calls of one renewal under way together
LEASE = 15.0  # seconds
WORK = 2.0  # seconds after which a renewal leaves the rest to the next job

_THEIRS = RENEWAL.c.creator_id == CREATOR
_WENT_WELL = sa.or_(RENEWAL.c.failed_at.is_(None), RENEWAL.c.next_at.is_(None))
#: A failure is waited for, by the plan longer with each one; `now` is the lease's.
_TAKE = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.next_at <= sa.bindparam("now"))
)
_TAKE_HASTILY = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.failed_at <= sa.bindparam("long_ago"))
)
_LOCK = sa.select(RENEWAL.c.failures).where(_THEIRS).with_for_update()
_CONNECTED = sa.select(CONNECTION.c.creator_id).where(CONNECTION.c.creator_id == CREATOR)
_FORGET_FAILURES = (
    sa.update(RENEWAL).where(_THEIRS).values(failed_at=None, failures=0, next_at=None, problem=None)
)
_END = leases.ending(Renewal)


@dataclass(frozen=True)
class Answer:
    """What TikTok said of one batch of ids."""

    asked: Sequence[str]
    videos: Sequence[Video]


def renew(creator_id: UUID, *, hasty: bool) -> bool:
    """Renew what is wanted of this creator's covers, and what is due next with it.

    `hasty` is for visitors: a shorter deadline. Returns whether more is wanted, for which the
    caller queues another job. Raises `NotConnected`, `TryLater` or a `TikTokError`, noted.
    """
    began, ends = clock.now(), time.monotonic() + WORK
    api = remote().hasty_api if hasty else remote().api
    is_whole = False
    while True:
        owner = _take_lease(creator_id, hasty=hasty)
        if owner is None:
            # TikTok is left alone for now, or the renewal under way takes this by its last look.
            if hasty:
                wanted.end_taking(creator_id)
            return False
        rounds, is_over = 0, False
        try:
            while not is_over and time.monotonic() < ends:
                ids = wanted.take(creator_id, BATCH * AT_ONCE, seconds=LEASE if hasty else None)
                look = duties.look(
                    creator_id, ids, BATCH, BATCH * AT_ONCE, since=began, only_wanted=is_whole
                )
                if not look.ids:
                    break
                if rounds:
                    leases.prolong(Renewal, creator_id, owner, LEASE)
                # Most renewals are one call: then its answer and their end are one commit.
                is_last = look.is_whole and len(look.ids) <= BATCH
                for answer in _asked(creator_id, look.ids, api):
                    _store(creator_id, answer, owner if is_last else None)
                rounds, is_whole, is_over = rounds + 1, look.is_whole, is_last
            if rounds and not is_over:
                _finish(creator_id, owner)
                is_over = True
        except (NotConnected, TikTokError) as error:
            _note_failure(creator_id, error)
            raise
        except TryLater as error:
            if error.seconds > planner.EVERY:  # then the plan is whoever tries again
                _note_failure(creator_id, error)
            raise
        finally:
            if not is_over:
                leases.end(Renewal, creator_id, owner)
            is_done = wanted.end_taking(creator_id) if hasty else wanted.is_empty(creator_id)
        # Ids that came between the last look and the end of the lease found it taken.
        if is_done:
            return False
        if time.monotonic() >= ends:
            return True


def _take_lease(creator_id: UUID, *, hasty: bool) -> str | None:
    """Take the lease, unless the last attempts failed so lately that TikTok is left alone."""
    now = clock.now()
    if hasty:
        values = {"creator": creator_id, "long_ago": now - planner.BACK_OFF}
        return leases.take_by(_TAKE_HASTILY, seconds=LEASE, **values)
    return leases.take_by(_TAKE, seconds=LEASE, creator=creator_id)


def _asked(creator_id: UUID, ids: Sequence[str], api: TikTok) -> Iterator[Answer]:
    """Ask for `ids` in batches, a few at once; yield the answers as they arrive.

    What fails is raised at the end, when nothing that worked can be lost by it.
    """
    batches = [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
    if len(batches) == 1:
        yield connections.calling(creator_id, partial(_query, api, batches[0]))
        return
    token = connections.access_token(creator_id)
    failure: Exception | None = None
    with budget.heeding(), ThreadPoolExecutor(AT_ONCE) as pool:
        calls: dict[Future[Answer], Sequence[str]] = {
            # Each with a copy of the context: it holds the app, and for whom the calls are made.
            pool.submit(copy_context().run, _query, api, batch, token): batch
            for batch in batches
        }
        for call in as_completed(calls):
            try:
                answer = _outcome(call, creator_id, calls[call], api)
            except (NotConnected, TryLater, TikTokError) as error:
                failure = error
            else:
                yield answer
        if failure:
            raise failure


def _outcome(call: Future[Answer], creator_id: UUID, ids: Sequence[str], api: TikTok) -> Answer:
    """Return a call's answer; where its token was refused, that of a second call with a new one."""
    try:
        return call.result()
    except AccessTokenInvalid:
        return connections.calling(creator_id, partial(_query, api, ids))


def _query(api: TikTok, ids: Sequence[str], token: str) -> Answer:
    return Answer(ids, api.query_videos(token, ids, fields=COVER_FIELDS).videos)


def _store(creator_id: UUID, answer: Answer, owner: str | None = None) -> None:
    """Commit one answer: fresh covers, and the videos TikTok left out of it.

    With the lease's `owner` it is the last one, and the renewal ends with it.
    """
    now, creator = clock.now(), {"creator": creator_id}
    with writing() as session:
        # Locked before the look at the connection: a removal that is under way is waited for.
        renewal = session.execute(_LOCK, creator).one_or_none()
        if renewal and session.scalar(_CONNECTED, creator):
            _keep(session, creator_id, answer, now)
            if renewal.failures:
                session.execute(_FORGET_FAILURES, creator)
        # Else the creator left, or took the permission back, while TikTok was asked.
        if owner is not None:
            _end(session, creator_id, owner)


def _keep(session: Session, creator_id: UUID, answer: Answer, now: datetime) -> None:
    # The page first: whoever else stores videos and covers of this creator waits here.
    library.change_page(session, creator_id)
    asked = set(answer.asked)
    answered = {video.id: video for video in answer.videos if video.id in asked}
    absent = [video_id for video_id in answer.asked if video_id not in answered]
    library.store_covers(session, creator_id, answered.values(), now)
    if answered:
        library.mark_seen(session, creator_id, list(answered), now)
    if absent:
        doubtful = len(absent) > len(answer.asked) / 2
        library.mark_missing(session, creator_id, absent, now, doubtful=doubtful)


def _finish(creator_id: UUID, owner: str) -> None:
    with writing() as session:
        _end(session, creator_id, owner)


def _end(session: Session, creator_id: UUID, owner: str) -> None:
    """Store when the page is next due, once for all answers, and give the lease back."""
    planner.note_due(session, creator_id)
    session.execute(_END, {"creator": creator_id, "owner": owner})


def _note_failure(creator_id: UUID, error: Exception) -> None:
    now = clock.now()
    with writing() as session:
        renewal = session.get(Renewal, creator_id, with_for_update=True)
        if renewal is None:
            return  # left meanwhile
        renewal.failed_at = now
        renewal.failures += 1
        # Spread, so that the creators of an outage do not all come back together.
        renewal.next_at = now + planner.back_off(renewal.failures) * (1 + random.random() / 4)  # noqa: S311
        renewal.problem = getattr(error, "code", None) or type(error).__name__
