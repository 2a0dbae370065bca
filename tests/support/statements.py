"""The statements that a block sends to the database, in all threads of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event


@contextmanager
def noted_statements(note: Callable[[str], None] | None = None) -> Iterator[list[str]]:
    """Note each statement, each beginning of a transaction as BEGIN, and each COMMIT.

    For SQLite we send BEGIN ourselves, for PostgreSQL the driver does: both are noted once.
    `note` is called by the thread that sends the statement; without it they are listed.
    """
    noted: list[str] = []
    note = note or noted.append

    def begins(_connection: sa.Connection) -> None:
        note("BEGIN")

    def executes(_connection: sa.Connection, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.startswith("BEGIN"):
            note(" ".join(statement.split()))

    def commits(_connection: sa.Connection) -> None:
        note("COMMIT")

    listeners = {"begin": begins, "before_cursor_execute": executes, "commit": commits}
    for name, listener in listeners.items():
        event.listen(sa.Engine, name, listener)
    try:
        yield noted
    finally:
        for name, listener in listeners.items():
            event.remove(sa.Engine, name, listener)


def without_commits(noted: list[str]) -> list[str]:
    return [statement for statement in noted if statement != "COMMIT"]
