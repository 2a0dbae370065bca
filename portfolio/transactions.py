"""Real transactions on both databases, declared by the use case that writes.

SQLite opens a transaction at the first write, after the reads it was based on: two writers
then overwrite each other. A use case that writes says so with `writing()`, which begins with
BEGIN IMMEDIATE there; on PostgreSQL the use case locks the rows it decides upon.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from portfolio.extensions import db

#: Seconds for which a process waits for another one that writes, and how long between two looks.
BUSY = 5.0
ASK_AGAIN = (0.001, 0.004)
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
        if _writes.get():
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: sa.Connection) -> None:
    """Wait for SQLite's one writer, asking often.

    SQLite's own waiting sleeps longer each time, up to 0.1 s: behind a process that writes again
    and again it finds the short moments in between by luck alone, and gives up unserved.
    """
    ends = time.monotonic() + BUSY
    database = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    database.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < ends:
            try:
                database.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:  # "database is locked", or what the last try will say
                time.sleep(random.uniform(*ASK_AGAIN))  # noqa: S311 (spread, not a secret)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        database.execute(f"PRAGMA busy_timeout={int(BUSY * 1000)}")
