"""A visitor's search on a public page: over the videos that it shows, and no others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from portfolio.models import search_text
from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import FIRST_ROW, Section

#: The videos from which on a page offers it: fewer are seen at a glance.
LEAST = 25
SORTS = PLACE, NEWEST, VIEWS = ("place", "newest", "views")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """A visitor's search: words as in the studio's search, and the slug of a section."""

    query: str = ""
    section: str = ""
    sort: str = PLACE

    @property
    def is_plain(self) -> bool:
        """Whether it asks for the whole page as it is."""
        return not search_text.pieces_of(self.query) and not self.section and self.sort == PLACE


def is_offered(page: PublicPage) -> bool:
    return page.count >= LEAST


def found(page: PublicPage, wanted: Wanted) -> PublicPage:
    """Return the page with one section: the videos that are found, in their order."""
    pieces = search_text.pieces_of(wanted.query)
    cards = [
        card
        for section in page.sections
        if wanted.section in ("", section.slug)
        for card in section.cards
        if _holds(card, pieces)
    ]
    if wanted.sort == NEWEST:
        cards.sort(key=lambda card: card.day or _LONG_AGO, reverse=True)
    elif wanted.sort == VIEWS:
        cards.sort(key=lambda card: -1 if card.views is None else card.views, reverse=True)
    shown = tuple(
        replace(card, is_pinned=False, eager=place < FIRST_ROW) for place, card in enumerate(cards)
    )
    return replace(page, sections=(Section(None, "found", shown),) if shown else ())


def _holds(card: Card, pieces: list[str]) -> bool:
    if not pieces:
        return True
    text = search_text.text_of(card.title, card.description)
    return all(piece in text for piece in pieces)
