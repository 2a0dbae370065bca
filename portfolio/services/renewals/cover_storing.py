"""Storing the answers of a renewal: fresh covers, and the videos that TikTok left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.renewal import Renewal
from portfolio.models.tables import CONNECTION, CREATOR, PAGE, RENEWAL
from portfolio.services import leases
from portfolio.services.library import videos as library
from portfolio.services.pages import freshness, pictures, shown_videos
from portfolio.services.renewals.cover_calls import Answer
from portfolio.services.renewals.selection import Needs
from portfolio.transactions import writing

_THEIRS = RENEWAL.c.creator_id == CREATOR
_LOCK = sa.select(RENEWAL.c.creator_id).where(_THEIRS).with_for_update()
#: All writers of this creator's videos and covers wait for the page.
_LOCK_PAGE: sa.Select[Any] = (
    sa.select(*PAGE.c["version", "edition", "rule_ids"], RENEWAL.c.failures)
    .join(RENEWAL, RENEWAL.c.creator_id == PAGE.c.creator_id)
    .join(CONNECTION, CONNECTION.c.creator_id == PAGE.c.creator_id)
    .where(PAGE.c.creator_id == CREATOR)
    .with_for_update(key_share=True, of=PAGE)
)
_FORGET_FAILURES = (
    sa.update(RENEWAL).where(_THEIRS).values(failed_at=None, failures=0, next_at=None, problem=None)
)
_END = leases.ending(Renewal)
_IS_OURS = RENEWAL.c.lease_owner == sa.bindparam("owner")
#: Gives our lease back; that of a process which took it after ours had lapsed stays.
_END_WELL = _FORGET_FAILURES.values(
    lease_owner=sa.case((_IS_OURS, sa.null()), else_=RENEWAL.c.lease_owner),
    lease_until=sa.case((_IS_OURS, sa.null()), else_=RENEWAL.c.lease_until),
)


def store(
    creator_id: UUID,
    answer: Answer,
    owner: str | None = None,
    needs: Needs | None = None,
) -> None:
    """Commit one answer: fresh covers, and the videos that TikTok left out of it.

    With the lease's `owner` this is the last answer, and the renewal ends in the same commit.
    """
    pictures.note(video.cover for video in answer.videos)
    now = clock.now()
    with writing() as session:
        page = lock(session, creator_id, owner)
        if page is None:
            return
        _keep(session, creator_id, answer, now)
        if owner is None:
            freshness.raise_version(session, creator_id)
            if page.failures:
                session.execute(_FORGET_FAILURES, {"creator": creator_id})
        elif needs is not None and needs.shown.is_of(page):
            freshness.note_change(session, creator_id, needs.shown.ids)
        else:
            freshness.note_change(session, creator_id, shown_videos.shown_ids(session, creator_id))


def lock(session: Session, creator_id: UUID, owner: str | None = None) -> sa.Row[Any] | None:
    """Lock out other processes that store TikTok's answers about this creator until the commit.

    Returns the page's version, edition and rule_ids, and the number of renewals that failed in a
    row; None if the creator left, or took the permission back, while TikTok was asked. With the
    lease's `owner`, the renewal has ended well: the lease is given back.
    """
    creator = {"creator": creator_id}
    # Lock before reading the connection, so that a removal under way is waited for.
    if owner is not None:
        session.execute(_END_WELL, {**creator, "owner": owner})
    elif session.execute(_LOCK, creator).one_or_none() is None:
        return None
    return session.execute(_LOCK_PAGE, creator).one_or_none()


def _keep(session: Session, creator_id: UUID, answer: Answer, now: datetime) -> None:
    asked = set(answer.asked)
    answered = {video.id: video for video in answer.videos if video.id in asked}
    absent = [video_id for video_id in answer.asked if video_id not in answered]
    library.store_covers(session, creator_id, answered.values(), now)
    if answered:
        library.mark_seen(session, creator_id, list(answered), now)
    if absent:
        doubtful = len(absent) > len(answer.asked) / 2
        library.mark_missing(session, creator_id, absent, now, doubtful=doubtful)


def finish(creator_id: UUID, owner: str) -> None:
    """End a renewal of several answers: store when the page is due next, give the lease back."""
    with writing() as session:
        freshness.note_due(session, creator_id)
        session.execute(_END, {"creator": creator_id, "owner": owner})
