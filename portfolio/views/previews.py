"""Pages that are shown before visitors see them: no cache keeps them, and no visit is counted."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, make_response

from portfolio import jobs, languages
from portfolio.queues import CREATORS
from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import headers, presenting_pages
from portfolio.views.contexts import Strip
from portfolio.views.presenting_pages import Place


def whole(page: PublicPage, at: Place, strip: Strip | None) -> Response:
    """Return a page in its creator's language, as visitors would see it; without a strip, for a
    frame.
    """
    ask_for_covers(page, page.cards())
    with languages.speaking(page.language):
        return _private(presenting_pages.whole(page, at, strip))


def player(page: PublicPage, video_id: str, at: Place) -> Response:
    with languages.speaking(page.language):
        return _private(presenting_pages.player(page, video_id, at, at.canonical))


def covers(page: PublicPage, at: Place) -> Response:
    """Answer a preview's pending cards in their present state."""
    ids = presenting_pages.ids_asked_for()
    cards = [card for card in page.cards() if card.id in ids]
    ask_for_covers(page, cards)
    with languages.speaking(page.language):
        return _private(presenting_pages.covers(cards, at))


def ask_for_covers(page: PublicPage, cards: Iterable[Card]) -> None:
    due = [card.id for card in cards if card.due]
    if due:
        jobs.renew_covers_later(page.creator_id, due, CREATORS)


def _private(html: str) -> Response:
    response = make_response(html)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    headers.let_be_framed(response)
    return response
