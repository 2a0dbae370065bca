"""Unfinished work on rows: claimed under a lease, postponed, and found when left behind.

A use case claims its row, works without a transaction, and locks the row again in the transaction
of its answer. If the lease lapsed meanwhile and another process went on, `lock` finds nothing,
and the late answer is not stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import Model, db
from portfolio.models.columns import Work
from portfolio.models.tables import table_of
from portfolio.services import leases
from portfolio.transactions import end_read

#: Seconds until work that failed for a passing reason is tried again, by the number of failures.
BACK_OFF_SECONDS = (5, 15, 60, 300, 900, 1800, 3600)
#: The most rows of one kind that a sweep queues again.
MOST_LEFT_BEHIND = 500

Key = UUID | str


def left_behind(model: type[Work]) -> list[tuple[Any, str]]:
    """Return the work that is due and that no process works on: keys and queues.

    The work that has been due for the longest time comes first.
    """
    found = db.session.execute(_statements(model).left_behind, {"now": clock.now()}).all()
    end_read()
    return [(key, queue) for key, queue in found]


def claim(model: type[Work], key: Key, seconds: float) -> sa.Row[Any] | None:
    """Take the lease of unfinished work that is due; return its row, with the `lease_owner`.

    Return None if it is done or not due, if another process works on it, or if there is none.
    """
    return leases.take_row(_statements(model).claim, seconds=seconds, work=key)


def lock(session: Session, model: type[Work], key: Key, owner: str) -> sa.Row[Any] | None:
    """Lock claimed work until the commit; None if it is gone, or if another process went on."""
    this = {"work": key, "owner": owner}
    return session.execute(_statements(model).lock, this).one_or_none()


def note(session: Session, model: type[Work], key: Key, **values: object) -> None:
    """Store these values of locked work, and give its lease back."""
    session.execute(_statements(model).note, {"work": key, **values})


def postpone(
    session: Session,
    model: type[Work],
    locked: sa.Row[Any],
    at_least: float = 0.0,
    *,
    is_failure: bool = True,
    **values: object,
) -> float:
    """Note that locked work is due again later; return the seconds until then.

    After a failure these are at least `at_least`, and more with each failure in a row; otherwise
    exactly `at_least`.
    """
    tries = locked.tries + is_failure
    wait = max(at_least, back_off(model, tries)) if is_failure else at_least
    key = locked._mapping[_statements(model).key]
    next_at = clock.now() + timedelta(seconds=wait)
    note(session, model, key, tries=tries, next_at=next_at, **values)
    return wait


def back_off(model: type[Work], failures: int) -> int:
    """Return the seconds until this kind of work is tried again after failures in a row."""
    wait = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS)) - 1]
    return min(wait, model.LONGEST_WAIT_SECONDS)


@dataclass(frozen=True)
class _Statements:
    """One kind's statements, built once. Parameters named like a column become an UPDATE's SET."""

    key: sa.Column[Any]
    left_behind: sa.Select[tuple[Any, str]]
    claim: Any
    lock: sa.Select[Any]
    note: sa.Update


_built: dict[type[Work], _Statements] = {}


def _statements(model: type[Work]) -> _Statements:
    if model not in _built:
        _built[model] = _build(model)
    return _built[model]


def _build(model: type[Work]) -> _Statements:
    table = table_of(cast(type[Model], model))
    (key,) = table.primary_key
    is_this, is_unfinished = key == sa.bindparam("work"), model.is_unfinished()
    is_due = table.c.next_at <= sa.bindparam("now")
    is_ours = table.c.lease_owner == sa.bindparam("owner")
    return _Statements(
        key=key,
        left_behind=sa.select(key, table.c.queue)
        .where(is_unfinished, is_due, leases.is_free(table))
        .order_by(table.c.next_at)
        .limit(MOST_LEFT_BEHIND),
        claim=leases.taking(model, is_this, is_unfinished, is_due).returning(table),
        lock=sa.select(table).where(is_this, is_ours, is_unfinished).with_for_update(),
        note=sa.update(table).where(is_this).values(lease_owner=None, lease_until=None),
    )
