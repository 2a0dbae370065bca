"""A clock that jumps from event to event, and actors who live by it.

An actor is a thread of its own, so that the code it runs may wait wherever it waits in life: for
TikTok's answer, for a worker, between two tries. Only one of them runs at any moment, and the
clock stands still meanwhile; when all wait, the clock jumps to the next moment somebody waits for.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context


def closed_gate() -> threading.Lock:
    """Return a lock that is taken: whoever takes it waits until somebody else releases it."""
    gate = threading.Lock()
    gate.acquire()
    return gate


class Life:
    """Several actors that are one process: they end together, in the middle of anything."""

    def __init__(self) -> None:
        self.is_over = False


class Actor:
    """A thread that runs one task after another, whenever it is told to go on."""

    def __init__(self) -> None:
        self.go = closed_gate()
        self.thread: threading.Thread | None = None
        self.task: Callable[[], None] | None = None
        self.life: Life | None = None


class Simulation:
    """The clock and who waits for it. Times are Unix seconds."""

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

    # What the simulation itself does.

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Let `action` happen then; it must not wait. What waits is an actor's."""
        self._count += 1
        heapq.heappush(self._events, (max(moment, self.now), self._count, action))

    def start_at(self, moment: float, task: Callable[[], None], life: Life | None = None) -> None:
        """Let an actor begin with `task` then."""
        self.at(moment, lambda: self._begin(task, life))

    def run_until(self, end: float) -> None:
        """Let everything happen that happens before `end`."""
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
            return  # killed while it waited: nothing of it is ever run again
        before, self._running = self._running, actor
        actor.go.release()
        self._back.acquire()
        self._running = before
        if self._problem is not None:
            problem, self._problem = self._problem, None
            raise problem

    # What an actor does.

    def sleep(self, seconds: float) -> None:
        """Wait, by this clock. Only an actor may."""
        actor = self._myself()
        self.at(self.now + seconds, lambda: self._continue(actor))
        self._pause(actor)

    def die(self) -> None:
        """End this actor's whole life here and now, without a word of farewell."""
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
        """Wait until it is given; False when `seconds` were over before."""
        return Signal.wait_for_any([self], seconds)

    @staticmethod
    def wait_for_any(signals: Sequence[Signal], seconds: float | None = None) -> bool:
        """Wait until one of these is given; False when `seconds` were over before."""
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
        """Wake all who wait now, so many seconds from now."""
        waiting, self._waiting = self._waiting, []
        for wake_after in waiting:
            wake_after(after)
