"""The plans by which a database answers the statements of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from portfolio.extensions import db

Statement = tuple[str, Any]
#: As the statement is executed for it, PostgreSQL's plan also has its times and rows.
EXPLAIN = {
    "sqlite": "EXPLAIN QUERY PLAN ",
    "postgresql": "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF, BUFFERS OFF) ",
}


def plans_of(request: Callable[[], object], table: str = "video") -> list[str]:
    """Return the plan of each of the request's statements that read `table`."""
    with _noted() as noted:
        request()
    chosen = [each for each in noted if f"FROM {table}" in each[0] and each[0].startswith("SELECT")]
    return ["\n".join(_plan(*each)) for each in chosen]


@contextmanager
def _noted() -> Iterator[list[Statement]]:
    noted: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        noted.append((statement, parameters))

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)


def _plan(statement: str, parameters: Any) -> Iterator[str]:
    """Yield the lines: for SQLite the step, for PostgreSQL as it prints them."""
    explain = EXPLAIN[db.engine.dialect.name]
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + statement, parameters).all()
    yield statement.partition("WHERE ")[2].replace("\n", " ")[:400]
    yield from (f"  {row[-1]}" for row in rows)
