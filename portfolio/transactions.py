"""Real transactions on both databases, declared by the use case that writes.

SQLite opens a write transaction at the first write, after the reads that it is based on: two
writers then overwrite each other. A use case that writes says so with `writing()`, which begins
with BEGIN IMMEDIATE there; on PostgreSQL the use case locks the rows on which it decides.
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
from portfolio.pooling import prepare_nothing_behind_a_pooler

#: Seconds for which a process waits for another writer, and between two attempts.
BUSY = 5.0
ASK_AGAIN = (0.001, 0.004)
PRAGMAS = ("journal_mode=WAL", "busy_timeout=5000", "synchronous=NORMAL", "foreign_keys=ON")

SQLITE_REFUSALS = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)
#: disk_full, read_only_sql_transaction, io_error;
#: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_REFUSALS = ("53100", "25006", "58030")

_writes: ContextVar[bool] = ContextVar("writes", default=False)


@contextmanager
def writing() -> Iterator[Session]:
    """Run one use case in one write transaction: commit at its end, roll back if it raises.

    Objects that the session read before belong to an older snapshot, so they are dropped first.
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


def end_read() -> None:
    """End the read transaction and give the connection back, before any wait."""
    db.session.rollback()


def refuses_to_store(error: sa.exc.DBAPIError) -> bool:
    """Return whether the database stores nothing at present for any process, as on a full disk."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in SQLITE_REFUSALS
    return getattr(error.orig, "sqlstate", None) in POSTGRESQL_REFUSALS


def prepare(engine: sa.Engine) -> None:
    """Give an SQLite engine explicit transactions, and make a PostgreSQL one safe for poolers."""
    if engine.dialect.name != "sqlite":
        prepare_nothing_behind_a_pooler(engine)
        event.listen(engine, "handle_error", _hide_the_row)
        return

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves, below
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if _writes.get():
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: sa.Connection) -> None:
    """Wait for SQLite's single writer with frequent attempts.

    SQLite's own wait sleeps longer each time, up to 0.1 s: behind a process that writes again and
    again, it meets the short gaps only by luck, and may give up.
    """
    ends = time.monotonic() + BUSY
    database = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    database.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < ends:
            try:
                database.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break  # not another writer's turn: nothing can be stored
                time.sleep(random.uniform(*ASK_AGAIN))  # noqa: S311 (jitter, not a secret)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        database.execute(f"PRAGMA busy_timeout={int(BUSY * 1000)}")


def _hide_the_row(context: sa.engine.ExceptionContext) -> None:
    """Remove the refused row, which PostgreSQL's answer repeats, from the error's text."""
    diagnosis = getattr(context.original_exception, "diag", None)
    detail = diagnosis and diagnosis.message_detail
    if detail:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                error.args = tuple(str(each).replace(detail, "…") for each in error.args)
