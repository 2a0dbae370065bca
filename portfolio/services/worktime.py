"""How long the running job may still work: some steps must not begin when it nearly is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float] = ContextVar("ends", default=float("inf"))


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Within this block `left()` counts down from `seconds`."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def left() -> float:
    """Return the seconds the running job has left; infinite outside a job."""
    return _ends.get() - time.monotonic()
