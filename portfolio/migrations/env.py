"""Alembic's entry to our migrations: on the app's own engine, in batches, which SQLite needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

import portfolio.models  # noqa: F401  (makes every table known)

migrate = current_app.extensions["migrate"]


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as the plain types beneath: no migration imports the app."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        plain = item.impl_instance
        if isinstance(plain, sa.DateTime):
            return f"sa.DateTime(timezone={plain.timezone})"
    return False


@contextmanager
def rows_may_wait_for_theirs(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite replace a table without deleting the rows of others that refer to it.

    A batch that copies a table drops the old one, and SQLite deletes its rows for that: ON DELETE
    CASCADE would take the others along. The setting is ignored inside a transaction.
    https://www.sqlite.org/lang_droptable.html
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    database = connection.connection.driver_connection
    if database is None:
        raise RuntimeError("the connection is closed")
    database.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        database.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    engine = migrate.db.engine
    with engine.connect() as connection, rows_may_wait_for_theirs(connection):
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            render_item=render_item,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            schema = context.get_context()
            before = schema.get_current_heads()
            context.run_migrations()
            # Reads every table, so not at a start with nothing to migrate.
            if connection.dialect.name == "sqlite" and schema.get_current_heads() != before:
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if lost:
                    raise RuntimeError(f"these rows refer to rows that are gone: {lost[:5]}")


run()
