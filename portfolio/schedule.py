"""The periodic jobs. Every worker offers every job, and the first in a period wins: no leader.

RQ's own cron is not used: it pickles its jobs, and two instances queue every job twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask

from portfolio import clock, jobs
from portfolio.extensions import queues
from portfolio.queues import CREATORS
from portfolio.services import notices
from portfolio.services.accounts import former_apps
from portfolio.services.calls import budget
from portfolio.services.library import upkeep
from portfolio.services.renewals import planner

log = logging.getLogger(__name__)

TICK = 1.0  # seconds

#: Job, seconds between two runs.
PERIODIC: tuple[tuple[Callable[[], None], int], ...] = (
    (jobs.plan_now, planner.EVERY_SECONDS),
    # Often, so that work left by a killed worker is taken up soon after its lease ends.
    (jobs.sweep_now, 5),
    (jobs.keep_up_now, upkeep.SEARCH_EVERY_SECONDS),
    (jobs.tidy_now, 3600),
)


def offer() -> None:
    """Queue each periodic job whose period has not been served yet."""
    for job, seconds in PERIODIC:
        period = int(clock.now().timestamp() // seconds)
        if queues.claim(f"{job.__name__}-{period}", seconds=2 * seconds):
            queues.put(CREATORS, job)


def begin() -> None:
    """Run the one-time work of a starting worker."""
    # Before the first sync: its covers would be taken for answers to calls that nobody counted.
    budget.watch()
    former_apps.tell()


def tick() -> None:
    """Do one tick's work of the schedule, in any worker."""
    queues.worker_is_here()
    budget.watch()
    notices.share_refusals()
    queues.enqueue_due()
    offer()


def start(app: Flask) -> threading.Event:
    """Tick every second in a thread of this worker, until the returned event is set."""
    stop = threading.Event()

    def run() -> None:
        work = begin
        while not stop.is_set():
            try:
                with app.app_context():
                    work()
            except Exception:  # of any kind: the next tick tries again
                log.exception("the schedule stumbled")
            else:
                work = tick
            stop.wait(TICK)

    with app.app_context():
        queues.worker_is_here()
    threading.Thread(target=run, name="schedule", daemon=True).start()
    return stop
