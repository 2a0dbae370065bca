"""Stand-ins by the simulated clock: for measuring time, waiting, and threads beside a job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any

from bench.drill.simulation import Signal, Simulation
from portfolio.services.renewals import arrivals
from portfolio.transactions import end_read
from portfolio.views import waiting


class Spans:
    """Stands for the module `time`: spans and pauses by the simulated clock."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def monotonic(self) -> float:
        return self._simulation.now

    def sleep(self, seconds: float) -> None:
        self._simulation.sleep(seconds)


class Timer:
    """Stands for a threading.Timer, with an actor for its thread."""

    simulation: Simulation
    #: Called after each timer that has rung.
    rung: Callable[[], None]

    def __init__(self, interval: float, function: Callable[[], None]) -> None:
        self.daemon = False
        self._interval = interval
        self._function = function
        self._is_off = False

    def start(self) -> None:
        self.simulation.start_at(self.simulation.now + self._interval, self._ring)

    def cancel(self) -> None:
        self._is_off = True

    def _ring(self) -> None:
        if not self._is_off:
            self._function()
            type(self).rung()


#: Whether this code runs beside the rest of a job, as in a pool's thread.
beside: ContextVar[bool] = ContextVar("beside", default=False)


class Promise(Future[Any]):
    """A future that waits for its result by the simulated clock."""

    def __init__(self, simulation: Simulation) -> None:
        super().__init__()
        self.kept = Signal(simulation)

    def result(self, timeout: float | None = None) -> Any:
        while not self.done():
            self.kept.wait()
        return super().result()


class Pool:
    """Stands for a ThreadPoolExecutor, with actors for threads."""

    simulation: Simulation

    def __init__(self, most: int, **_: object) -> None:
        self._most = most
        self._open: list[Promise] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def shutdown(self, wait: bool = True, **_: object) -> None:
        while wait and self._open:
            self._open[0].kept.wait()

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Promise:
        if len(self._open) >= self._most:
            raise RuntimeError("more at once than the pool has threads")
        promise = Promise(self.simulation)
        self._open.append(promise)

        def run() -> None:
            beside.set(True)
            try:
                promise.set_result(function(*args))
            except Exception as error:
                promise.set_exception(error)
            self._open.remove(promise)
            promise.kept.give()

        self.simulation.start_at(self.simulation.now, run, self.simulation.life())
        return promise


def as_completed(promises: Iterable[Promise]) -> Iterator[Promise]:
    """Yield each promise once it is kept, like concurrent.futures' own."""
    left = list(promises)
    while left:
        done = [promise for promise in left if promise.done()]
        if not done:
            # The first promise that is kept wakes this actor, which checks all again.
            Signal.wait_for_any([promise.kept for promise in left])
        for promise in done:
            left.remove(promise)
            yield promise


class Waiters(waiting.Waiters):
    """The waiting places, by the simulated clock: one look after each commit instead of many."""

    simulation: Simulation
    committed: Signal

    def stay(self, flown: threading.Event, seconds: float) -> None:
        ends = self.simulation.now + seconds
        if self._places.acquire(blocking=False):
            try:
                while not flown.is_set() and self.simulation.now < ends:
                    self.simulation.sleep(0.01)
            finally:
                self._places.release()

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        if not self._places.acquire(blocking=False):
            return False
        try:
            ends = self.simulation.now + seconds
            while not (there := ready()) and self.simulation.now < ends:
                end_read()
                # Not much longer without a commit, since `ready` depends on the clock too.
                self.committed.wait(min(ends - self.simulation.now, arrivals.GRACE.total_seconds()))
                self.simulation.sleep(waiting.LOOK_EVERY / 2)
            return there
        finally:
            end_read()
            self._places.release()
