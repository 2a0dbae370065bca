"""The app without its detection of a pooler: psycopg prepares frequent statements."""

from __future__ import annotations

from portfolio import pooling


def alter() -> None:
    """Treat every connection of this process as a direct one."""
    pooling.is_pooled = lambda _connection: False
