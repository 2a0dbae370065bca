"""Time that passes in the tests, with all the work that becomes due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio import clock, jobs
from portfolio.extensions import queues
from portfolio.services.calls import budget
from tests.support.people import Person

TimePasses = Callable[..., None]


@dataclass
class Life:
    """Time that passes for a creator, with a worker that does all due work."""

    person: Person
    passes: TimePasses

    def signs_in(self) -> Person:
        """Sign in, and let the minute pass after which the call budget is known."""
        self.person.signs_in()
        budget.watch()
        self.passes(seconds=budget.WINDOW_SECONDS + 1)
        return self.person

    def until_nothing_waits(self, hours: float = 12) -> None:
        """Let time pass from one scheduled job to the next, and then the rest of these hours.

        Each step is at least a minute, so that fewer workers are started.
        """
        left = hours * 3600
        redis = self.person.worker.redis
        self.person.worker.works()
        while waiting := redis.zrange(queues.key("later"), 0, 0, withscores=True):
            wait = max(waiting[0][1] - clock.now().timestamp(), 60) + 0.5
            if wait > left:
                break
            left -= wait
            self.passes(seconds=wait)
            queues.enqueue_due()
            self.person.worker.works()
        self.passes(seconds=max(left, 1))

    def upkeep(self) -> None:
        jobs.keep_up_now()
        self.until_nothing_waits()
