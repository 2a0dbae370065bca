"""Further promises about the repository."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_ci_runs_the_one_test_command() -> None:
    script = ROOT / ".ci" / "run"

    assert script.read_text() == "#!/bin/sh\nexec python3 tests\n"
    assert os.access(script, os.X_OK)


def test_bootstrap_needs_the_standard_library_alone() -> None:
    bare = [sys.executable, "-I", "-S", "-c"]
    program = f"import sys; sys.path.append({str(ROOT)!r}); import bootstrap"

    assert subprocess.run([*bare, program], check=False).returncode == 0


def test_no_start_of_a_process_is_left_to_a_shell() -> None:
    sources = [*ROOT.glob("*.py"), *ROOT.glob("portfolio/**/*.py"), *ROOT.glob("tests/**/*.py")]

    assert [path for path in sources if "shell" + "=True" in path.read_text()] == []


def test_htmx_is_the_released_file() -> None:
    """The hash is that of the package's file; the one in its README is of an older release."""
    script = ROOT / "static" / "vendor" / "htmx@4.0.1" / "htmx.min.js"

    digest = base64.b64encode(hashlib.sha384(script.read_bytes()).digest()).decode()

    assert digest == "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
