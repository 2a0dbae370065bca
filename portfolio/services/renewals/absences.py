"""Videos that may be gone: the shown and picked ones among them are asked for by their ids.

A listing that leaves a video out is only a suspicion, for TikTok's lists sometimes end too soon.
So an upkeep, and a listing that left videos out, ask `video/query` for those videos of the page and
the draft that `video_trust` is not sure of. Only the answer of such a query hides a video from
visitors.

One check makes at most ROUNDS × ⌈n / 20⌉ calls, n being the picks and the videos shown: a round
asks for each once; another follows only for videos in doubt, or because TikTok failed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.tables import CREATOR, IDS, VIDEO
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.library import video_trust, videos
from portfolio.services.pages import freshness, pictures, shown_videos
from portfolio.services.renewals.cover_calls import BATCH_SIZE
from portfolio.services.renewals.cover_storing import lock
from portfolio.tiktok.models import VideoAnswer
from portfolio.transactions import end_read, writing

#: The most rounds of one check, the first included.
ROUNDS = 3
#: Seconds after which a job leaves the rest of the round to the next job.
WORK_SECONDS = 1.5

_KNOWN = sa.select(*VIDEO.c["id", "missing_at"]).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS)
)


@dataclass(frozen=True)
class Rest:
    """The rest of a round: its ids follow `after` (None: there are none). `has_news` says that
    videos were absent for the first time, so that another round is needed.
    """

    after: str | None
    has_news: bool


def check(creator_id: UUID, after: str = "") -> Rest:
    """Ask for the videos that may be gone, in the order of their ids, beginning after `after`.

    Raises the errors of `token_access.calling`; the answers received before are stored.
    """
    ends = time.monotonic() + WORK_SECONDS
    ids = [video_id for video_id in _uncertain(creator_id) if video_id > after]
    has_news = False
    for start in range(0, len(ids), BATCH_SIZE):
        batch = ids[start : start + BATCH_SIZE]
        if start and time.monotonic() >= ends:
            return Rest(ids[start - 1], has_news)
        query = partial(tiktok_clients().api.query_videos, ids=batch)
        answer = token_access.calling(creator_id, query)
        has_news |= _store(creator_id, answer)
    return Rest(None, has_news)


def _uncertain(creator_id: UUID) -> list[str]:
    session = db.session()
    shown = shown_videos.shown(session, creator_id)
    ids = video_trust.uncertain(session, creator_id, shown)
    end_read()
    return ids


def _store(creator_id: UUID, answer: VideoAnswer) -> bool:
    """Commit an answer; return whether videos are absent that were not hidden before."""
    pictures.note(video.cover for video in answer.videos)
    now = clock.now()
    with writing() as session:
        page = lock(session, creator_id)
        if page is None:
            return False
        version = page.version + 1
        videos.store(
            session, creator_id, answer.videos, listing_since=now, version=version, now=now
        )
        has_news = bool(answer.missing) and _note_missing(session, creator_id, answer, now)
        freshness.note_change(session, creator_id, shown_videos.shown_ids(session, creator_id))
        return has_news


def _note_missing(session: Session, creator_id: UUID, answer: VideoAnswer, now: datetime) -> bool:
    values = {"creator": creator_id, "ids": list(answer.missing)}
    known = session.execute(_KNOWN, values).all()
    hidden = [video.id for video in known if video.missing_at is not None]
    lost = [video.id for video in known if video.missing_at is None]
    # Only newly absent videos tell whether this answer is a poor one.
    is_doubtful = len(lost) > len(answer.videos)
    if hidden:
        videos.mark_missing(session, creator_id, hidden, now, doubtful=False)
    if lost:
        videos.mark_missing(session, creator_id, lost, now, doubtful=is_doubtful)
    return bool(lost)
