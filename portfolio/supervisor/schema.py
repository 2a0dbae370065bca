"""Brings the database to the newest schema: `python3 -m portfolio.supervisor.schema`.

Alembic takes half a second to import, so a query of the database decides whether it is needed.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from portfolio.supervisor.processes import ROOT

MIGRATIONS = ROOT / "portfolio" / "migrations"
REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*(.+)$", re.MULTILINE)


def newest() -> set[str]:
    """Return the revisions on which no other one builds, read from the migrations as text."""
    made: set[str] = set()
    built_on: set[str] = set()
    for migration in (MIGRATIONS / "versions").glob("*.py"):
        for name, value in REVISION.findall(migration.read_text()):
            (made if name == "revision" else built_on).update(re.findall(r"[\"']([^\"']+)", value))
    return made - built_on


def is_newest(database: Path) -> bool:
    """Return whether this SQLite file has the newest schema."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        except sqlite3.Error:
            return False
    return {row[0] for row in rows} == newest()


def upgrade() -> None:
    """Run the missing migrations, in this process."""
    from flask_migrate import upgrade as run_migrations

    from portfolio import create_app

    with create_app(process="migration").app_context():
        run_migrations(directory=str(MIGRATIONS))


if __name__ == "__main__":
    upgrade()
