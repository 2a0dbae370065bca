"""Rows that pages leave out: one that cannot be read or drawn never fails a page of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import DataError, OperationalError, StatementError

from portfolio.services import notices
from portfolio.tiktok import reading

T = TypeVar("T")
K = TypeVar("K")

#: Errors raised by values of another kind than their column promises. An unreachable database, or
#: a mistake in one of our statements, raises other errors.
_OF_VALUES = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
_READERS = ("sqlalchemy.engine.cursor", "sqlalchemy.engine.result", "sqlalchemy.orm.loading")


def drawn(draw: Callable[[], T], creator_id: UUID, video_id: str | None = None) -> T | None:
    """Return the result of `draw` for a creator or one video; None if it cannot be drawn."""
    try:
        return draw()
    except Exception as error:
        if not is_of_values(error):
            raise
        leave_out(creator_id, video_id, error)
        return None


def rows(
    read: Callable[[Sequence[K]], Sequence[T]],
    keys: Sequence[K],
    leave_out: Callable[[K, Exception], None],
) -> list[T]:
    """Return the rows that `read` finds by their keys, without those that cannot be read.

    A result fails as a whole, so its halves are read, and theirs, until the bad row is found.
    """
    try:
        return list(read(keys))
    except Exception as error:
        if not is_of_values(error):
            raise
        if len(keys) == 1:
            leave_out(keys[0], error)
            return []
    half = len(keys) // 2
    return [*rows(read, keys[:half], leave_out), *rows(read, keys[half:], leave_out)]


def videos(
    read: Callable[[Sequence[str]], Sequence[T]], creator_id: UUID, video_ids: Sequence[str]
) -> list[T]:
    """Return the rows that `read` finds for a creator's videos, as `rows` does."""
    return rows(read, video_ids, lambda video_id, error: leave_out(creator_id, video_id, error))


def leave_out(creator_id: UUID, video_id: str | None, reason: object) -> None:
    """Count a row that a page leaves out, and tell the host which row it is and why."""
    which = f"creator {creator_id}" + (f", video {reading.line(video_id, 130)}" if video_id else "")
    why = f"{type(reason).__name__}: {reason}" if isinstance(reason, Exception) else str(reason)
    notices.tell(notices.LEFT_OUT, which, f"left out of pages: {which}: {reading.line(why, 200)}")


def is_of_values(error: BaseException) -> bool:
    """Return whether an error comes from a stored value, not from an unreachable database."""
    if isinstance(error, _OF_VALUES):
        return True
    if isinstance(error, DataError):  # psycopg: an instant beyond Python's datetime
        return is_from_a_row(error)
    # sqlite3 raises OperationalError for bytes that are not UTF-8; SQLite's own errors have a code.
    return isinstance(error, OperationalError) and _is_undecodable(error)


def is_from_a_row(error: BaseException) -> bool:
    """Return whether an error of any kind arose while a row of a result was read."""
    if isinstance(error, OperationalError) and not _is_undecodable(error):
        return False
    return any(name.startswith(_READERS) for name in _modules(error.__traceback__))


def _is_undecodable(error: StatementError) -> bool:
    return type(error.orig).__module__ == "sqlite3" and not hasattr(error.orig, "sqlite_errorcode")


def _modules(traceback: TracebackType | None) -> list[str]:
    names = []
    while traceback is not None:
        names.append(str(traceback.tb_frame.f_globals.get("__name__", "")))
        traceback = traceback.tb_next
    return names
