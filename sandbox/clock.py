"""The sandbox's own clock: real time plus an offset that only the control page moves."""

import time

from .storage import Storage


class Clock:
    """Seconds since 1970. The offset is stored, since stored expiries were made with it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._offset = float(storage.note("clock_offset") or 0)

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> float:
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        self._move_to(self._offset + seconds)

    def reset(self) -> None:
        self._move_to(0)

    def _move_to(self, offset: float) -> None:
        self._offset = offset
        self._storage.put_note("clock_offset", str(offset))
