"""A throw-away Valkey, of the version that `python3 app.py` embeds."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portfolio.supervisor.processes import Child
from portfolio.supervisor.valkey import command, is_ready, url
from tests.servers.waiting import wait_for


@dataclass
class Valkey:
    """A running server; after `kill` and `start` it has its data again."""

    socket: Path
    child: Child

    @property
    def url(self) -> str:
        return url(self.socket)

    def start(self) -> None:
        self.child.start()
        wait_for(lambda: is_ready(self.socket), "Valkey", self.child)

    def stop(self) -> None:
        self.child.send(signal.SIGTERM)
        wait_for(lambda: not self.child.is_running(), "Valkey's end")

    def kill(self) -> None:
        """Kill the server, as a crash would."""
        self.child.kill()
        wait_for(lambda: not self.child.is_running(), "Valkey's end")


@contextmanager
def valkey() -> Iterator[Valkey]:
    """Run a server for the length of the block, in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as made:
        folder = Path(made)
        socket = folder / "s"
        child = Child("Valkey", command(socket, folder), dict(os.environ), log=folder / "log")
        server = Valkey(socket, child)
        try:
            server.start()
            yield server
        finally:
            server.stop()
