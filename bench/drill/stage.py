"""The surroundings of a drill: servers, and one simulated clock for all code."""

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
from portfolio import clock, copies, pagecache
from portfolio.services.calls import call
from portfolio.services.library import listing
from portfolio.services.pages import visits
from portfolio.services.renewals import cover_calls, renew
from portfolio.tiktok import deadline, sessions
from portfolio.tiktok import wire as client_wire
from portfolio.views import waiting
from tests.servers.postgres import postgres
from tests.servers.valkey import valkey

#: The modules that measure spans by the system's clock.
MEASURING = (pagecache, copies, renew, listing, call, client_wire, deadline)


@contextmanager
def surroundings(database: str) -> Iterator[tuple[str, str]]:
    """Run the drill's servers; yield the addresses of an empty database and of Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        redis_url = stack.enter_context(valkey()).url
        if database == "sqlite":
            yield f"sqlite:///{folder / 'drill.db'}", redis_url
        else:
            yield stack.enter_context(postgres()), redis_url


@contextmanager
def by_simulated_clock(simulation: Simulation, versions: Versions) -> Iterator[None]:
    """Let all code in this process tell and measure time by the simulated clock."""
    spans = Spans(simulation)
    Pool.simulation = Timer.simulation = Waiters.simulation = simulation
    Waiters.committed = versions.committed
    clock.follow(simulation.seconds)
    try:
        with replaced(
            *((module, "time", spans) for module in MEASURING),
            (cover_calls, "ThreadPoolExecutor", Pool),
            (cover_calls, "as_completed", as_completed),
            (listing, "ThreadPoolExecutor", Pool),
            (visits, "Timer", Timer),
            (waiting, "Waiters", Waiters),
            (sessions, "BoundedAdapter", wire.SimulatedWire),
        ):
            yield
    finally:
        clock.follow(time.time)
