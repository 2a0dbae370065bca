"""The order in which processes are asked to end and killed, with programs that refuse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portfolio.supervisor import ending
from portfolio.supervisor.ending import end
from portfolio.supervisor.processes import Child
from tests.servers.waiting import wait_for

# Notes each SIGTERM, and ends at the `last` one. A refresh under way is stored only seconds after
# the first SIGTERM, when processes without a refresh have already been killed.
STUBBORN = """
import os, pathlib, signal, sys, time
log, last, refresh = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def note(what):
    with log.open("a") as lines:
        lines.write(what + "\\n")
asked = 0
def ask(*_):
    global asked
    asked += 1
    note("asked")
    if asked == last:
        raise SystemExit
signal.signal(signal.SIGTERM, ask)
log.touch()
while not asked:
    time.sleep(0.02)
if refresh:
    until = time.monotonic() + 3
    while time.monotonic() < until:
        time.sleep(0.02)
    note("stored")
    os.unlink(f"{refresh}/refresh-{os.getpid()}")
while True:
    time.sleep(0.02)
"""

Start = Callable[..., Child]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a worker, which ends at the `last` SIGTERM and logs them."""
    children: list[Child] = []

    def start(last: int = 99, refresh: Path | str = "") -> Child:
        log = tmp_path / "asked"
        command = [sys.executable, "-c", STUBBORN, str(log), str(last), str(refresh)]
        children.append(Child("worker", command, {}, log=tmp_path / "worker.log"))
        children[-1].start()
        wait_for(log.exists, "the worker")
        return children[-1]

    yield start
    for child in children:
        child.kill()


def test_a_worker_at_its_job_is_asked_twice_and_not_killed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "KILL_AFTER", 60.0)  # for a busy machine
    worker = start(last=2)

    end([], [worker], [], tmp_path)

    assert (tmp_path / "asked").read_text().split() == ["asked", "asked"]
    assert worker.has_succeeded


def test_everything_has_its_turn_within_two_seconds() -> None:
    assert 1 < ending.PUT_BACK_AFTER < ending.KILL_AFTER  # RQ ignores a second SIGTERM within 1 s.
    assert ending.KILL_AFTER + ending.SERVERS_KILL_AFTER < 2


def test_a_deaf_worker_is_killed(start: Start, tmp_path: Path) -> None:
    worker = start()

    end([], [worker], [], tmp_path)

    assert worker.end == "killed by SIGKILL"


def test_a_token_refresh_in_flight_is_waited_for(
    start: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ending, "REFRESH_MAY_TAKE", 60.0)  # for a busy machine
    worker = start(refresh=tmp_path)
    (tmp_path / f"refresh-{worker.pid}").touch()

    end([], [worker], [], tmp_path)

    assert (tmp_path / "asked").read_text().split()[:2] == ["asked", "stored"]
    assert "A token refresh is in flight" in capsys.readouterr().err


def test_a_refresh_that_never_ends_is_not_waited_for_for_ever(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "REFRESH_MAY_TAKE", 2.0)
    worker = start()
    (tmp_path / f"refresh-{worker.pid}").touch()

    end([], [worker], [], tmp_path)

    assert worker.end == "killed by SIGKILL"


def test_a_refresh_of_another_run_is_not_waited_for(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worker = start()
    (tmp_path / f"refresh-{worker.pid + 1}").touch()

    end([], [worker], [], tmp_path)

    assert "in flight" not in capsys.readouterr().err
    assert worker.end == "killed by SIGKILL"
