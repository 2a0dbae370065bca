"""Changes of the draft: every use case that makes one stores it here, behind the page's lock.

The rows that differ are written, and their inverse beside them, in the same commit.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.page import Page
from portfolio.models.tables import CREATOR, DRAFT_CHANGE, PAGE
from portfolio.services.drafts.draft_tables import (
    ADDED,
    CHANGED,
    PICKS,
    REMOVED,
    SECTIONS,
    Inverse,
    fitting,
)
from portfolio.services.drafts.order import Group, Heading, Picked

log = logging.getLogger(__name__)

#: Changes of a draft that can be undone; older ones are forgotten.
KEPT = 50

#: The kinds of changes. Those of picks have a count; those of a section, its title for a name.
TICKED, UNTICKED, TICKS, TEXTS, ORDER = "ticked", "unticked", "ticks", "texts", "order"
PINNED, UNPINNED = "pinned", "unpinned"
SECTION_ADDED, SECTION_REMOVED = "section added", "section removed"
SECTION_CHANGED, SECTION_MOVED = "section changed", "section moved"
#: The kind of a change of the page's own columns; a single column gives it its name.
SETTINGS = "settings"
#: An edition's content became the draft; the name is the edition's number.
BROUGHT_BACK = "brought back"
#: Anything else.
SEVERAL = "several"


@dataclass(frozen=True)
class Summary:
    """A change in short: its kind, the number of its rows, and a name."""

    kind: str
    count: int = 0
    name: str = ""


@dataclass(frozen=True)
class Change:
    """A change of a draft. Its number is higher than that of any change before it."""

    number: int
    summary: Summary


_MINE = DRAFT_CHANGE.c.creator_id == CREATOR
_NEWEST = (
    sa.select(*DRAFT_CHANGE.c["number", "kind", "count", "name"])
    .where(_MINE, sa.not_(DRAFT_CHANGE.c.is_undone))
    .order_by(DRAFT_CHANGE.c.number.desc())
    .limit(1)
)
#: The inverse as a text: one that is no JSON is no reason to fail.
_NEWEST_WITH_INVERSE = _NEWEST.add_columns(sa.cast(DRAFT_CHANGE.c.inverse, sa.Text))
_UNDONE = (
    sa.update(DRAFT_CHANGE)
    .where(_MINE, DRAFT_CHANGE.c.number == sa.bindparam("which"))
    .values(is_undone=True, inverse={})
)


def store(
    session: Session,
    page: Page,
    before: Sequence[Group],
    after: Sequence[Group],
    columns: Mapping[str, Any] | None = None,
    summary: Summary | None = None,
) -> Change | None:
    """Store the order `after` and values of the page's columns; return the newest change then.

    `page` is locked, and `before` is its present order. Without a `summary`, the inverse gives it.
    Nothing is written where nothing differs. None: there is no change that can be undone.
    """
    whose = page.creator_id
    inverse = {
        "sections": SECTIONS.write(session, whose, _headings(before), _headings(after), {}),
        "picks": PICKS.write(
            session, whose, _picks(before), _picks(after), {"picked_at": clock.now()}
        ),
        "page": _set(page, columns or {}),
    }
    inverse = {name: part for name, part in inverse.items() if part}
    if not inverse:
        return newest(session, whose)
    summary = summary or _summary(inverse, before, after)
    values = {
        "kind": summary.kind,
        "count": summary.count,
        "name": summary.name,
        "inverse": inverse,
    }
    parameters = {f"new_{name}": value for name, value in values.items()}
    number = session.execute(
        _recording(session.get_bind().dialect.name),
        {"creator": whose, "new_made_at": clock.now(), **parameters},
    ).scalar_one()
    return Change(number, summary)


def newest(session: Session, creator_id: UUID) -> Change | None:
    """Return the newest change that can be undone, if there is one."""
    found = session.execute(_NEWEST, {"creator": creator_id}).first()
    return None if found is None else Change(found[0], Summary(*found[1:]))


def take_back(session: Session, page: Page, number: int) -> tuple[Change, bool]:
    """Put back all that the newest change wrote; return it, and whether that was possible.

    `page` is locked. A change whose inverse cannot be read is given up, so the one before it is
    the newest. Raises `LookupError` if the newest is not the change of this number.
    """
    whose = page.creator_id
    found = session.execute(_NEWEST_WITH_INVERSE, {"creator": whose}).first()
    if found is None or found.number != number:
        raise LookupError("a change that is not the newest")
    *row, inverse = found
    is_put_back = _is_put_back(session, page, inverse)
    session.execute(_UNDONE, {"creator": whose, "which": number})
    return Change(row[0], Summary(*row[1:])), is_put_back


def _is_put_back(session: Session, page: Page, stored: str) -> bool:
    """Put back what an inverse holds: all of it, or nothing if a part of it cannot be read."""
    try:
        with session.begin_nested():
            inverse = json.loads(stored)
            SECTIONS.put_back(session, page.creator_id, inverse.get("sections", {}))
            PICKS.put_back(session, page.creator_id, inverse.get("picks", {}))
            # A column that is no longer the draft's stays as it is.
            columns = inverse.get("page", {})
            mine = {name: columns[name] for name in columns if name in Page.DRAFT_COLUMNS}
            _set(page, {name: fitting(PAGE.c[name], mine[name]) for name in mine})
            return True
    except (AttributeError, LookupError, TypeError, ValueError, StatementError) as error:
        if isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError):
            raise  # the database is away, or busy
        log.warning("a change of the draft cannot be undone: %r", error)
        return False


@cache
def _recording(dialect: str) -> sa.Executable:
    """Return the statement that gives a change its number, and the place behind the newest."""
    there = DRAFT_CHANGE.alias("there")
    mine = there.c.creator_id == CREATOR
    last = sa.select(there.c.place).where(mine, sa.not_(there.c.is_undone))
    last = last.order_by(there.c.number.desc()).limit(1)
    highest = sa.select(sa.func.max(there.c.number)).where(mine)
    names = ("made_at", "kind", "count", "name", "inverse")
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(DRAFT_CHANGE).values(
        creator_id=CREATOR,
        place=sa.func.coalesce(last.scalar_subquery() + 1, 0) % KEPT,
        number=sa.func.coalesce(highest.scalar_subquery(), 0) + 1,
        is_undone=False,
        **{name: sa.bindparam(f"new_{name}") for name in names},
    )
    values = {name: insert.excluded[name] for name in ("number", "is_undone", *names)}
    return insert.on_conflict_do_update(
        index_elements=list(DRAFT_CHANGE.primary_key), set_=values
    ).returning(DRAFT_CHANGE.c.number)


def _set(page: Page, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Set columns of the draft; return those that change, with their values before."""
    if foreign := columns.keys() - Page.DRAFT_COLUMNS:
        raise ValueError(f"no columns of the draft: {foreign}")
    before = {name: getattr(page, name) for name in columns}
    for name, value in columns.items():
        setattr(page, name, value)
    return {name: value for name, value in before.items() if value != columns[name]}


def _summary(
    inverse: Mapping[str, Any], before: Iterable[Group], after: Iterable[Group]
) -> Summary:
    if "page" in inverse:
        columns = list(inverse["page"])
        is_more = len(inverse) > 1
        return Summary(
            SEVERAL if is_more else SETTINGS, name=columns[0] if len(columns) == 1 else ""
        )
    if "sections" in inverse:
        titles = {str(each.id): each.title for each in (*_headings(before), *_headings(after))}
        return _summary_of_sections(inverse["sections"], titles)
    return _summary_of_picks(inverse["picks"])


def _summary_of_sections(inverse: Inverse, titles: Mapping[str, str]) -> Summary:
    added, removed = inverse.get(ADDED, []), [row["id"] for row in inverse.get(REMOVED, ())]
    changed = dict(inverse.get(CHANGED, ()))
    ids = [*added, *removed, *changed]
    if len(ids) > 1:
        is_moved = (
            not added
            and not removed
            and not any(row.keys() - {"position"} for row in changed.values())
        )
        return Summary(ORDER if is_moved else SEVERAL)
    if changed:
        is_moved = changed[ids[0]].keys() == {"position"}
        return Summary(SECTION_MOVED if is_moved else SECTION_CHANGED, name=titles[ids[0]])
    return Summary(SECTION_ADDED if added else SECTION_REMOVED, name=titles[ids[0]])


def _summary_of_picks(inverse: Inverse) -> Summary:
    added, removed = len(inverse.get(ADDED, ())), len(inverse.get(REMOVED, ()))
    if added and removed:
        return Summary(TICKS, added + removed)
    if added or removed:
        return Summary(TICKED if added else UNTICKED, added or removed)
    is_of_texts = all(row.keys() <= {"title", "alt"} for _, row in inverse[CHANGED])
    return Summary(TEXTS if is_of_texts else ORDER)


def _picks(groups: Iterable[Group]) -> list[Picked]:
    return [pick for group in groups for pick in group.picks]


def _headings(groups: Iterable[Group]) -> list[Heading]:
    return [group.heading for group in groups if group.heading is not None]
