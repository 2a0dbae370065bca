"""What a drill needs around it: servers, and everything that tells time led by one clock."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.drill import wire
from bench.drill.controls import replaced
from bench.drill.simulation import Simulation
from bench.drill.standins import Pool, Spans, Timer, Waiters, as_completed
from bench.drill.versions import Versions
from portfolio import clock, pagecache
from portfolio.services import covers, listing, visits, worktime
from portfolio.tiktok import deadline, sessions
from portfolio.tiktok import wire as client_wire
from portfolio.views import waiting
from tests.servers.postgres import postgres
from tests.servers.valkey import valkey

#: The modules in which spans are measured by the system's clock.
MEASURING = (pagecache, covers, listing, worktime, client_wire, deadline)


@contextmanager
def surroundings(database: str) -> Iterator[tuple[str, str]]:
    """Run what the drill needs; give the addresses of an empty database and of Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        redis_url = stack.enter_context(valkey()).url
        if database == "sqlite":
            yield f"sqlite:///{folder / 'drill.db'}", redis_url
        else:
            yield stack.enter_context(postgres()), redis_url


@contextmanager
def by_simulated_clock(simulation: Simulation, versions: Versions) -> Iterator[None]:
    """Let everything in this process that tells or measures time do it by the simulated clock."""
    spans = Spans(simulation)
    Pool.simulation = Timer.simulation = Waiters.simulation = simulation
    Waiters.committed = versions.committed
    clock.follow(simulation.seconds)
    try:
        with replaced(
            *((module, "time", spans) for module in MEASURING),
            (covers, "ThreadPoolExecutor", Pool),
            (covers, "as_completed", as_completed),
            (listing, "ThreadPoolExecutor", Pool),
            (visits, "Timer", Timer),
            (waiting, "Waiters", Waiters),
            (sessions, "BoundedAdapter", wire.SimulatedWire),
        ):
            yield
    finally:
        clock.follow(time.time)
