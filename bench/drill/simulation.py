"""A clock that jumps from event to event, and actors that live by it.

An actor is a thread, so that its code may wait anywhere, as in production: for TikTok's answer,
for a worker, between two tries. Only one actor runs at any moment, and the clock stands still
while it runs; when all wait, the clock jumps to the next awaited moment.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context


def closed_gate() -> threading.Lock:
    """Return a lock that is already held: the next thread waits until another releases it."""
    gate = threading.Lock()
    gate.acquire()
    return gate


class Life:
    """Several actors that act as one process: they end together, at any point."""

    def __init__(self) -> None:
        self.is_over = False


class Actor:
    """A thread that runs one task after another, on request."""

    def __init__(self) -> None:
        self.go = closed_gate()
        self.thread: threading.Thread | None = None
        self.task: Callable[[], None] | None = None
        self.life: Life | None = None


class Simulation:
    """The clock and the events that wait for it. Times are Unix seconds."""

    def __init__(self, start: float) -> None:
        self.now = start
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._back = closed_gate()
        self._running: Actor | None = None
        self._resting: list[Actor] = []
        self._problem: BaseException | None = None

    def seconds(self) -> float:
        return self.now

    # For the simulation.

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Run `action` at `moment`; it must not wait. Waiting is for actors."""
        self._count += 1
        heapq.heappush(self._events, (max(moment, self.now), self._count, action))

    def start_at(self, moment: float, task: Callable[[], None], life: Life | None = None) -> None:
        """Let an actor begin `task` at `moment`."""
        self.at(moment, lambda: self._begin(task, life))

    def run_until(self, end: float) -> None:
        """Run all events before `end`."""
        while self._events and self._events[0][0] <= end:
            self.now, _, action = heapq.heappop(self._events)
            action()
        self.now = end

    def _begin(self, task: Callable[[], None], life: Life | None) -> None:
        actor = self._resting.pop() if self._resting else self._hired()
        actor.task, actor.life = task, life
        self._continue(actor)

    def _hired(self) -> Actor:
        actor = Actor()
        actor.thread = threading.Thread(target=self._live, args=(actor,), daemon=True)
        actor.thread.start()
        return actor

    def _live(self, actor: Actor) -> None:
        while True:
            actor.go.acquire()
            task, actor.task = actor.task, None
            try:
                if task is not None:
                    copy_context().run(task)
            except BaseException as problem:
                self._problem = problem
            self._resting.append(actor)
            self._back.release()

    def _continue(self, actor: Actor) -> None:
        if actor.life is not None and actor.life.is_over:
            return  # killed while it waited: it never runs again
        before, self._running = self._running, actor
        actor.go.release()
        self._back.acquire()
        self._running = before
        if self._problem is not None:
            problem, self._problem = self._problem, None
            raise problem

    # For actors.

    def sleep(self, seconds: float) -> None:
        """Wait by this clock. Only actors may call it."""
        actor = self._myself()
        self.at(self.now + seconds, lambda: self._continue(actor))
        self._pause(actor)

    def die(self) -> None:
        """End all actors of this one's `Life` at once, without any cleanup."""
        actor = self._myself()
        if actor.life is not None:
            actor.life.is_over = True
        self._pause(actor)

    def life(self) -> Life | None:
        return self._myself().life

    def _myself(self) -> Actor:
        actor = self._running
        if actor is None or actor.thread is not threading.current_thread():
            raise RuntimeError("only an actor can wait: what is this thread's pool?")
        return actor

    def _pause(self, actor: Actor) -> None:
        self._back.release()
        actor.go.acquire()


class Signal:
    """Something that actors wait for."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._waiting: list[Callable[[float], None]] = []

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the signal is given; return False after `seconds` without it."""
        return Signal.wait_for_any([self], seconds)

    @staticmethod
    def wait_for_any(signals: Sequence[Signal], seconds: float | None = None) -> bool:
        """Wait until one of the signals is given; return False after `seconds` without any."""
        simulation = signals[0]._simulation
        actor = simulation._myself()
        given: list[bool] = []

        def wake(was_given: bool) -> None:
            if not given:
                given.append(was_given)
                simulation._continue(actor)

        def wake_after(seconds: float) -> None:
            simulation.at(simulation.now + seconds, lambda: wake(True))

        for signal in signals:
            signal._waiting.append(wake_after)
        if seconds is not None:
            simulation.at(simulation.now + seconds, lambda: wake(False))
        simulation._pause(actor)
        return given[0]

    def give(self, after: float = 0.0) -> None:
        """Wake all actors that wait now, `after` seconds from now."""
        waiting, self._waiting = self._waiting, []
        for wake_after in waiting:
            wake_after(after)
