"""A racer: a process that runs a worker's jobs on a connection, on request."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from uuid import UUID

from bench.races.deadly import Order, Seen, arm
from portfolio.factory import make_app
from portfolio.models.sync import RECENT
from portfolio.queues import CREATORS, JOB_TIMEOUT
from portfolio.services.calls.call import calling_for
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import profiles, syncs
from portfolio.services.renewals import cover_requests, renew
from portfolio.tiktok.errors import TikTokError
from tests.servers import moved

JOBS = ("update_profile", "renew", "sync_step")
TRIES, PAUSE = 4, 0.04  # a job that raises TryLater comes again, as from its queue

# A process with all imports done is forked for each racer, so a killed one is soon replaced.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Task:
    """One job, to begin at an instant of time.monotonic(), which all processes share."""

    job: str
    creator_id: UUID
    video_ids: Sequence[str]
    starts: float


@dataclass(frozen=True)
class Outcome:
    """`ended` is "done" or the error.

    `held_up` counts its refreshes that found the lease taken, `laters` its further attempts.
    """

    ended: str
    held_up: int
    laters: int


class Racer:
    """The course's control of one racer."""

    def __init__(self, environment: Mapping[str, str], order: Path, *, with_lease: bool) -> None:
        self._arguments = (dict(environment), order, with_lease)
        self.start()

    def start(self) -> None:
        self.pipe, theirs = _context.Pipe()
        self._process = _context.Process(target=_run, args=(theirs, *self._arguments), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, task: Task) -> None:
        self.pipe.send(task)

    def answer(self) -> Outcome | None:
        """Return the outcome of the task; None if the process died in it."""
        try:
            outcome: Outcome = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            return None
        return outcome

    def was_killed(self) -> bool:
        self._process.join(10)
        return self._process.exitcode == -signal.SIGKILL

    def end(self) -> None:
        """End the process, by request or else by force."""
        self.pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _run(pipe: Pipe, environment: dict[str, str], order: Path, with_lease: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the course ends us
    os.environ.clear()
    os.environ.update(environment)
    moved.alter()
    seen = Seen()
    arm(Order(order), seen, with_lease=with_lease)
    app = make_app(None, "worker")
    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:
            return
        time.sleep(max(task.starts - time.monotonic(), 0))
        with app.app_context():
            pipe.send(_attempt(task, seen))


def _attempt(task: Task, seen: Seen) -> Outcome:
    ended, laters = "", 0
    for _ in range(TRIES):
        try:
            with calling_for(CREATORS, seconds=JOB_TIMEOUT):
                _work(task)
            ended = "done"
            break
        except TryLater as later:
            ended = f"later: {later}"
            laters += 1
            time.sleep(PAUSE)
        except (NotConnected, TikTokError) as error:
            ended = f"{type(error).__name__}: {error}"
            break
        except Exception as error:  # a job that breaks is a finding, not the end of the race
            ended = f"broken: {error!r}"
            break
    return Outcome(ended, seen.take(), laters)


def _work(task: Task) -> None:
    match task.job:
        case "update_profile":
            profiles.update_profile(task.creator_id)
        case "renew":
            cover_requests.add(task.creator_id, task.video_ids)
            renew.renew(task.creator_id, urgent=False)
        case "sync_step":
            syncs.step(syncs.start(task.creator_id, RECENT))
