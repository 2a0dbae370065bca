"""Syncs survive a killed worker and a Redis flush. `python3 bench resumption` has the times."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.resumption import BLOWS, LATENCY, VIDEOS, measure
from tests.servers.launch import showreel
from tests.servers.moved import MovedClock

SLOW = ["--latency", str(LATENCY)]


@pytest.mark.parametrize(("blow", "database"), [("kill", "postgres"), ("flush", "sqlite")])
def test_a_first_sync_goes_on_after_a_blow(blow: str, database: str, tmp_path: Path) -> None:
    clock = MovedClock(tmp_path / "ahead")
    with showreel(
        database, SLOW, env=clock.environment, altered_by=["tests.servers.moved"]
    ) as site:

        def hurry() -> None:
            """Move the clocks of the app and TikTok, so that leases end within seconds."""
            clock.advance(1)
            site.control("clock", {"advance": 1})
            time.sleep(0.1)

        figures = measure(site, BLOWS[blow], hurry)
    assert figures.state == "done"
    assert figures.found == VIDEOS
    assert figures.missing == figures.foreign == 0
