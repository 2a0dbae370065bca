"""Work survives its worker, and all that Redis knew."""

from __future__ import annotations

import pytest

from bench.resumption import BLOWS, LATENCY, VIDEOS, WITHIN, measure
from tests.servers.launch import showreel


@pytest.mark.parametrize(("blow", "database"), [("kill", "postgres"), ("flush", "sqlite")])
def test_a_first_sync_goes_on_after_a_blow(blow: str, database: str) -> None:
    with showreel(database, sandbox_options=["--latency", str(LATENCY)]) as site:
        figures = measure(site, BLOWS[blow])
    print(f"{blow}: went on after {figures.resumed:.1f} s")
    assert figures.state == "done"
    assert figures.found == VIDEOS
    assert figures.missing == figures.foreign == 0
    assert figures.resumed <= WITHIN
