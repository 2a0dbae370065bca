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
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.models.connection import Connection
from portfolio.models.renewal import Renewal
from portfolio.services import budget, connections, duties, leases, library, planner, wanted
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.remote import remote
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import AccessTokenInvalid, TikTokError
from portfolio.tiktok.models import Video
from portfolio.transactions import writing

BATCH = 20  # ids one video/query takes
AT_ONCE = 4  # calls of one renewal under way together
LEASE = 15.0  # seconds
WORK = 2.0  # seconds after which a renewal leaves the rest to the next job


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
    while True:
        owner = leases.take(
            Renewal, Renewal.creator_id == creator_id, _may_try(hasty=hasty), seconds=LEASE
        )
        if owner is None:
            # TikTok is left alone for now, or the renewal under way takes this by its last look.
            if hasty:
                wanted.end_taking(creator_id)
            return False
        try:
            if hasty:
                wanted.begin_taking(creator_id, LEASE)
            rounds, is_whole = 0, False
            while time.monotonic() < ends:
                look = duties.look(
                    creator_id, BATCH, BATCH * AT_ONCE, since=began, only_wanted=is_whole
                )
                if not look.ids:
                    break
                if rounds:
                    leases.prolong(Renewal, owner, LEASE)
                for answer in _asked(creator_id, look.ids, api):
                    _store(creator_id, answer)
                rounds, is_whole = rounds + 1, look.is_whole
            if rounds:
                _note_due(creator_id)
        except (NotConnected, TikTokError) as error:
            _note_failure(creator_id, error)
            raise
        except TryLater as error:
            if error.seconds >= planner.BACK_OFF.total_seconds():
                _note_failure(creator_id, error)
            raise
        finally:
            if hasty:
                wanted.end_taking(creator_id)
            leases.end(Renewal, owner)
        # Ids that came between the last look and the end of the lease found it taken.
        if wanted.is_empty(creator_id):
            return False
        if time.monotonic() >= ends:
            return True


def _may_try(*, hasty: bool) -> sa.ColumnElement[bool]:
    """Whether the last attempts did not fail so lately that TikTok is left alone for now."""
    now = clock.now()
    is_over = Renewal.failed_at <= now - planner.BACK_OFF if hasty else Renewal.next_at <= now
    return sa.or_(Renewal.failed_at.is_(None), Renewal.next_at.is_(None), is_over)


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
    return Answer(ids, api.query_videos(token, ids).videos)


def _store(creator_id: UUID, answer: Answer) -> None:
    """Commit one answer: fresh covers, and the videos TikTok left out of it."""
    now = clock.now()
    with writing() as session:
        renewal = session.get(Renewal, creator_id, with_for_update=True)
        if renewal is None or session.get(Connection, creator_id) is None:
            return  # left, or took the permission back, while TikTok was asked
        # The page first: whoever else stores videos and covers of this creator waits here.
        library.change_page(session, creator_id)
        answered = {video.id: video for video in answer.videos if video.id in set(answer.asked)}
        absent = [video_id for video_id in answer.asked if video_id not in answered]
        library.store_covers(session, creator_id, answered.values(), now)
        if answered:
            library.mark_seen(session, creator_id, list(answered), now)
        if absent:
            doubtful = len(absent) > len(answer.asked) / 2
            library.mark_missing(session, creator_id, absent, now, doubtful=doubtful)
        renewal.failed_at = renewal.next_at = renewal.problem = None
        renewal.failures = 0


def _note_due(creator_id: UUID) -> None:
    """Store when the page is next due, once for all answers: until then the plan looks again."""
    with writing() as session:
        planner.note_due(session, creator_id)


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
