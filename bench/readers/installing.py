"""The one place where readers are installed: each into a folder of its own, by npm or pip."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.readers.running import ROOT, Failed, run

SCRIPTS = Path(__file__).parent / "scripts"
INSTALL_SECONDS = 300
#: Debian installs some programs in directories that only root's PATH has.
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin"


class NotHere(Exception):
    """Says in one sentence why a reader could not be installed."""


@dataclass(frozen=True)
class Needs:
    """What a reader is made of: packages of npm and of pip, programs and files of Debian's.

    `programs` gives the Debian package of each program, `files` a file of each package without one.
    """

    npm: Sequence[str] = ()
    pip: Sequence[str] = ()
    programs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)


def install(needs: Needs, folder: Path) -> None:
    """Install a reader into `folder`, unless an earlier run did. Raises `NotHere`."""
    programs = dict(needs.programs)
    if needs.npm:
        programs |= {"node": "nodejs", "npm": "npm"}
    missing = [package for name, package in programs.items() if not program(name)]
    missing += [package for package, path in needs.files.items() if not path.exists()]
    if missing:
        raise NotHere(f"needs Debian's {' and '.join(dict.fromkeys(missing))}")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SCRIPTS, folder, dirs_exist_ok=True)  # Node looks for imports beside a script
    done = folder / "installed"
    if done.exists() and done.read_text() == repr(needs):
        return
    if needs.npm:
        (folder / "package.json").write_text('{"private": true}\n')
        quiet = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
        _install(folder, "npm", "install", *quiet, "--loglevel=error", *needs.npm)
    if needs.pip:
        target = ("--target", str(folder / "site"), "--no-compile", "--upgrade")
        quiet = ("--quiet", "--no-input", "--disable-pip-version-check")
        _install(folder, python(), "-m", "pip", "install", *target, *quiet, *needs.pip)
    done.write_text(repr(needs))


def program(name: str) -> str | None:
    return shutil.which(name, path=PATH) or shutil.which(name)


def python() -> str:
    """Return the Python that made `.venv`: it has pip, and none of our own packages."""
    return str(getattr(sys, "_base_executable", sys.executable))


def debian_version(package: str) -> str:
    """Return the upstream version of an installed Debian package: "2.21" of "2.21-1.5"."""
    said = run(["dpkg-query", "-W", "-f", "${Version}", package], ROOT, seconds=20)
    return said.strip().partition(":")[2].rpartition("-")[0] or said.strip().rpartition("-")[0]


def _install(folder: Path, *command: str) -> None:
    try:
        run(command, folder, seconds=INSTALL_SECONDS, online=True)
    except Failed as problem:
        raise NotHere(f"{Path(command[0]).name} could not install it: {problem}") from problem
