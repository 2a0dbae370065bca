"""`.venv` is made, recognised, and made again when it is damaged.

The lock is empty here: these tests cover the environment, not the network.
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
REAL_PYTHONS = [Path(folder) / "python3" for folder in ("/usr/bin", "/usr/local/bin")]
PROGRAM = """
import sys, bootstrap
bootstrap.continue_in_venv(__file__, "requirements.lock")
print("running in", sys.prefix)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of bootstrap.py alone, with an empty lock."""
    return checked_out(tmp_path)


def checked_out(folder: Path) -> Path:
    shutil.copy(ROOT / "bootstrap.py", folder)
    (folder / "requirements.lock").touch()
    (folder / "start.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that was started, so that its environment is made."""
    folder = checked_out(tmp_path_factory.mktemp("started"))
    assert start(folder).returncode == 0
    return folder


@pytest.fixture
def started(started_once: Path, tmp_path: Path) -> Path:
    """A copy of that checkout, with its environment, for one test."""
    return shutil.copytree(started_once, tmp_path / "copy", symlinks=True)


def start(
    checkout: Path, python: Path = BASE_PYTHON, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "start.py"],
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


def test_the_second_start_installs_nothing(started: Path) -> None:
    assert start(started).stderr == ""


def test_bytecode_is_kept_where_the_environment_forbids_it_beside_the_code(checkout: Path) -> None:
    (checkout / "start.py").write_text(f"{PROGRAM}import imported")
    (checkout / "imported.py").touch()

    start(checkout, PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX="")

    kept = [path.name for path in (checkout / ".venv" / "bytecode").rglob("imported.*")]
    assert len(kept) == 1
    assert not (checkout / "__pycache__").exists()


def test_a_changed_lock_is_installed(started: Path) -> None:
    (started / "requirements.lock").write_text("# now with a comment\n")

    assert "Installed 0 packages" in start(started).stderr


def test_a_missing_interpreter_is_repaired(started: Path) -> None:
    (started / ".venv" / "bin" / "python").unlink()

    done = start(started)

    assert "Making .venv anew: bin/python is missing or damaged." in done.stderr
    assert done.stdout == f"running in {started / '.venv'}\n"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("")])
def test_a_damaged_package_is_repaired(started: Path, damage: object) -> None:
    assert callable(damage)
    damage(install_by_hand(started))

    done = start(started)

    assert "Making .venv anew: one.py is missing or damaged." in done.stderr
    assert done.returncode == 0


def test_a_package_that_is_gone_altogether_is_repaired(started: Path) -> None:
    with (started / ".venv" / ".requirements.lock").open("a") as stamp:
        stamp.write("\none-1.dist-info")

    assert "Making .venv anew: one-1.dist-info is missing or damaged." in start(started).stderr


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


def test_an_environment_of_another_python_is_replaced(started: Path) -> None:
    packages = next((started / ".venv" / "lib").glob("python3.*"))
    packages.rename(packages.with_name("python3.1"))
    (started / ".venv" / ".requirements.lock").write_text("made by another version")

    done = start(started)

    assert "Making .venv anew: it is of another Python." in done.stderr
    assert done.returncode == 0


@pytest.fixture
def another_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of the same minor version with another version text, and without pip."""
    folder = tmp_path_factory.mktemp("another")
    subprocess.run([BASE_PYTHON, "-m", "venv", "--without-pip", folder], check=True)
    packages = next((folder / "lib").glob("*/site-packages"))
    (packages / "sitecustomize.py").write_text("import sys\nsys.version += ', another one'\n")
    return folder / "bin" / "python3"


def test_another_python_of_the_same_minor_version_keeps_the_environment(
    started: Path, another_python: Path
) -> None:
    others = [start(started, another_python), start(started), start(started, another_python)]

    assert [done.stderr for done in others] == ["", "", ""]
    assert {done.stdout for done in others} == {f"running in {started / '.venv'}\n"}


def test_one_without_pip_installs_a_changed_lock(started: Path, another_python: Path) -> None:
    (started / "requirements.lock").write_text("# now with a comment\n")

    done = start(started, another_python)

    assert "Installed 0 packages" in done.stderr
    assert start(started).stderr == ""


def test_the_python_inside_installs_a_changed_lock(started: Path) -> None:
    (started / "requirements.lock").write_text("# now with a comment\n")

    done = start(started, started / ".venv" / "bin" / "python")

    assert done.returncode == 0, done.stderr
    assert "Installed 0 packages" in done.stderr


def test_the_python_inside_repairs_its_own_packages(started: Path) -> None:
    install_by_hand(started).unlink()

    done = start(started, started / ".venv" / "bin" / "python")

    assert "Making .venv anew: one.py is missing or damaged." in done.stderr
    assert done.stdout == f"running in {started / '.venv'}\n"


def test_a_python_inside_that_does_not_start_is_replaced(
    started: Path, another_python: Path
) -> None:
    inside = started / ".venv" / "bin" / "python"
    inside.unlink()
    inside.write_text("#!/bin/sh\nexit 127\n")
    inside.chmod(0o755)

    done = start(started)

    assert "Making .venv anew: its Python does not start." in done.stderr
    assert done.stdout == f"running in {started / '.venv'}\n"


def test_every_python_of_this_machine_starts_what_any_other_has_made(checkout: Path) -> None:
    pythons = [BASE_PYTHON, *(path for path in REAL_PYTHONS if _is_new_enough(path))]

    starts = [start(checkout, python) for python in [*pythons, *pythons]]

    assert [done.returncode for done in starts] == [0] * len(starts), starts
    assert all(done.stderr == "" for done in starts[1:])


def _is_new_enough(python: Path) -> bool:
    question = "import sys; raise SystemExit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", question]).returncode == 0
