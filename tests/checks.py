"""The checks of `python3 tests` beside its tests: format, lint, types, layers and templates.

They run while the tests do, since most of their time is one process's; the plugin in
tests/servers waits for them, prints what they said, and fails the run if one failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The environment variable that tells pytest of running checks: a process id and a file.
NAME = "SHOWREEL_CHECKS"
CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet"],
    "lint": ["ruff", "check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "layers": ["lint-imports"],
    "templates": ["djlint", "templates", "sandbox", "--lint", "--quiet"],
    "templates' format": ["djlint", "templates", "sandbox", "--check", "--quiet"],
}


@dataclass(frozen=True)
class Result:
    """The end of all checks: whether each passed, and the text they printed."""

    passed: bool
    text: str


@dataclass(frozen=True)
class Running:
    """The checks under way, as a child of this process."""

    pid: int
    path: Path

    def result(self) -> Result:
        """Wait for their end."""
        _, status = os.waitpid(self.pid, 0)
        text = self.path.read_text()
        self.path.unlink()
        return Result(os.waitstatus_to_exitcode(status) == 0, text)


def start() -> None:
    """Start the checks, and note them for pytest, which replaces this process."""
    handle, path = tempfile.mkstemp(prefix="showreel-checks-")
    with os.fdopen(handle, "w") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.checks"], cwd=ROOT, stdout=file, stderr=file
        )
    os.environ[NAME] = f"{child.pid} {path}"


def started() -> Running | None:
    """Take the note of `start` from the environment, so that no process below this one reads it."""
    pid, _, path = os.environ.pop(NAME, "").partition(" ")
    return Running(int(pid), Path(path)) if pid else None


def passes(name: str, command: list[str]) -> bool:
    """Run one check; print its result, and its output if it failed."""
    began = time.monotonic()
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said = "passed" if done.returncode == 0 else "FAILED"
    print(f"{name:<18} {said}  ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    results = [passes(name, command) for name, command in CHECKS.items()]
    sys.exit(not all(results))
