"""A run with a skipped test fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_one.py").write_text(f"import pytest\n\n{test}")
    command = [sys.executable, "-m", "pytest", "-p", "tests.servers.plugin", "-q", str(folder)]
    return subprocess.run(
        [*command, "--rootdir", str(folder), "-c", os.devnull],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHECKS_FAILED": "", **environment},
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


def test_a_failed_check_fails_the_run_whose_last_line_still_counts(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_one():\n    pass\n", CHECKS_FAILED="types")

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("1 passed")
    assert "Checks before the tests that failed" in done.stdout
