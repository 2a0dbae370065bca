"""PostgreSQL behind a pooler that lends its connections for one transaction, such as PgBouncer.

Behind a pooler the next transaction may use another server connection, so no state may live in a
connection: no setting, no session lock, and no prepared statement. psycopg prepares frequent
statements, which saves a worker a quarter of its work on a direct connection and fails behind such
a pooler, so each new connection is checked once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    import psycopg
    import sqlalchemy as sa


def prepare_nothing_behind_a_pooler(engine: sa.Engine) -> None:
    """Let psycopg prepare statements only on connections that lead straight to PostgreSQL."""

    @event.listens_for(engine, "connect")
    def connected(connection: psycopg.Connection[Any], _record: Any) -> None:
        if is_pooled(connection):
            connection.prepare_threshold = None


def is_pooled(connection: psycopg.Connection[Any]) -> bool:
    """Return whether a pooler between here and PostgreSQL chooses the server process.

    A pooler passes cancel requests on to the server that works for the client at that moment, so
    the process id that it gives at the connection's start is its own invention.
    """
    answer = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchone()
    connection.rollback()
    return answer is None or answer[0] != connection.info.backend_pid
