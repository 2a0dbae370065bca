"""Renewal: fresh covers from TikTok's video/query before a page needs them.

Each creator has one renewal at a time, under a lease. Visitors' requests are a set: ids that
arrive while a renewal runs are taken by its last round or by the next job.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import settings
from portfolio.models.connection import Connection
from portfolio.models.renewal import Renewal
from portfolio.models.tables import CONNECTION, CREATOR, EDITION, IS_PUBLISHED, PAGE, RENEWAL
from portfolio.services import leases
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.connections.token_access import Access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.pages import shown_videos
from portfolio.services.renewals import (
    cover_calls,
    cover_requests,
    cover_storing,
    planner,
    selection,
)
from portfolio.services.renewals.cover_calls import BATCH_SIZE, CALLS_AT_ONCE
from portfolio.tiktok.errors import TikTokError
from portfolio.transactions import writing

MOST_IDS = BATCH_SIZE * CALLS_AT_ONCE  # ids in one round
LEASE_SECONDS = 15.0  # seconds
WORK_SECONDS = 2.0  # seconds after which a renewal leaves the rest to the next job

_THEIRS = RENEWAL.c.creator_id == CREATOR
_WENT_WELL = sa.or_(RENEWAL.c.failed_at.is_(None), RENEWAL.c.next_at.is_(None))
#: After a failure, planned renewals wait until `next_at`, which grows with each failure; visitors'
#: renewals wait for the fixed `planner.BACK_OFF`.
_TAKE = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.next_at <= sa.bindparam("now"))
)
_TAKE_URGENTLY = leases.taking(
    Renewal, _THEIRS, sa.or_(_WENT_WELL, RENEWAL.c.failed_at <= sa.bindparam("long_ago"))
)
#: The connection, and the page with its edition.
_READ: sa.Select[Any] = (
    token_access.THEIRS.join(PAGE, PAGE.c.creator_id == CONNECTION.c.creator_id)
    .outerjoin(EDITION, IS_PUBLISHED)
    .add_columns(*PAGE.c["edition", "rule_ids"], *EDITION.c["number", "content"])
)


@dataclass
class Opened:
    """A lease, and the rows that were read when it was taken."""

    owner: str
    connection: Connection | None = None
    #: None if only requests of visitors are left to serve.
    needs: selection.Needs | None = None


def renew(creator_id: UUID, *, urgent: bool) -> bool:
    """Renew the covers that visitors requested of this creator, and those that are due next.

    `urgent` is for visitors: the calls have a shorter deadline. Returns whether more covers are
    requested, for which the caller queues another job. Raises `NotConnected`, `TryLater` or a
    `TikTokError`, and notes the failure.
    """
    began, ends = clock.now(), time.monotonic() + WORK_SECONDS
    is_whole = False
    while opened := _open(creator_id, urgent=urgent, began=began, is_whole=is_whole):
        try:
            is_whole = _do_rounds(
                creator_id, opened, urgent=urgent, began=began, ends=ends, is_whole=is_whole
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
    creator_id: UUID, opened: Opened, *, urgent: bool, began: datetime, ends: float, is_whole: bool
) -> bool:
    """Do rounds under this lease, and give it back; return whether the page needs no more covers.

    If it `is_whole` already, only requests of visitors are served.
    """
    api = tiktok_clients().urgent_api if urgent else tiktok_clients().api
    owner, needs = opened.owner, opened.needs
    access: Access | None = None
    rounds, is_over = 0, False
    try:
        with _noting_failures(creator_id):
            while not is_over and time.monotonic() < ends:
                wanted = cover_requests.take(
                    creator_id, MOST_IDS, seconds=LEASE_SECONDS if urgent else None
                )
                look = selection.select_due(
                    creator_id, wanted, BATCH_SIZE, MOST_IDS,
                    since=began, only_wanted=is_whole, needs=needs,
                )  # fmt: skip
                if not look.ids:
                    break
                if rounds:
                    leases.prolong(Renewal, creator_id, owner, LEASE_SECONDS)
                access = access or token_access.access_by(token_access.checked(opened.connection))
                # Most renewals are one call: its answer and the renewal's end share one commit.
                is_last = look.is_whole and len(look.ids) <= BATCH_SIZE
                for answer in cover_calls.answers(creator_id, look.ids, api, access):
                    cover_storing.store(creator_id, answer, owner if is_last else None, needs)
                rounds, is_whole, is_over = rounds + 1, look.is_whole, is_last
                needs = None
            if rounds and not is_over:
                cover_storing.finish(creator_id, owner)
                is_over = True
    finally:
        if not is_over:
            leases.end(Renewal, creator_id, owner)
    return is_whole


def _open(creator_id: UUID, *, urgent: bool, began: datetime, is_whole: bool) -> Opened | None:
    """Take the lease, and read what the first call needs in the same transaction.

    None if the lease is taken, or if the last failure is too recent.
    """
    lease = leases.new_lease(LEASE_SECONDS) | {"creator": creator_id}
    taking = _TAKE
    if urgent:
        taking, lease["long_ago"] = _TAKE_URGENTLY, clock.now() - planner.BACK_OFF
    with writing() as session:
        taken = session.execute(taking, lease)
        if cast(sa.CursorResult[Any], taken).rowcount != 1:
            return None
        values = {"creator": creator_id, "tiktok_app": settings().tiktok_app}
        row = session.execute(_READ, values).one_or_none()
        opened = Opened(str(lease["owner"]))
        if row is not None:
            opened.connection = Connection.as_read(row)
        if row is not None and not is_whole:
            shown = shown_videos.shown_by(session, creator_id, row)
            opened.needs = selection.read(session, creator_id, shown, MOST_IDS, began)
        return opened


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
