"""One front: a Debian package, its program, and the way to start it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.answers import running
from portfolio.supervisor.processes import Child
from tests.servers.surroundings import free_port

#: Debian installs most of them in directories that only root's PATH has.
PROGRAMS = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"


@dataclass(frozen=True)
class Front:
    """`prepare(folder, port, port behind)` writes the configuration and returns the command."""

    name: str
    package: str
    program: str
    prepare: Callable[[Path, int, int], list[str]]

    @property
    def is_installed(self) -> bool:
        return shutil.which(self.program, path=PROGRAMS) is not None

    @contextmanager
    def before(self, origin_port: int, folder: Path) -> Iterator[str]:
        """Run the front before the site on `origin_port`, its files in `folder`; yield its address.

        When root starts them, most fronts switch to a user of their own, which needs to write
        there.
        """
        folder.mkdir()
        folder.chmod(0o777)
        port = free_port()
        program, *options = self.prepare(folder, port, origin_port)
        command = [shutil.which(program, path=PROGRAMS) or program, *options]
        child = Child(self.name, command, dict(os.environ), log=folder / "log")
        with running(child, port):
            yield f"http://127.0.0.1:{port}"


def is_root() -> bool:
    return os.geteuid() == 0
