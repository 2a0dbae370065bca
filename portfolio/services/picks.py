"""Picking: a tick saves the draft at once, and two tabs cannot lose each other's ticks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from portfolio.models.video import Video
from portfolio.services.problems import Refused
from portfolio.transactions import writing

#: A page of more would be no choice; it also bounds what an edition holds.
MOST = 500


def pick(creator_id: UUID, video_id: str) -> None:
    """Put a video of this creator at the end of the draft; one that is there stays in its place.

    Raises `Refused` when the draft is full, `LookupError` for a video that is not theirs.
    """
    change(creator_id, add=[video_id])


def unpick(creator_id: UUID, video_id: str) -> None:
    """Take a video out of the draft, if it is in."""
    change(creator_id, remove=[video_id])


def change(creator_id: UUID, *, add: Sequence[str] = (), remove: Collection[str] = ()) -> None:
    """Take videos out of the draft and put others at its end, in one commit, all or nothing."""
    with writing() as session:
        # The page's row is the lock of the whole draft: positions follow from what is there.
        session.get_one(Page, creator_id, with_for_update=True)
        session.execute(
            sa.delete(Pick).where(Pick.creator_id == creator_id, Pick.video_id.in_(remove))
        )
        _append(session, creator_id, add)


def _append(session: Session, creator_id: UUID, video_ids: Sequence[str]) -> None:
    there = dict(
        session.execute(
            sa.select(Pick.video_id, Pick.position).where(Pick.creator_id == creator_id)
        ).all()
    )
    new = [video_id for video_id in dict.fromkeys(video_ids) if video_id not in there]
    if not new:
        return
    _must_be_theirs(session, creator_id, new)
    if len(there) + len(new) > MOST:
        raise Refused("picks", f"A page holds at most {MOST} videos. Untick one first.")
    last = max(there.values(), default=0)
    now = clock.now()
    for place, video_id in enumerate(new, start=last + 1):
        session.add(Pick(creator_id=creator_id, video_id=video_id, position=place, picked_at=now))


def _must_be_theirs(session: Session, creator_id: UUID, video_ids: Sequence[str]) -> None:
    theirs = session.scalars(
        sa.select(Video.id).where(Video.creator_id == creator_id, Video.id.in_(video_ids))
    ).all()
    if len(theirs) != len(video_ids):
        raise LookupError("a video that is not in this creator's library")


def numbers(creator_id: UUID) -> dict[str, int]:
    """Return the picked ids with their place on the page, the first one is 1."""
    ids = db.session.scalars(
        sa.select(Pick.video_id).where(Pick.creator_id == creator_id).order_by(Pick.position)
    )
    return {video_id: place for place, video_id in enumerate(ids, start=1)}
