"""One renewal job, without the time of TikTok's answer, against a trivial RQ job."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests
from flask import current_app
from redis import Redis

from bench.reporting import interleaved, median, parser, report
from bench.rows import age, insert_creators, inside
from bench.table import Row
from portfolio import jobs
from portfolio.queues import SERIALIZER, VISITORS, job_queue
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint
from tests.servers.launch import Site, showreel
from worker import AppWorker

# isort: split
# After portfolio.queues, which tells RQ how its keys begin.
from rq import SimpleWorker

SHOWN = 20  # covers of a page: one call
BURST = 20  # jobs in one burst of the worker
#: High, so that the call budget delays none of the many calls.
CALLS_PER_MINUTE = "100000"


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one job, by the clock and of processor time."""

    clock: float
    cpu: float

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.clock - other.clock, self.cpu - other.cpu)


@dataclass
class Calls:
    """Number and seconds of the calls since the start."""

    number: int = 0
    clock: float = 0.0
    cpu: float = 0.0


@contextmanager
def timed_calls() -> Iterator[Calls]:
    """Add up the time that `requests` takes for each call, in this process."""
    calls = Calls()
    request: Callable[..., Any] = requests.Session.request

    def timed(*args: Any, **options: Any) -> Any:
        clock, cpu = time.perf_counter(), time.process_time()
        try:
            return request(*args, **options)
        finally:
            calls.number += 1
            calls.clock += time.perf_counter() - clock
            calls.cpu += time.process_time() - cpu

    requests.Session.request = timed  # type: ignore[method-assign, assignment]
    try:
        yield calls
    finally:
        requests.Session.request = request  # type: ignore[method-assign]


def trivial() -> None:
    """Do nothing, as RQ's trivial job."""


class Sides:
    """Each side queues a burst of jobs and works it off in this process."""

    def __init__(self, site: Site, creators: Sequence[UUID], calls: Calls) -> None:
        self.redis = Redis.from_url(site.redis_url)
        self.creators = creators
        self.calls = calls

    def trivial(self) -> Cost:
        queue = job_queue("trivial", self.redis)
        for _ in range(BURST):
            queue.enqueue("bench.renewal_job.trivial", result_ttl=0)
        return self._work_off(SimpleWorker([queue], **self._options()))

    def renewal(self) -> Cost:
        for creator_id in self.creators:
            age(creator_id, seen=True)
            jobs.renew_covers_later(creator_id, ())
        worker = AppWorker([job_queue(VISITORS, self.redis)], **self._options())
        worker.app = current_app._get_current_object()  # type: ignore[attr-defined]
        before = self.calls.number
        cost = self._work_off(worker)
        if self.calls.number - before != BURST:
            raise AssertionError(f"{self.calls.number - before} calls for {BURST} renewals")
        return cost

    def _options(self) -> dict[str, Any]:
        return {"connection": self.redis, "serializer": SERIALIZER}

    def _work_off(self, worker: SimpleWorker) -> Cost:
        called = Cost(self.calls.clock, self.calls.cpu)
        clock, cpu = time.perf_counter(), time.process_time()
        worker.work(burst=True, logging_level="ERROR")
        spent = Cost(time.perf_counter() - clock, time.process_time() - cpu)
        own = spent - (Cost(self.calls.clock, self.calls.cpu) - called)
        return Cost(own.clock / BURST * 1000, own.cpu / BURST * 1000)


def measure(site: Site, rounds: int) -> dict[str, list[Cost]]:
    budget.before_call(Endpoint.VIDEO_QUERY)  # before the first cover, so that the budget is known
    creators = insert_creators(site, [f"crowd-{n + 1}" for n in range(BURST)], shown=SHOWN)
    with timed_calls() as calls:
        sides = Sides(site, creators, calls)
        kinds = {"trivial": sides.trivial, "renewal": sides.renewal}
        interleaved(kinds, 1)  # a first round to load modules
        return interleaved(kinds, rounds)


def rows(costs: dict[str, list[Cost]]) -> list[Row]:
    found = {
        name: Cost(median([c.clock for c in each]), median([c.cpu for c in each]))
        for name, each in costs.items()
    }
    trivial, renewal = found["trivial"], found["renewal"]
    return [
        Row("RQ's trivial job", f"{trivial.clock:.1f} ms, {trivial.cpu:.1f} ms of CPU"),
        Row("a renewal, call excluded", f"{renewal.clock:.1f} ms, {renewal.cpu:.1f} ms of CPU"),
        Row("  of the trivial job", f"{renewal.clock / trivial.clock:.2f} ×", "at most 2 ×",
            renewal.clock <= 2 * trivial.clock),
        Row("  of its CPU", f"{renewal.cpu / trivial.cpu:.2f} ×"),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("renewal-job")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--database", default="sqlite", help="sqlite, postgres or an address")
    chosen = options.parse_args(arguments)
    limit = ["--calls-per-minute", CALLS_PER_MINUTE]
    settings = {"TIKTOK_CALLS_PER_MINUTE": CALLS_PER_MINUTE}
    with (
        showreel(chosen.database, sandbox_options=limit, env=settings, workers=0) as site,
        inside(site),
    ):
        costs = measure(site, chosen.rounds)
    return report(f"A renewal job, {chosen.database}", rows(costs), costs, chosen.json)
