"""The restarts of a program that ends repeatedly, and their limit."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from portfolio.supervisor.keeper import FAILURES, Kept, pause_after
from portfolio.supervisor.problems import CannotStart
from portfolio.supervisor.processes import Child
from tests.servers.waiting import wait_for


def failing() -> Kept:
    return Kept(Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], {}))


def look_after_it_ended(kept: Kept, now: float) -> None:
    wait_for(lambda: not kept.child.is_running(), "the worker's end")
    kept.look(now)


def test_pauses_begin_with_none_and_double() -> None:
    assert [pause_after(short_runs) for short_runs in range(1, 8)] == [0, 0.25, 0.5, 1, 2, 4, 4]


def test_a_program_that_cannot_run_is_given_up() -> None:
    kept = failing()
    kept.child.start()
    for _ in range(FAILURES - 1):
        look_after_it_ended(kept, time.monotonic())
        kept.look(time.monotonic() + 60)  # Its pause is over.

    with pytest.raises(CannotStart, match=r"The worker ended 6 times in a row \(exit code 3\)"):
        look_after_it_ended(kept, time.monotonic())


def test_a_long_run_clears_the_record() -> None:
    kept = failing()
    kept.short_runs = FAILURES - 1
    kept.child.start()

    look_after_it_ended(kept, time.monotonic() + 60)

    assert kept.short_runs == 1


STARTS_ANOTHER = """
import pathlib, subprocess, sys
pathlib.Path(sys.argv[1]).write_text(str(subprocess.Popen(["sleep", "60"]).pid))
"""


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTS_ANOTHER, str(tmp_path / "pid")]
    child = Child("worker", command, {"PATH": "/usr/bin:/bin"})

    child.start()
    wait_for(lambda: not child.is_running(), "the worker's end")

    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: is_over(pid), "the end of what it started")


def is_over(pid: int) -> bool:
    """Whether the process is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
