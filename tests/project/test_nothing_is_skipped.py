"""A run with a skipped test fails."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks import NAME

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, test: str, checks: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one test, beside a shell's command for the checks."""
    (folder / "test_one.py").write_text(f"import pytest\n\n{test}")
    command = [sys.executable, "-m", "pytest", "-p", "tests.servers.plugin", "-q", str(folder)]
    command += ["--rootdir", str(folder), "-c", os.devnull]
    if checks:
        beside = f'({checks}) > checks & {NAME}="$! checks" exec {shlex.join(command)}'
        command = ["sh", "-c", beside]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skipped_test_fails_the_run_and_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_one():\n    pytest.skip('no browser here')\n")

    assert done.returncode == 1
    assert "test_one.py::test_one: Skipped: no browser here" in done.stdout


def test_a_skipped_file_fails_the_run_too(tmp_path: Path) -> None:
    done = run(tmp_path, "pytest.importorskip('no_such_module')\ndef test_one(): pass\n")

    assert done.returncode != 0
    assert "no_such_module" in done.stdout


def test_a_run_without_skips_passes(tmp_path: Path) -> None:
    assert run(tmp_path, "def test_one():\n    pass\n").returncode == 0


@pytest.mark.parametrize("status", [0, 1])
def test_a_failed_check_fails_the_run_and_is_named_above_the_last_line(
    status: int, tmp_path: Path
) -> None:
    checks = f"sleep 2; echo types ended with {status}; exit {status}"

    done = run(tmp_path, "def test_one():\n    pass\n", checks)

    assert done.returncode == status
    assert f"types ended with {status}" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 passed")
