"""Running a drill from its beginning to its end, or several side by side."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import reduce
from itertools import repeat
from multiprocessing import get_context
from operator import add

from bench.drill.controls import CONTROLS
from bench.drill.happenings import Happenings
from bench.drill.outcome import Outcome
from bench.drill.scenario import START, Scenario
from bench.drill.simulation import Simulation
from bench.drill.stage import by_simulated_clock, surroundings
from bench.drill.versions import Versions
from bench.drill.world import Drill


def run_side_by_side(
    scenarios: Sequence[Scenario], database: str = "sqlite", control: str = "none"
) -> Outcome:
    """Run drills, one for each processor at once; return their findings together."""
    began = time.monotonic()
    # A process for each, so that none starts with another's used memory.
    with ProcessPoolExecutor(
        min(len(scenarios), os.cpu_count() or 1), get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        outcomes = list(pool.map(run, scenarios, repeat(database), repeat(control)))
    return replace(reduce(add, outcomes), real_seconds=time.monotonic() - began)


def run(scenario: Scenario, database: str = "sqlite", control: str = "none") -> Outcome:
    """Run a whole drill, with a fault in the product if a negative control is named."""
    began = time.monotonic()
    simulation = Simulation(START)
    versions = Versions(simulation)
    with (
        CONTROLS[control](),
        surroundings(database) as addresses,
        by_simulated_clock(simulation, versions),
    ):
        drill = Drill(scenario, simulation, versions, *addresses)
        thresholds = gc.get_threshold()
        gc.set_threshold(100_000, 20, 100)  # rarely: most objects stay, others need no collector
        try:
            drill.run(lambda world: Happenings(world).plan())
            return drill.outcome(time.monotonic() - began)
        finally:
            gc.set_threshold(*thresholds)
            drill.close()
