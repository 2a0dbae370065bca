"""One reader: what it is, what it needs, and how it is let loose on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.readers.installing import Needs, debian_version, program, python
from bench.readers.judging import Seen
from bench.readers.running import last_json, run
from bench.readers.stage import Stage

READ_SECONDS = 60


@dataclass(frozen=True)
class Reader:
    """`version` is the pinned one; without it, the one of the first Debian package."""

    name: str
    needs: Needs
    read: Callable[[Stage, Kit], Iterable[Seen]]
    version: str = ""

    def actual_version(self) -> str:
        packages = [*self.needs.files, *self.needs.programs.values()]
        return self.version or debian_version(packages[0])


def by_npm(name: str, version: str, read: Callable[..., Iterable[Seen]], *also: str) -> Reader:
    return Reader(name, Needs(npm=(f"{name}@{version}", *also)), read, version)


def by_pip(name: str, version: str, read: Callable[..., Iterable[Seen]], *also: str) -> Reader:
    return Reader(name, Needs(pip=(f"{name}=={version}", *also)), read, version)


def by_apt(name: str, read: Callable[..., Iterable[Seen]], package: str = "") -> Reader:
    return Reader(name, Needs(programs={name: package or name}), read)


@dataclass(frozen=True)
class Kit:
    """An installed reader in its folder. Each way to run it is bounded in time."""

    folder: Path

    def script(self, name: str, *arguments: str, seconds: float = READ_SECONDS) -> Any:
        """Run one of our scripts beside the reader's packages; return the JSON it prints."""
        runner = "node" if name.endswith(".mjs") else python()
        command = [program(runner) or runner, str(self.folder / name), *arguments]
        paths = {"PYTHONPATH": str(self.folder / "site")}
        return last_json(run(command, self.folder, seconds=seconds, env=paths))

    def module(self, name: str, *arguments: str, seconds: float = READ_SECONDS) -> str:
        """Run a module of a Python package as its program; return what it prints."""
        paths = {"PYTHONPATH": str(self.folder / "site")}
        command = [python(), "-m", name, *arguments]
        return run(command, self.folder, seconds=seconds, env=paths)

    def program(
        self, name: str, *arguments: str, seconds: float = READ_SECONDS, may_fail: bool = False
    ) -> str:
        """Run a program; return what it prints."""
        command: Sequence[str] = [program(name) or name, *arguments]
        return run(command, self.folder, seconds=seconds, may_fail=may_fail)
