"""HTTP under one deadline and one size limit, for requests.

requests has timeouts per read: a server that drips a byte a second holds the caller for ever.
Here every single wait, for a name, a connection, TLS, a header or a piece of the body, gets only
the rest of the whole time. https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class DeadlinePassed(TimeoutError):
    """The time for the whole call is over."""


class Deadline:
    """The time left for one call, and how far the call has come.

    `sent` becomes True when the first byte of the request leaves, `heard` when the first byte of
    the answer arrives: they decide whether the call may be repeated.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.sent = False
        self.heard = False

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Return the seconds left, more than 0; raise `DeadlinePassed` if there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise DeadlinePassed("The time for the whole call is over.")
        return seconds


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[Deadline]:
    """Hold every connection used in this block to the deadline."""
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def current() -> Deadline | None:
    """Return the deadline of the innermost `within` block of this thread."""
    return _current.get()
