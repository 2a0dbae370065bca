"""Garbage for stored values: any value that a database accepts for a column, of any type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from json import dumps
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from portfolio.extensions import db
from portfolio.models.columns import Instant

ADDRESSES = (
    "https://[", "https://[1/x", "https://a:b/", "https://user@p16.example/x", "//x", "http://",
    "javascript:alert(1)", "data:text/html,x", "https://p16.example/%ff?x=%00#", "https://\u2100/",
)  # fmt: skip
WORDS = (
    " ", "\u00a0", "\u200b\u200d\ufeff", "\u202e", "<script>", "\x1b[0m\x7f", "&amp;", "a" * 9_000,
)  # fmt: skip
INSTANTS = (
    "0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999", "infinity", "-infinity", "soon", "",
    "4713-01-01 BC", "20000-01-01", "1970-01-01 00:00:00.000000", "2100-01-01 00:00:00.000000",
)  # fmt: skip

texts = st.sampled_from(ADDRESSES + WORDS) | st.text(st.characters(), max_size=60)
numbers = st.sampled_from([0, -1, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63)]) | st.integers()
#: Values of another type than the column's, which SQLite stores.
others = st.binary(max_size=9) | st.just(b"\xff\xfe") | st.floats() | texts
#: Names within an edition's content, of each format, and one unknown name.
EDITION_KEYS = (
    "format", "look", "accent", "recent", "shows_recent", "sections", "title", "about", "videos",
    "entries", "id", "video_id", "alt", "scheme", "layout", "pairing", "headline", "bio", "links",
    "contact", "label", "address", "rule", "sort", "count", "words", "period", "left_out", "pinned",
    "x",
)  # fmt: skip
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(EDITION_KEYS), inner)
    ),
    max_leaves=12,
)


def values_for(column: sa.Column[Any]) -> st.SearchStrategy[Any]:
    """Draw values for a column, some of another type than the column's."""
    if isinstance(column.type, sa.JSON):
        return json
    if isinstance(column.type, Instant):
        return st.sampled_from(INSTANTS) | others
    if isinstance(column.type, sa.Integer | sa.Float):
        return numbers | others
    return texts | others


@contextmanager
def standing_in(column: sa.Column[Any], value: Any, row: Mapping[str, Any]) -> Iterator[bool]:
    """Store `value` in the column of a row for the block; yield whether the database took it.

    The write bypasses the column's type, like one by another program or an older version.
    """
    before = _read(column, row)
    is_taken = _is_taken(column, value, row)
    try:
        yield is_taken
    finally:
        _write(column, before, row)


def _is_taken(column: sa.Column[Any], value: Any, row: Mapping[str, Any]) -> bool:
    if isinstance(column.type, sa.JSON):
        value = dumps(value)
    elif not _is_sqlite() and value is not None:
        value = value.hex() if isinstance(value, bytes) else str(value)
    try:
        _write(column, value, row)
    except (sa.exc.DBAPIError, OverflowError, UnicodeError):
        return False
    return True


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _read(column: sa.Column[Any], row: Mapping[str, Any]) -> Any:
    what = column.name if _is_sqlite() else f"CAST({column.name} AS text)"
    with db.engine.connect() as connection:
        return connection.scalar(_of_row(f"SELECT {what} FROM {column.table.name}", column, row))


def _write(column: sa.Column[Any], value: Any, row: Mapping[str, Any]) -> None:
    kind = column.type.compile(db.engine.dialect)
    what = ":value" if _is_sqlite() else f"CAST(:value AS {kind})"
    change = f"UPDATE {column.table.name} SET {column.name} = {what}"
    with db.engine.begin() as connection:
        connection.execute(_of_row(change, column, row), {"value": value})


def _of_row(statement: str, column: sa.Column[Any], row: Mapping[str, Any]) -> sa.TextClause:
    where = " AND ".join(f"{name} = :{name}_" for name in row)
    keys = (
        sa.bindparam(f"{name}_", each, type_=column.table.c[name].type)
        for name, each in row.items()
    )
    return sa.text(f"{statement} WHERE {where}").bindparams(*keys)
