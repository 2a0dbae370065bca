"""The clients' packages in a folder of their own, by npm and pip; the project is unchanged."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.other_clients.clients import Client

WALKS = Path(__file__).parent / "walks"


class CannotInstall(Exception):
    """Names the missing program in one sentence."""


def install(folder: Path, clients: Sequence[Client]) -> None:
    """Fill `folder` with the walks and their packages.

    Node looks for the imports of a .mjs file beside it, so the walks are copied there too. The
    packages' installation scripts are not run.
    """
    shutil.copytree(WALKS, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n')
    if packages := _packages(clients, "npm"):
        if not shutil.which("npm") or not shutil.which("node"):
            raise CannotInstall("The clients in JavaScript need node and npm.")
        quiet = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
        _run(folder, "npm", "install", *quiet, "--loglevel=error", *packages)
    if packages := _packages(clients, "PyPI"):
        target = ("--target", str(folder / "site"), "--no-compile")
        quiet = ("--quiet", "--no-input", "--disable-pip-version-check")
        _run(folder, _with_pip(), "-m", "pip", "install", *target, *quiet, *packages)


def _packages(clients: Sequence[Client], registry: str) -> list[str]:
    return [name for client in clients if client.registry == registry for name in client.packages]


def _with_pip() -> str:
    """Return a Python that has pip: `.venv` has none, the Python that made it does."""
    for python in (sys.executable, getattr(sys, "_base_executable", sys.executable)):
        found = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
        if not found.returncode:
            return python
    raise CannotInstall("The clients in Python need pip.")


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise CannotInstall(f"{Path(command[0]).name} could not install: {words[-1]}")
