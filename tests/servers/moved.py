"""A clock that several processes share and a test moves: the seconds it is ahead, in a file."""

from __future__ import annotations

import mmap
import os
import struct
import time
from pathlib import Path

from portfolio import clock, schedule

#: Seconds between two ticks of the schedule, which must keep pace when hours pass in a minute.
TICK = 0.2
NAME = "MOVED_CLOCK"
_SECONDS = struct.Struct("d")


class MovedClock:
    """The clock of every process that this module altered, as the test moves it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ahead = 0.0
        path.write_bytes(_SECONDS.pack(self.ahead))

    @property
    def environment(self) -> dict[str, str]:
        return {NAME: str(self.path)}

    def advance(self, seconds: float) -> None:
        self.ahead += seconds
        with self.path.open("r+b") as file:
            file.write(_SECONDS.pack(self.ahead))


def alter() -> None:
    """Let this process take the time from the file that MOVED_CLOCK names."""
    with open(os.environ[NAME], "rb") as file:
        ahead = mmap.mmap(file.fileno(), _SECONDS.size, access=mmap.ACCESS_READ)
    schedule.TICK = TICK
    clock.follow(lambda: float(time.time() + _SECONDS.unpack(ahead[:])[0]))
