"""The steps of a visit to a public page. Each does one thing, and a view takes those it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn
from uuid import UUID

from flask import abort

from portfolio import jobs, languages
from portfolio.queues import UPKEEP, VISITORS
from portfolio.services.calls import budget
from portfolio.services.pages import former_handles, parts, visits
from portfolio.services.pages.cards import Card
from portfolio.services.pages.directory import Poster
from portfolio.services.pages.public_page import PublicPage, find
from portfolio.tiktok.endpoints import Endpoint
from portfolio.views import addresses, caching, headers, presenting, waiting


def published(handle: str, part: int | None = None) -> PublicPage:
    """Return the page at `handle` as it is now, or a part of it; speak its creator's language.

    A former handle is redirected to the present one; without a page there is a 404.
    """
    page = find(handle) if part is None else parts.find(handle, part)
    if page is None:
        not_here(handle)
    languages.speak(page.language)
    if page.is_unlisted:
        headers.keep_out_of_searches()
    return page


def not_here(handle: str) -> NoReturn:
    """Stop this request: a former handle is redirected to the present one, any other is a 404."""
    present = former_handles.present(handle)
    abort(404 if present is None else addresses.moved(present))


def request_covers(page: PublicPage, cards: Iterable[Card] | None = None) -> bool:
    """Queue a renewal of the due covers among `cards`, or of the whole page; return whether it was.

    A crawler's has no priority. While TikTok is left alone none is queued: the plan renews the
    covers afterwards.
    """
    due = [card.id for card in (page.cards() if cards is None else cards) if card.due]
    return request_renewal(page.creator_id, due)


def request_renewal(creator_id: UUID, due: Sequence[str]) -> bool:
    """Queue a renewal of these due covers, as `request_covers` does; return whether it was."""
    if not due or budget.is_paused(Endpoint.VIDEO_QUERY):
        return False
    caller = budget.COLD if waiting.is_crawler() else VISITORS
    return jobs.renew_covers_later(creator_id, due, caller)


def request_avatar(page: PublicPage) -> None:
    """Queue a renewal of the avatar if it is due."""
    if page.is_avatar_due:
        request_avatar_renewal(page.creator_id)


def request_avatar_renewal(creator_id: UUID) -> bool:
    """Queue a renewal of a due avatar; return whether it was. A crawler's has no priority."""
    queue = UPKEEP if waiting.is_crawler() else VISITORS
    return jobs.renew_avatar_later(creator_id, queue)


def count_visit(page: PublicPage) -> None:
    """Count this request as a visit, unless a crawler made it."""
    if not waiting.is_crawler():
        visits.count(page.creator_id, caching.number_of_visits())


def wait(page: PublicPage, meanwhile: Callable[[PublicPage], str] | None = None) -> bool:
    """Wait a moment for the covers of the first screen; return whether the page is another then.

    While this request waits, other visitors see the page that `meanwhile` renders.
    """
    urgent = [card.id for card in page.first_screen if card.pending]
    if not urgent:
        return False
    if meanwhile is not None:
        caching.show_meanwhile(meanwhile(page))
    pending = [card.id for card in page.pending[: presenting.MOST_PENDING]]
    return waiting.wait_for_covers(page.creator_id, urgent, pending)


def request_posters(posters: Iterable[Poster]) -> None:
    """Request the due covers of posters, behind all others: nobody waits for them."""
    for poster in posters:
        if due := [card.id for card in poster.cards if card.due]:
            jobs.renew_covers_later(poster.page.creator_id, due, budget.COLD)
