"""PostgreSQL connections that are cut, and databases that refuse writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portfolio.extensions import db
from tests.servers.waiting import wait_for

KILL_ALL = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@dataclass
class Statements:
    """A count of the web's statements."""

    sent: int = 0


@contextmanager
def cut_before(app: Flask, direct: str, number: int) -> Iterator[Statements]:
    """Cut every server connection just before the web's statement of this number."""
    statements = Statements()
    other = sa.create_engine(direct)
    with app.app_context():
        engine = db.engine

    def before(*_: Any) -> None:
        if statements.sent == number:
            with other.connect() as connection:
                connection.execute(KILL_ALL)
        statements.sent += 1

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", before)
        other.dispose()


@contextmanager
def nothing_can_be_stored(engine: sa.Engine) -> Iterator[None]:
    """Let the database refuse every write and still answer reads.

    PostgreSQL refuses the writes of every process, SQLite those through `engine`.
    """
    refuse = _sqlite_refuses if engine.dialect.name == "sqlite" else _postgresql_refuses
    with refuse(engine):
        yield


@contextmanager
def _sqlite_refuses(engine: sa.Engine) -> Iterator[None]:
    def query_only(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    def query_and_write(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA query_only=OFF")

    event.listen(engine, "checkout", query_only)
    event.listen(engine, "checkin", query_and_write)
    try:
        yield
    finally:
        event.remove(engine, "checkout", query_only)


@contextmanager
def _postgresql_refuses(engine: sa.Engine) -> Iterator[None]:
    _everywhere(engine, "SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _everywhere(engine, "RESET default_transaction_read_only")


def _everywhere(engine: sa.Engine, change: str) -> None:
    """Change a setting of the server, and wait until new transactions have it."""
    is_on = "SET" in change.split()
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.execute(sa.text("SET transaction_read_only = off"))
        connection.execute(sa.text(f"ALTER SYSTEM {change}"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
        question = sa.text("SELECT current_setting('transaction_read_only') = 'on'")
        wait_for(lambda: connection.scalar(question) == is_on, "the setting")


@contextmanager
def sqlite_does_not_grow(engine: sa.Engine) -> Iterator[None]:
    """Let connections of `engine` find the disk full: the file may not grow any more."""

    def no_larger(connection: Any, *_: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    def as_it_was(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count=4294967294")

    event.listen(engine, "checkout", no_larger)
    event.listen(engine, "checkin", as_it_was)
    try:
        yield
    finally:
        event.remove(engine, "checkout", no_larger)
