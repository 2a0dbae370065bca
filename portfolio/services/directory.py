"""The site's directory: the pages that are public, the newest edition first."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.services.cards import Card
from portfolio.services.programme import Programme, programme_of

MOST = 24
CARDS = 3


@dataclass(frozen=True)
class Poster:
    """A page as the directory announces it."""

    programme: Programme
    cards: list[Card]
    count: int
    seconds: int


def posters() -> list[Poster]:
    """Return the posters of the directory's first page."""
    handles = db.session.scalars(
        sa.select(Page.handle)
        .where(Page.edition.is_not(None), Page.handle.is_not(None))
        .order_by(Page.published_at.desc(), Page.handle)
        .limit(MOST)
    ).all()
    programmes = (programme_of(handle) for handle in handles if handle)
    return [_poster(programme) for programme in programmes if programme is not None]


def _poster(programme: Programme) -> Poster:
    cards = list(programme.cards())
    ready = [card for card in cards if card.cover] + [card for card in cards if not card.cover]
    return Poster(
        programme=programme,
        cards=ready[:CARDS],
        count=len(cards),
        seconds=sum(card.duration or 0 for card in cards),
    )
