"""Leases on rows: one worker at a time, and a killed worker blocks a row only briefly."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from secrets import token_hex
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import Model
from portfolio.models.columns import Leased
from portfolio.models.tables import CREATOR, table_of
from portfolio.transactions import writing


def take(model: type[Leased], *which: sa.ColumnElement[bool], seconds: float) -> str | None:
    """Take the lease of the one row that `which` finds; return the owner's mark.

    Return None if another process holds the lease, or if there is no such row.
    """
    return take_by(taking(model, *which), seconds=seconds)


def take_by(taking: sa.Update, *, seconds: float, **values: object) -> str | None:
    """Take a lease by a statement that `taking` made; `values` are its open parameters."""
    lease = new_lease(seconds)
    with writing() as session:
        taken = session.execute(taking, lease | values)
    return str(lease["owner"]) if cast(sa.CursorResult[Any], taken).rowcount == 1 else None


def take_row(
    taking: sa.sql.dml.ReturningUpdate[Any], *, seconds: float, **values: object
) -> sa.Row[Any] | None:
    """Take a lease as `take_by` does; return the columns that the statement returns.

    So what the lease is about is read in the moment in which it is taken.
    """
    with writing() as session:
        return session.execute(taking, new_lease(seconds) | values).one_or_none()


def new_lease(seconds: float) -> dict[str, object]:
    """Return the parameters of a statement that `taking` made, for a lease from now on."""
    now = clock.now()
    return {"now": now, "owner": token_hex(8), "until": now + timedelta(seconds=seconds)}


def prolong(model: type[Leased], creator_id: UUID, owner: str, seconds: float) -> bool:
    """Hold a creator's lease longer; False if it has lapsed and another process took it."""
    until = clock.now() + timedelta(seconds=seconds)
    with writing() as session:
        values = {"creator": creator_id, "owner": owner, "until": until}
        held = session.execute(_prolonging(_table(model)), values)
    return cast(sa.CursorResult[Any], held).rowcount == 1


def end(model: type[Leased], creator_id: UUID, owner: str) -> None:
    """Give a creator's lease back, if it is still ours."""
    with writing() as session:
        session.execute(ending(model), {"creator": creator_id, "owner": owner})


def taking(model: type[Leased], *which: sa.ColumnElement[bool]) -> sa.Update:
    """Return the statement that takes the lease of the row that `which` finds, if it is free."""
    table = _table(model)
    return _holding(table).values(lease_owner=sa.bindparam("owner")).where(*which, is_free(table))


def is_free(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that no process holds the lease of a row at `now`."""
    return sa.or_(table.c.lease_until.is_(None), table.c.lease_until <= sa.bindparam("now"))


def ending(model: type[Leased]) -> sa.Update:
    """Return the statement by which `owner` gives back the lease of `creator`'s row."""
    return _ending(_table(model))


@cache
def _ending(table: sa.Table) -> sa.Update:
    return sa.update(table).where(*_ours(table)).values(lease_owner=None, lease_until=None)


@cache
def _prolonging(table: sa.Table) -> sa.Update:
    return _holding(table).where(*_ours(table))


def _ours(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.creator_id == CREATOR, table.c.lease_owner == sa.bindparam("owner")


def _holding(table: sa.Table) -> sa.Update:
    return sa.update(table).values(lease_until=sa.bindparam("until"))


def _table(model: type[Leased]) -> sa.Table:
    return table_of(cast(type[Model], model))
