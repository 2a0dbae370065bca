"""Videos that may be gone: the shown and picked ones among them are asked for by their ids.

A listing that leaves a video out is only a suspicion, for TikTok's lists sometimes end too soon.
So an upkeep, and a listing that left videos out, ask `video/query` for videos of the page and the
draft: those that no answer held lately, those that a listing left out, and those that are hidden
already, so that they can return. Only the answer of such a query hides a video from visitors.

One check makes at most ROUNDS × ⌈n / 20⌉ calls, n being the picks and the videos shown: a round
asks for each once; another follows only for videos in doubt, or because TikTok failed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.columns import Instant
from portfolio.models.tables import CREATOR, IDS, PICK, VIDEO
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.library import videos
from portfolio.services.pages import freshness, pictures, rules, shown_videos
from portfolio.services.renewals.cover_calls import BATCH_SIZE
from portfolio.services.renewals.cover_storing import lock
from portfolio.tiktok.models import VideoAnswer
from portfolio.transactions import end_read, writing

#: A video seen within this time is not asked for; shorter than the time between upkeeps.
SEEN_LATELY = timedelta(hours=6)
#: An absent video is asked for again after this time, and only then its absence counts: two
#: answers of one moment prove no more than one.
AGAIN_AFTER = timedelta(seconds=60)
#: The most rounds of one check, the first included.
ROUNDS = 3
#: Seconds after which a job leaves the rest of the round to the next job.
WORK_SECONDS = 1.5
#: The newest videos that are asked for if the page shows Recent: the number it shows, and as many
#: again that may be hidden before them.
NEWEST = 2 * rules.RECENT.count

_JUST_NOW = sa.bindparam("just_now", type_=Instant())
_IS_SURE = sa.or_(
    sa.and_(
        VIDEO.c.seen_at > sa.bindparam("lately", type_=Instant()),
        VIDEO.c.unlisted_at.is_(None),
        VIDEO.c.doubted_at.is_(None),
        VIDEO.c.missing_at.is_(None),
    ),
    VIDEO.c.doubted_at > _JUST_NOW,
    VIDEO.c.missing_at > _JUST_NOW,
    VIDEO.c.gone_at > _JUST_NOW,
).label("is_sure")
_PICKED = (
    sa.select(PICK.c.video_id, _IS_SURE)
    .outerjoin(
        VIDEO, sa.and_(VIDEO.c.creator_id == PICK.c.creator_id, VIDEO.c.id == PICK.c.video_id)
    )
    .where(PICK.c.creator_id == CREATOR)
)
_THEIRS = sa.select(VIDEO.c.id, _IS_SURE).where(VIDEO.c.creator_id == CREATOR)
_SHOWN = _THEIRS.where(VIDEO.c.id.in_(IDS))
_NEWEST = _THEIRS.order_by(VIDEO.c.created_at.desc(), VIDEO.c.id.desc()).limit(NEWEST).subquery()
#: Picks and shown videos that the library knows, each maybe twice; with Recent the newest too.
_LOOK = sa.union_all(_PICKED, _SHOWN)
_LOOK_WITH_RECENT = sa.union_all(_PICKED, _SHOWN, sa.select(_NEWEST))
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
    ids = [video_id for video_id in uncertain(creator_id) if video_id > after]
    has_news = False
    for start in range(0, len(ids), BATCH_SIZE):
        batch = ids[start : start + BATCH_SIZE]
        if start and time.monotonic() >= ends:
            return Rest(ids[start - 1], has_news)
        query = partial(tiktok_clients().api.query_videos, ids=batch)
        answer = token_access.calling(creator_id, query)
        has_news |= _store(creator_id, answer)
    return Rest(None, has_news)


def uncertain(creator_id: UUID) -> list[str]:
    """Return, sorted, the picks and shown videos that have to be asked for.

    Ids that the library does not know are among them: a listing may never have held them.
    """
    now = clock.now()
    session, creator = db.session(), {"creator": creator_id}
    shown = shown_videos.shown(session, creator_id)
    has_recent = shown.content is not None and shown.content.shows_recent
    moments = {"lately": now - SEEN_LATELY, "just_now": now - AGAIN_AFTER}
    values = {**creator, **moments, "ids": list(shown.ids)}
    rows = session.execute(_LOOK_WITH_RECENT if has_recent else _LOOK, values).all()
    end_read()
    ids = {*shown.ids, *(row.video_id for row in rows)}
    return sorted(ids.difference(row.video_id for row in rows if row.is_sure))


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
