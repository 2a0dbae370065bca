"""What a view tells the page layer of its answer: how long it is true, and which version it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import request

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.tables import PAGE
from portfolio.services import visits
from portfolio.services.programme import Programme

#: In the WSGI environment: the terms of the layer's copy, the terms of this answer, whether the
#: copy is still the same, and where to leave what others may be shown meanwhile.
COPY, TERMS, SAME, MEANWHILE = "page.copy", "page.terms", "page.same", "page.meanwhile"
#: How many visitors the layer answered since the view was last asked for this page.
VISITS = "page.visits"

#: Seconds for which others may keep a page, at most: all of them, one after the other.
KEPT = 60

_VERSION = sa.select(PAGE.c.version).where(
    PAGE.c.handle == sa.bindparam("handle"), PAGE.c.edition.is_not(None)
)


@dataclass(frozen=True)
class Terms:
    """On what terms an answer may be kept. Times are Unix seconds."""

    creator_id: UUID
    version: int
    #: From when on it would show something unsafe; 0 for an answer that is not to be kept.
    until: float
    #: From when on a renewal is due, which only the view asks for.
    due_at: float


def terms_of(programme: Programme) -> Terms:
    """Return the terms of a page that shows this programme."""
    now = clock.now().timestamp()
    if programme.pending:
        return Terms(programme.creator_id, programme.version, until=0, due_at=0)
    moments = [card.cover.until for card in programme.cards() if card.cover]
    if programme.avatar_until is not None:
        moments.append(programme.avatar_until)
    until = min((moment.timestamp() for moment in moments), default=now + KEPT)
    due_at = min(
        (card.due_at.timestamp() for card in programme.cards() if card.due_at), default=until
    )
    return Terms(programme.creator_id, programme.version, until, due_at)


def cache_control(terms: Terms, now: float) -> str:
    """Return how long others may keep an answer: never longer than it is safe to show.

    nginx sends no Age, so a browser counts anew from a copy that is as old as can be. What both
    may keep, each of them unasked at the end, is together what is left.
    """
    # nginx counts in whole seconds and may keep it for one more.
    left = int(min(terms.until - now, KEPT) - 1)
    if left <= 0:
        return "no-store"
    part = left // 6
    shared = left - 3 * part
    return f"public, max-age={part}, s-maxage={shared}, stale-while-revalidate={part}"


def is_same(handle: str) -> bool:
    """Whether the layer's copy is what this page would be rendered as now; tells the layer so."""
    copy: Terms | None = request.environ.get(COPY)
    if copy is None or clock.now().timestamp() >= min(copy.until, copy.due_at):
        return False
    if db.session.scalar(_VERSION, {"handle": handle}) != copy.version:
        return False
    visits.count(copy.creator_id, number_of_visits())
    request.environ[SAME] = True
    return True


def number_of_visits() -> int:
    """Return how many visits this request stands for: its own, and those the layer answered."""
    return 1 + int(request.environ.get(VISITS, 0))


def tell(terms: Terms) -> None:
    """Let the layer keep this answer on these terms."""
    request.environ[TERMS] = terms


def show_meanwhile(html: str) -> None:
    """Give the layer what others may be shown while this request waits."""
    leave: Callable[[str], None] | None = request.environ.get(MEANWHILE)
    if leave is not None:
        leave(html)
