"""The tables of a draft: only rows that differ are written, and their inverse is told as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portfolio.models.columns import Instant
from portfolio.models.tables import CREATOR, PICK, SECTION
from portfolio.services.drafts.order import Heading, Picked

T = TypeVar("T")

#: The values that undo a change of one table: the keys of added rows, the removed rows, and
#: [key, {column: value before}] for the others. Empty parts are left out.
Inverse: TypeAlias = dict[str, list[Any]]
ADDED, REMOVED, CHANGED = "added", "removed", "changed"

_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_WHICH: sa.BindParameter[Any] = sa.bindparam("which")


class DraftTable(Generic[T]):
    """A table with rows of creators, and the class of the values that stand for its rows.

    A field of that class with the name of a column is that column's value.
    """

    def __init__(self, table: sa.Table, key: str, of: type[T]) -> None:
        self._table, self._key = table, key
        names = [each.name for each in fields(of) if each.name in table.c]  # type: ignore[arg-type]
        self._columns = tuple(name for name in names if name != key)
        self._row = [column for column in table.c if column.name != "creator_id"]
        self._these = sa.and_(table.c.creator_id == CREATOR, table.c[key].in_(_KEYS))
        self._this = sa.and_(table.c.creator_id == CREATOR, table.c[key] == _WHICH)
        self._remove = sa.delete(table).where(self._these)
        self._take = self._remove.returning(*self._row)
        self._update = cache(self._updating)

    def write(
        self,
        session: Session,
        creator_id: UUID,
        before: Iterable[T],
        after: Iterable[T],
        new: Mapping[str, object],
    ) -> Inverse:
        """Write the rows that differ; return the inverse, {} if no row differs.

        `new` has values of added rows for which a value has no field.
        """
        old = {getattr(each, self._key): each for each in before}
        now = {getattr(each, self._key): each for each in after}
        inverse: Inverse = {}
        if gone := [key for key in old if key not in now]:
            taken = session.execute(self._take, {"creator": creator_id, "keys": gone})
            inverse[REMOVED] = [
                {name: _plain(value) for name, value in row.items()} for row in taken.mappings()
            ]
        changed = {
            key: names
            for key, value in now.items()
            if key in old and (names := self._differing(old[key], value))
        }
        if changed:
            values = {key: _values(now[key], names) for key, names in changed.items()}
            self._send(session, creator_id, values)
            inverse[CHANGED] = [
                [_plain(key), {name: _plain(getattr(old[key], name)) for name in names}]
                for key, names in changed.items()
            ]
        if added := [key for key in now if key not in old]:
            whose = {"creator_id": creator_id, **new}
            session.execute(
                sa.insert(self._table),
                [{**whose, self._key: key, **_values(now[key], self._columns)} for key in added],
            )
            inverse[ADDED] = [_plain(key) for key in added]
        return inverse

    def put_back(self, session: Session, creator_id: UUID, inverse: Inverse) -> None:
        """Take a change back by the inverse that `write` returned."""
        if added := [self._value(self._key, key) for key in inverse.get(ADDED, ())]:
            session.execute(self._remove, {"creator": creator_id, "keys": added})
        if changed := inverse.get(CHANGED):
            values = {self._value(self._key, key): self._values(row) for key, row in changed}
            self._send(session, creator_id, values)
        if removed := inverse.get(REMOVED):
            insert = (
                postgresql.insert
                if session.get_bind().dialect.name == "postgresql"
                else sqlite.insert
            )
            session.execute(
                insert(self._table).on_conflict_do_nothing(),
                [{"creator_id": creator_id, **self._values(row)} for row in removed],
            )

    def _differing(self, old: T, new: T) -> tuple[str, ...]:
        if old is new:
            return ()
        return tuple(name for name in self._columns if getattr(old, name) != getattr(new, name))

    def _send(
        self, session: Session, creator_id: UUID, values: Mapping[Any, Mapping[str, object]]
    ) -> None:
        """Update rows by their keys: one statement for all in which the same columns change."""
        rows: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
        for key, row in values.items():
            parameters = {f"new_{name}": value for name, value in row.items()}
            rows[tuple(row)].append({"creator": creator_id, "which": key, **parameters})
        for names, many in rows.items():
            session.execute(self._update(names), many)

    def _updating(self, names: tuple[str, ...]) -> sa.Update:
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        return sa.update(self._table).where(self._this).values(values)

    def _values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(name, row[name]) for name in row if name in self._table.c}

    def _value(self, name: str, plain: Any) -> Any:
        """Return the value of a column that `_plain` made a value of JSON."""
        column = self._table.c[name]
        if plain is not None and isinstance(column.type, sa.Uuid):
            return UUID(plain)
        if plain is not None and isinstance(column.type, Instant):
            return datetime.fromisoformat(plain)
        return fitting(column, plain)


def fitting(column: sa.Column[Any], value: Any) -> Any:
    """Return a value that was stored as JSON; raise `ValueError` if the column cannot hold it.

    SQLite would take any, and every later reader would stumble over it.
    """
    kind = column.type
    is_null = value is None and column.nullable
    if not is_null and not isinstance(kind, sa.JSON) and type(value) is not kind.python_type:
        raise ValueError(f"no value of {column}")
    return value


def _values(value: object, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(value, name) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


PICKS = DraftTable(PICK, "video_id", Picked)
SECTIONS = DraftTable(SECTION, "id", Heading)
