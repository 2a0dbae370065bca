"""What runs how often. Every worker offers every job; the first one in a period wins. No leader.

RQ's own cron is not used: it pickles its jobs, and two of it queue everything twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask

from portfolio import clock, jobs
from portfolio.extensions import queues
from portfolio.queues import CREATORS
from portfolio.services import budget, planner

log = logging.getLogger(__name__)

TICK = 1.0  # seconds

#: Job, seconds between two runs.
PERIODIC: tuple[tuple[Callable[[], None], int], ...] = (
    (jobs.plan_now, planner.EVERY),
    # Often: with a lease of 20 s, what a killed worker left is taken up again within 30.
    (jobs.sweep_now, 5),
    (jobs.keep_up_now, jobs.UPKEEP_EVERY),
    (jobs.tidy_now, 3600),
)


def offer() -> None:
    """Queue each periodic job whose period has not been served yet."""
    for job, seconds in PERIODIC:
        period = int(clock.now().timestamp() // seconds)
        if queues.first_of(f"{job.__name__}-{period}", seconds=2 * seconds):
            queues.put(CREATORS, job)


def tick() -> None:
    """One tick's work of the schedule, in any worker."""
    queues.worker_is_here()
    budget.watch()
    queues.put_due()
    offer()


def start(app: Flask) -> threading.Event:
    """Tick again and again in a thread of this worker, until the returned event is set."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(TICK):
            try:
                with app.app_context():
                    tick()
            except Exception:  # whatever it is, the next tick tries again
                log.exception("the schedule stumbled")

    with app.app_context():
        queues.worker_is_here()
    threading.Thread(target=run, name="schedule", daemon=True).start()
    return stop
