"""The instance folder: all data that must survive, held by one supervisor at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from portfolio.supervisor.problems import CannotStart, cannot_write

ROOM = 50  # MB that a start needs: the database's and Valkey's logs grow before they shrink.


@dataclass(frozen=True)
class Instance:
    """The folder, and the places in it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "showreel.db"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def valkey(self) -> Path:
        return self.folder / "valkey"

    @property
    def sandbox(self) -> Path:
        return self.folder / "sandbox"

    @property
    def run(self) -> Path:
        """The folder for files that matter only while the site runs."""
        return self.folder / "run"

    @property
    def refreshes(self) -> Path:
        """The folder where a worker keeps a file while a token refresh is under way."""
        return self.run / "refreshes"

    @property
    def demo(self) -> Path:
        """The file that says whether the demo page is still to be made, or its address."""
        return self.folder / "demo.json"

    def prepare(self, room: int = ROOM) -> None:
        """Make the folders, with at least `room` MB free on their disk."""
        try:
            for folder in (self.secrets, self.valkey, self.sandbox, self.refreshes):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            for left_over in self.refreshes.iterdir():
                left_over.unlink()
            free = shutil.disk_usage(self.folder).free // 1_000_000
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        if free < room:
            raise CannotStart(
                f"The disk is full: {free} MB are free for {self.folder}, {room} MB are needed."
            )

    def lock(self) -> int:
        """Hold the folder for this process; the lock ends with the descriptor, even on SIGKILL."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(held, 20).decode().strip() or "unknown"
            os.close(held)
            raise CannotStart(
                f"Showreel already runs on the data in {self.folder} (process {holder}). "
                "Stop it first, or set INSTANCE_DIR to another folder."
            ) from None
        try:
            os.ftruncate(held, 0)
            os.pwrite(held, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        return held
