"""Reports of visitors about a page: written for the host, who lists and closes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.report import Report
from portfolio.models.texts import visible
from portfolio.services.errors import Refused
from portfolio.tiktok import reading
from portfolio.transactions import end_read, writing

#: The kinds of reasons to choose from.
KINDS = (
    *("imitation", "copyright", "privacy", "minors", "sexual"),
    *("hatred", "violence", "fraud", "other"),
)
#: The characters of the words, and of the contact, at most.
WORDS_LENGTH, CONTACT_LENGTH = 2000, 200
#: A page has no more open reports than these: the host has been told by then.
MOST_OPEN = 100


@dataclass(frozen=True)
class Open:
    """An open report, and the page that it is about."""

    number: int
    handle: str
    is_suspended: bool
    kind: str
    words: str
    contact: str | None
    at: datetime


def add(creator_id: UUID, *, kind: str, words: str, contact: str) -> None:
    """Keep a visitor's report, unless the page has `MOST_OPEN` already.

    Raises `Refused`, which has words for each refused field, and `LookupError` if the creator has
    just left.
    """
    told, way = _typed(words), _typed(contact)
    errors = _errors(kind, told, way)
    if errors:
        raise Refused(next(iter(errors)), next(iter(errors.values())), errors)
    is_open = sa.and_(Report.creator_id == creator_id, Report.closed_at.is_(None))
    with writing() as session:
        lock = {"read": True, "key_share": True}
        if session.get(Creator, creator_id, with_for_update=lock) is None:
            raise LookupError(creator_id)
        count = session.scalar(sa.select(sa.func.count()).select_from(Report).where(is_open)) or 0
        if count < MOST_OPEN:
            session.add(
                Report(
                    creator_id=creator_id,
                    kind=kind,
                    words=told,
                    contact=way or None,
                    reported_at=clock.now(),
                )
            )


def all_open() -> Sequence[Open]:
    """Return the open reports, the oldest first."""
    found = db.session.execute(
        sa.select(Report, Page.handle, Page.suspended_at)
        .join(Page, Page.creator_id == Report.creator_id)
        .where(Report.closed_at.is_(None), Page.handle.is_not(None))
        .order_by(Report.number)
    ).all()
    end_read()
    return [
        Open(
            number=report.number,
            handle=str(handle),
            is_suspended=suspended_at is not None,
            kind=report.kind,
            words=report.words,
            contact=report.contact,
            at=report.reported_at,
        )
        for report, handle, suspended_at in found
    ]


def close(numbers: Iterable[int]) -> set[int]:
    """Close these reports; return the numbers of those that were open."""
    wanted = set(numbers)
    with writing() as session:
        found = session.scalars(
            sa.select(Report)
            .where(Report.number.in_(wanted), Report.closed_at.is_(None))
            .with_for_update()
        ).all()
        for report in found:
            report.closed_at = clock.now()
        return {report.number for report in found}


def _typed(text: str) -> str:
    """Return a typed text as the database can hold it, with one kind of line end."""
    return visible(reading.text(text.replace("\r\n", "\n")))


def _errors(kind: str, words: str, contact: str) -> dict[str, str]:
    errors = {}
    if kind not in KINDS:
        errors["kind"] = gettext("Choose what it is about.")
    if not words:
        errors["words"] = gettext("Say in a few words what is wrong, and where.")
    for field, text, most in (
        ("words", words, WORDS_LENGTH),
        ("contact", contact, CONTACT_LENGTH),
    ):
        if len(text) > most:
            errors[field] = ngettext(
                "This is %(num)s character too long: at most %(most)s fit.",
                "This is %(num)s characters too long: at most %(most)s fit.",
                len(text) - most,
                most=most,
            )
    return errors
