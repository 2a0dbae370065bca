"""Leases on rows: one worker at a time, and a killed one blocks nobody for long."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex
from typing import Any, cast

import sqlalchemy as sa

from portfolio import clock
from portfolio.models.columns import Leased
from portfolio.transactions import writing


def take(model: type[Leased], *which: sa.ColumnElement[bool], seconds: float) -> str | None:
    """Take the lease of the one row that `which` finds; return the owner's mark, or None.

    None: somebody else holds it, or there is no such row.
    """
    now = clock.now()
    owner = token_hex(8)
    free = sa.or_(model.lease_until.is_(None), model.lease_until <= now)
    with writing() as session:
        taken = session.execute(
            sa.update(model)
            .where(*which, free)
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
        )
    return owner if cast(sa.CursorResult[Any], taken).rowcount == 1 else None


def prolong(model: type[Leased], owner: str, seconds: float) -> bool:
    """Hold a lease longer; False if it has lapsed and somebody else took it."""
    with writing() as session:
        held = session.execute(
            sa.update(model)
            .where(model.lease_owner == owner)
            .values(lease_until=clock.now() + timedelta(seconds=seconds))
        )
    return cast(sa.CursorResult[Any], held).rowcount == 1


def end(model: type[Leased], owner: str) -> None:
    """Give a lease back, if it is still ours."""
    with writing() as session:
        session.execute(
            sa.update(model)
            .where(model.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )
