"""What a worker gets in a day, queued as the pages and the schedule queue it, as fast as it goes.

A round lets every cover of the crowd be due and queues a renewal for each page, half of them for
visitors, half as the plan does; avatars and upkeep for a tenth, of which every other time the
access token has lapsed too; and the whole listing of a creator with 1,200 videos. What these lead
to, pages of syncs, refreshes, comes by itself, and so does the schedule.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from uuid import UUID

import sqlalchemy as sa
from redis import Redis

from bench.counted_jobs import counted
from bench.rows import age_all, insert_creators, let_lapse
from portfolio import jobs
from portfolio.extensions import db, queues
from portfolio.models.cover import Cover
from portfolio.models.sync import FULL
from portfolio.queues import NAMES, UPKEEP
from portfolio.services import budget
from tests.servers.launch import Site

CROWD = 120  # creators, each with a page of all their 24 videos
GREAT = "juno"  # has 1,200 videos
TENTH = CROWD // 10
IDLE = 0.3  # seconds without a job in any queue
SLOWEST = 120.0  # seconds for a round


class Workday:
    """The jobs of one worker, round by round."""

    def __init__(self, site: Site) -> None:
        self._site = site
        budget.watch()  # before any cover was fetched: the budget knows where it stands
        self.crowd = insert_creators(site, [f"crowd-{n + 1}" for n in range(CROWD)])
        (self.great,) = insert_creators(site, [GREAT], shown=24)
        self.ids = {creator_id: _shown(creator_id) for creator_id in self.crowd}
        self._next_tenth = cycle(tuple(self.crowd))
        self._rounds = 0

    def round(self) -> None:
        """Queue a round's jobs and wait until all is done that they led to."""
        age_all()
        half = CROWD // 2
        for creator_id in self.crowd[:half]:
            jobs.renew_covers_later(creator_id, self.ids[creator_id])
        for creator_id in self.crowd[half:]:
            jobs.renew_covers_later(creator_id, (), UPKEEP)
        tenth = list(islice(self._next_tenth, TENTH))
        for creator_id in tenth:
            jobs.renew_avatar_later(creator_id)
        let_lapse(tenth, access=self._rounds % 2 == 0)
        for creator_id in tenth:
            queues.put(UPKEEP, jobs.upkeep_now, str(creator_id), once=f"upkeep-{creator_id}")
        jobs.sync_later(self.great, FULL)
        self.crowd.reverse()  # whoever was planned has visitors next
        self._rounds += 1
        self._wait()

    def done(self) -> dict[str, int]:
        """Return how often each job ran so far."""
        return counted(queues.redis)

    def failed(self) -> int:
        """Return how many jobs ended with an exception."""
        return sum(queues.redis.zcard(f"rq:failed:{name}") for name in NAMES)

    def calls(self) -> dict[str, int]:
        """Return how many calls TikTok answered, by endpoint, and how many it refused."""
        found: Counter[str] = Counter()
        after = 0
        while part := self._site.control(f"calls?after={after}"):
            found.update(
                call["endpoint"] if call["status"] == 200 else f"refused: {call['endpoint']}"
                for call in part
            )
            after = part[-1]["id"]
        return dict(found)

    def _wait(self) -> None:
        ends, quiet_since = time.monotonic() + SLOWEST, time.monotonic()
        while time.monotonic() < quiet_since + IDLE:
            if time.monotonic() > ends:
                raise AssertionError(f"a round was not done in {SLOWEST:.0f} s: {self.done()}")
            if not is_idle(queues.redis):
                quiet_since = time.monotonic()
            time.sleep(0.02)


def is_idle(redis: Redis) -> bool:
    """Whether no job waits, now or for later, and none is at work."""
    waiting = sum(redis.llen(f"rq:queue:{name}") for name in NAMES)
    at_work = sum(redis.zcard(f"rq:wip:{name}") for name in NAMES)
    return not (waiting or at_work or redis.zcard("later"))


def _shown(creator_id: UUID) -> Sequence[str]:
    found = db.session.scalars(sa.select(Cover.video_id).where(Cover.creator_id == creator_id))
    ids = sorted(found)
    db.session.rollback()
    return ids
