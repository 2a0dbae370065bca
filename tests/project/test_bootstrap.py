"""`.venv` is made, recognised, and made anew when it is damaged.

The lock is empty here: what is tried is the care for the environment, not the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = Path(sys.base_prefix) / "bin" / "python3"
PROGRAM = """
import sys, bootstrap
bootstrap.continue_in_venv(__file__, "requirements.lock")
print("running in", sys.prefix)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of bootstrap alone, with an empty lock."""
    shutil.copy(ROOT / "bootstrap.py", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "start.py").write_text(PROGRAM)
    return tmp_path


def start(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BASE_PYTHON, "start.py"],
        cwd=checkout,
        env={**os.environ, "PIP_NO_INDEX": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def install_by_hand(checkout: Path) -> Path:
    """Put a package into the environment as pip does; return its only file."""
    packages = next((checkout / ".venv" / "lib").glob("*/site-packages"))
    (packages / "one.py").write_text("pass\n")
    (packages / "one-1.dist-info").mkdir()
    (packages / "one-1.dist-info" / "RECORD").write_text("one.py,sha256=x,5\n")
    return packages / "one.py"


def test_the_first_start_makes_the_environment_and_continues_there(checkout: Path) -> None:
    done = start(checkout)

    assert done.stdout == f"running in {checkout / '.venv'}\n", done.stderr
    assert "Installed 0 packages" in done.stderr


def test_the_second_start_installs_nothing(checkout: Path) -> None:
    start(checkout)

    assert start(checkout).stderr == ""


def test_a_changed_lock_is_installed(checkout: Path) -> None:
    start(checkout)
    (checkout / "requirements.lock").write_text("# now with a comment\n")

    assert "Installed 0 packages" in start(checkout).stderr


def test_a_missing_interpreter_is_repaired(checkout: Path) -> None:
    start(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()

    done = start(checkout)

    assert "Making .venv anew: bin/python is missing or damaged." in done.stderr
    assert done.stdout == f"running in {checkout / '.venv'}\n"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("")])
def test_a_damaged_package_is_repaired(checkout: Path, damage: object) -> None:
    start(checkout)
    assert callable(damage)
    damage(install_by_hand(checkout))

    done = start(checkout)

    assert "Making .venv anew: one.py is missing or damaged." in done.stderr
    assert done.returncode == 0


def test_a_package_that_is_gone_altogether_is_repaired(checkout: Path) -> None:
    start(checkout)
    with (checkout / ".venv" / ".requirements.lock").open("a") as stamp:
        stamp.write("\none-1.dist-info")

    assert "Making .venv anew: one-1.dist-info is missing or damaged." in start(checkout).stderr


def test_a_file_in_the_place_of_the_environment_is_replaced(checkout: Path) -> None:
    (checkout / ".venv").write_text("not a folder")

    assert start(checkout).returncode == 0


def test_what_cannot_be_installed_is_said_in_one_sentence(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"nothing-like-it==1 --hash=sha256:{'0' * 64}\n")

    done = start(checkout)

    assert done.returncode == 1
    assert "pip could not install what Showreel needs: " in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv" / ".requirements.lock").exists()


def test_a_broken_installation_is_not_taken_for_a_whole_one(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"nothing-like-it==1 --hash=sha256:{'0' * 64}\n")
    start(checkout)
    (checkout / "requirements.lock").write_text("")

    assert "Installed 0 packages" in start(checkout).stderr


def test_an_environment_of_another_python_is_replaced(checkout: Path) -> None:
    start(checkout)
    packages = next((checkout / ".venv" / "lib").glob("python3.*"))
    packages.rename(packages.with_name("python3.1"))
    (checkout / ".venv" / ".requirements.lock").write_text("made by another version")

    done = start(checkout)

    assert "Making .venv anew: it is of another Python." in done.stderr
    assert done.returncode == 0
