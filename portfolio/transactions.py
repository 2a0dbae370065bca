"""Real transactions on both databases, declared by the use case that writes.

SQLite opens a transaction at the first write, after the reads it was based on: two writers
then overwrite each other. A use case that writes says so with `writing()`, which begins with
BEGIN IMMEDIATE there; on PostgreSQL the use case locks the rows it decides upon.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from portfolio.extensions import db

PRAGMAS = ("journal_mode=WAL", "busy_timeout=5000", "synchronous=NORMAL", "foreign_keys=ON")

_writes: ContextVar[bool] = ContextVar("writes", default=False)


@contextmanager
def writing() -> Iterator[Session]:
    """Run one use case in one write transaction: commit at its end, roll back if it raises.

    What the session read before belongs to an older snapshot, so it is let go first.
    """
    if _writes.get():
        raise RuntimeError("a use case that writes was called inside another one")
    db.session.rollback()
    token = _writes.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writes.reset(token)


def let_go() -> None:
    """End the read transaction and give the connection back, before waiting for anything."""
    db.session.rollback()


def prepare(engine: sa.Engine) -> None:
    """Give an SQLite engine explicit transactions; leave others as they are."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes.get() else "BEGIN")
