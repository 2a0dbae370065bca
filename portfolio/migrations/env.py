"""Alembic's entry to our migrations: on the app's own engine, in batches, which SQLite needs."""

from __future__ import annotations

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


def run() -> None:
    engine = migrate.db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            render_item=render_item,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
