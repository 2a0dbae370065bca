"""Renewal: fresh covers from TikTok's video/query before a page needs them.

Each creator has one renewal at a time, under a lease. Visitors' requests are a set: ids that
arrive while a renewal runs are taken by its last round or by the next job.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.renewal import Renewal
from portfolio.models.tables import CONNECTION, CREATOR, RENEWAL
from portfolio.services import leases
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import videos as library
from portfolio.services.pages import freshness, pictures
from portfolio.services.renewals import cover_calls, cover_requests, planner, selection
from portfolio.services.renewals.cover_calls import BATCH_SIZE, CALLS_AT_ONCE, Answer
from portfolio.tiktok.errors import TikTokError
from portfolio.transactions import writing

MOST_IDS = BATCH_SIZE * CALLS_AT_ONCE  # ids in one round
LEASE_SECONDS = 15.0  # seconds
WORK_SECONDS = 2.0  # seconds after which a renewal leaves the rest to the next job

_THEIRS = RENEWAL.c.creator_id == CREATOR
_WENT_WELL = sa.or_(RENEWAL.c.failed_at.is_(None), RENEWAL.c.next_at.is_(None))
#: After a failure, planned renewals wait until `next_at`, which grows with each failure; visitors'
#: renewals wait for the fixed `planner.BACK_OFF`. `take_by` binds `now`.
_TAKE = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.next_at <= sa.bindparam("now"))
)
_TAKE_URGENTLY = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.failed_at <= sa.bindparam("long_ago"))
)
_LOCK = sa.select(RENEWAL.c.failures).where(_THEIRS).with_for_update()
_CONNECTED = sa.select(CONNECTION.c.creator_id).where(CONNECTION.c.creator_id == CREATOR)
_FORGET_FAILURES = (
    sa.update(RENEWAL).where(_THEIRS).values(failed_at=None, failures=0, next_at=None, problem=None)
)
_END = leases.ending(Renewal)


def renew(creator_id: UUID, *, urgent: bool) -> bool:
    """Renew the covers that visitors requested of this creator, and those that are due next.

    `urgent` is for visitors: the calls have a shorter deadline. Returns whether more covers are
    requested, for which the caller queues another job. Raises `NotConnected`, `TryLater` or a
    `TikTokError`, and notes the failure.
    """
    began, ends = clock.now(), time.monotonic() + WORK_SECONDS
    is_whole = False
    while owner := _take_lease(creator_id, urgent=urgent):
        try:
            is_whole = _do_rounds(
                creator_id, owner, urgent=urgent, began=began, ends=ends, is_whole=is_whole
            )
        finally:
            is_done = (
                cover_requests.withdraw(creator_id)
                if urgent
                else cover_requests.is_empty(creator_id)
            )
        # Requests that came after the last round found the lease taken.
        if is_done:
            return False
        if time.monotonic() >= ends:
            return True
    # The last failure is too recent, or the renewal under way takes these requests too.
    if urgent:
        cover_requests.withdraw(creator_id)
    return False


def _do_rounds(
    creator_id: UUID, owner: str, *, urgent: bool, began: datetime, ends: float, is_whole: bool
) -> bool:
    """Do rounds under this lease, and give it back; return whether the page needs no more covers.

    If it `is_whole` already, only requests of visitors are served.
    """
    api = tiktok_clients().urgent_api if urgent else tiktok_clients().api
    rounds, is_over = 0, False
    try:
        with _noting_failures(creator_id):
            while not is_over and time.monotonic() < ends:
                wanted = cover_requests.take(
                    creator_id, MOST_IDS, seconds=LEASE_SECONDS if urgent else None
                )
                look = selection.select_due(
                    creator_id, wanted, BATCH_SIZE, MOST_IDS, since=began, only_wanted=is_whole
                )
                if not look.ids:
                    break
                if rounds:
                    leases.prolong(Renewal, creator_id, owner, LEASE_SECONDS)
                # Most renewals are one call: its answer and the renewal's end share one commit.
                is_last = look.is_whole and len(look.ids) <= BATCH_SIZE
                for answer in cover_calls.answers(creator_id, look.ids, api):
                    _store(creator_id, answer, owner if is_last else None)
                rounds, is_whole, is_over = rounds + 1, look.is_whole, is_last
            if rounds and not is_over:
                _finish(creator_id, owner)
                is_over = True
    finally:
        if not is_over:
            leases.end(Renewal, creator_id, owner)
    return is_whole


def _take_lease(creator_id: UUID, *, urgent: bool) -> str | None:
    """Take the lease; None if it is taken, or if the last failure is too recent."""
    now = clock.now()
    if urgent:
        values = {"creator": creator_id, "long_ago": now - planner.BACK_OFF}
        return leases.take_by(_TAKE_URGENTLY, seconds=LEASE_SECONDS, **values)
    return leases.take_by(_TAKE, seconds=LEASE_SECONDS, creator=creator_id)


def _store(creator_id: UUID, answer: Answer, owner: str | None = None) -> None:
    """Commit one answer: fresh covers, and the videos that TikTok left out of it.

    With the lease's `owner` this is the last answer, and the renewal ends in the same commit.
    """
    pictures.note(video.cover for video in answer.videos)
    now = clock.now()
    with writing() as session:
        failures = lock(session, creator_id)
        if failures is not None:
            _keep(session, creator_id, answer, now)
        if failures:
            session.execute(_FORGET_FAILURES, {"creator": creator_id})
        if owner is not None:
            _end(session, creator_id, owner)


def lock(session: Session, creator_id: UUID) -> int | None:
    """Lock out other processes that store TikTok's answers about this creator until the commit.

    Returns the number of renewals that failed in a row; None if the creator left, or took the
    permission back, while TikTok was asked.
    """
    creator = {"creator": creator_id}
    # Lock before reading the connection, so that a removal under way is waited for.
    renewal = session.execute(_LOCK, creator).one_or_none()
    if renewal is None or not session.scalar(_CONNECTED, creator):
        return None
    failures: int = renewal.failures
    return failures


def _keep(session: Session, creator_id: UUID, answer: Answer, now: datetime) -> None:
    # Lock the page first: all writers of this creator's videos and covers wait here.
    freshness.raise_version(session, creator_id)
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
    """Store when the page is due next, once for all answers, and give the lease back."""
    freshness.note_due(session, creator_id)
    session.execute(_END, {"creator": creator_id, "owner": owner})


@contextmanager
def _noting_failures(creator_id: UUID) -> Iterator[None]:
    """Note a failure of this block. To wait no longer than until the next plan is no failure."""
    try:
        yield
    except (NotConnected, TikTokError) as error:
        _note_failure(creator_id, error)
        raise
    except TryLater as error:
        if error.seconds > planner.EVERY_SECONDS:
            _note_failure(creator_id, error)
        raise


def _note_failure(creator_id: UUID, error: Exception) -> None:
    now = clock.now()
    with writing() as session:
        renewal = session.get(Renewal, creator_id, with_for_update=True)
        if renewal is None:
            return  # the creator left meanwhile
        renewal.failed_at = now
        renewal.failures += 1
        # Jitter, so that after an outage the creators do not all come back together.
        renewal.next_at = now + planner.back_off(renewal.failures) * (1 + random.random() / 4)  # noqa: S311
        renewal.problem = getattr(error, "code", None) or type(error).__name__
