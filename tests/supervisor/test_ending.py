"""How long each process is waited for, tried on programs that do not want to end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portfolio.supervisor.ending import end
from portfolio.supervisor.processes import Child
from tests.servers.waiting import wait_for

# Writes down each SIGTERM, and ends at the `last` one.
STUBBORN = """
import pathlib, signal, sys, time
log, last, asked = pathlib.Path(sys.argv[1]), int(sys.argv[2]), 0
def ask(*_):
    global asked
    asked += 1
    with log.open("a") as lines:
        lines.write(f"{time.monotonic()}\\n")
    if asked == last:
        raise SystemExit
signal.signal(signal.SIGTERM, ask)
log.touch()
while True:
    time.sleep(0.05)
"""


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Child]:
    """A worker that ends at the second SIGTERM."""
    yield from _started(tmp_path / "asked", 2)


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[Child]:
    """A worker that never ends by itself."""
    yield from _started(tmp_path / "asked", 99)


def _started(log: Path, last: int) -> Iterator[Child]:
    child = Child("worker", [sys.executable, "-c", STUBBORN, str(log), str(last)], {})
    child.start()
    wait_for(log.exists, "the worker")
    yield child
    child.kill()


def seconds_to_end(worker: Child, refreshes: Path) -> float:
    began = time.monotonic()
    end([], [worker], [], refreshes)
    return time.monotonic() - began


def test_a_worker_at_its_job_is_asked_again_after_a_second(stubborn: Child, tmp_path: Path) -> None:
    seconds_to_end(stubborn, tmp_path)

    first, second = map(float, (tmp_path / "asked").read_text().split())
    assert 1 < second - first < 1.4  # RQ overlooks a second SIGTERM within one second.
    assert stubborn.has_succeeded


def test_a_deaf_worker_is_killed_within_two_seconds(deaf: Child, tmp_path: Path) -> None:
    assert seconds_to_end(deaf, tmp_path) < 2

    assert deaf.end == "killed by SIGKILL"


def test_a_token_refresh_in_flight_is_waited_for(
    deaf: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"refresh-{deaf.pid}").touch()

    assert 9.5 < seconds_to_end(deaf, tmp_path) < 11

    assert "A token refresh is in flight" in capsys.readouterr().err


def test_a_refresh_of_another_run_is_not_waited_for(deaf: Child, tmp_path: Path) -> None:
    (tmp_path / f"refresh-{deaf.pid + 1}").touch()

    assert seconds_to_end(deaf, tmp_path) < 2
