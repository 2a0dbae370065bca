"""A worker's jobs of a day, queued as pages and schedule queue them, without pauses.

A round lets every cover of the crowd be due and queues a renewal for each page, half of them for
visitors, half for the plan; avatars and upkeep for a tenth, every other time with expired access
tokens; and a full sync of a creator with 1,200 videos. These jobs queue further ones, such as
pages of syncs and refreshes, and the schedule runs as usual.
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
from portfolio.queues import NAMES, UPKEEP, job_queue
from portfolio.services.calls import budget
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
        budget.watch()  # before the first cover is fetched, so that the budget is known
        self.crowd = insert_creators(site, [f"crowd-{n + 1}" for n in range(CROWD)])
        (self.great,) = insert_creators(site, [GREAT], shown=24)
        self.ids = {creator_id: _shown(creator_id) for creator_id in self.crowd}
        self._next_tenth = cycle(tuple(self.crowd))
        self._rounds = 0

    def round(self) -> None:
        """Queue a round's jobs and wait until they and their further jobs are done."""
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
        self.crowd.reverse()  # the half that the plan had is visitors' in the next round
        self._rounds += 1
        self._wait()

    def done(self) -> dict[str, int]:
        """Return the number of runs of each job so far."""
        return counted(queues.redis)

    def failed(self) -> int:
        """Return the number of jobs that ended with an exception."""
        return sum(
            queues.redis.zcard(job_queue(name, queues.redis).failed_job_registry.key)
            for name in NAMES
        )

    def calls(self) -> dict[str, int]:
        """Return the number of calls that TikTok answered, by endpoint, and of refused ones."""
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
    """Whether no job is queued, scheduled or running."""
    waiting = sum(job_queue(name, redis).count for name in NAMES)
    at_work = sum(redis.zcard(job_queue(name, redis).started_job_registry.key) for name in NAMES)
    return not (waiting or at_work or redis.zcard(queues.key("later")))


def _shown(creator_id: UUID) -> Sequence[str]:
    found = db.session.scalars(sa.select(Cover.video_id).where(Cover.creator_id == creator_id))
    ids = sorted(found)
    db.session.rollback()
    return ids
