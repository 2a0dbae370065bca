"""For whom TikTok is called, and until when: one context of this thread, which is set here alone.

A worker sets it for each job, from the job's queue and time limit; a renewal for visitors adds the
creator of their page. The budget and the refresh read it. Threads get it by `copy_context`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from portfolio.queues import VISITORS


@dataclass(frozen=True)
class Call:
    """The circumstances of a call to TikTok. Outside a job it is a visitor's, without an end."""

    #: The class of callers whose share of the budget counts: a queue's name, or `budget.COLD`.
    caller: str = VISITORS
    #: The creator whose page the visitors see; None: the caller is no page's visitor.
    creator_id: UUID | None = None
    #: When the running job is stopped, in the seconds of `time.monotonic()`.
    deadline: float = math.inf

    def seconds_left(self) -> float:
        """Return the seconds that the running job has left."""
        return self.deadline - time.monotonic()


_current: ContextVar[Call] = ContextVar("call", default=Call())  # noqa: B039  (it is frozen)


def current() -> Call:
    """Return the circumstances of the calls that are made now."""
    return _current.get()


@contextmanager
def calling_for(
    caller: str, creator_id: UUID | None = None, *, seconds: float | None = None
) -> Iterator[Call]:
    """Make the calls of this block for this caller and creator, and within these seconds.

    Without `seconds`, the deadline of the surrounding block remains.
    """
    deadline = _current.get().deadline if seconds is None else time.monotonic() + seconds
    call = Call(caller, creator_id, deadline)
    token = _current.set(call)
    try:
        yield call
    finally:
        _current.reset(token)
