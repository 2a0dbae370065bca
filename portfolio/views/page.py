"""The public page, one video of it, and the covers that were on their way."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio import clock, jobs
from portfolio.queues import VISITORS
from portfolio.services import budget, visits
from portfolio.services.cards import Card
from portfolio.services.programme import Programme, programme_of
from portfolio.tiktok.endpoints import Endpoint
from portfolio.views import keeping, presenting, waiting

bp = Blueprint("page", __name__)


@bp.get("/@<handle>")
def show(handle: str) -> ResponseReturnValue:
    if handle != handle.lower():
        return redirect(f"/@{handle.lower()}", 301)
    if keeping.is_same(handle):
        return "", 204  # the page layer answers with its copy
    programme = visited(handle, meanwhile=rendered)
    terms = keeping.terms_of(programme)
    keeping.tell(terms)
    return cacheable(rendered(programme), terms)


@bp.get("/@<handle>/v/<video_id>")
def play(handle: str, video_id: str) -> ResponseReturnValue:
    if keeping.is_same(handle):
        return "", 204  # the page layer answers with its copy
    programme = visited(handle)
    found = programme.find(video_id)
    if found is None:
        abort(404)
    section, place = found
    card = section.cards[place]
    html = render_template(
        "page/player.html",
        page=presenting.page_view(programme),
        card=card,
        player={"src": card.embed, "title": card.title, "tiktok_url": card.tiktok_url},
        previous=section.cards[place - 1] if place else None,
        next=section.cards[place + 1] if place + 1 < section.count else None,
        section=section.title,
        position=place + 1,
        of=section.count,
    )
    terms = keeping.terms_of(programme)
    keeping.tell(terms)
    return cacheable(html, terms)


@bp.get("/@<handle>/covers")
def covers(handle: str) -> ResponseReturnValue:
    """Answer a page's pending cards as they are now: one request for all of them."""
    ids = [video_id for video_id in request.args.get("ids", "").split(",") if video_id]
    if not ids or len(ids) > presenting.MOST_PENDING:
        abort(400)
    programme = published(handle)
    cards = [card for card in programme.cards() if card.id in set(ids)]
    ask_for_covers(programme, [card for card in cards if card.due])
    response = make_response(render_template("page/_covers.html", cards=cards))
    response.headers["Cache-Control"] = "no-store"
    if budget.is_paused(Endpoint.VIDEO_QUERY):
        response.headers["Retry-After"] = "30"  # the page then asks one last time
    return response


def visited(handle: str, meanwhile: Callable[[Programme], str] | None = None) -> Programme:
    """Return what a visitor of this page is to see, with its covers if they come in a moment.

    While it waits for them, others are shown what `meanwhile` makes of the page as it is.
    """
    programme = published(handle)
    # First of all what the visitor may have to wait for.
    queued = ask_for_covers(programme, [card for card in programme.cards() if card.due])
    if programme.is_avatar_due:
        jobs.renew_avatar_later(programme.creator_id)
    if not waiting.is_crawler():
        visits.count(programme.creator_id, keeping.number_of_visits())
    urgent = [card.id for card in programme.first_screen if card.cover is None]
    if not urgent or not queued:
        return programme
    pending = [card.id for card in programme.pending[: presenting.MOST_PENDING]]
    if meanwhile is not None:
        keeping.show_meanwhile(meanwhile(programme))
    if waiting.wait_for_covers(programme.creator_id, urgent, pending):
        return published(handle)
    return programme


def published(handle: str) -> Programme:
    programme = programme_of(handle)
    if programme is None:
        abort(404)
    return programme


def ask_for_covers(programme: Programme, due: list[Card]) -> bool:
    """Queue a renewal of these; return whether one was queued. A crawler has no priority.

    While TikTok is left alone none is: the plan begins again when that is over.
    """
    if not due or budget.is_paused(Endpoint.VIDEO_QUERY):
        return False
    caller = budget.COLD if waiting.is_crawler() else VISITORS
    return jobs.renew_covers_later(programme.creator_id, [card.id for card in due], caller)


def rendered(programme: Programme) -> str:
    return render_template(
        "page/show.html",
        page=presenting.page_view(programme),
        sections=programme.sections,
        pending_url=presenting.pending_url(programme),
        canonical=presenting.page_url(programme.handle),
    )


def cacheable(html: str, terms: keeping.Terms) -> Response:
    """Say how long the page is true, and answer 304 where the reader has it already."""
    response = make_response(html)
    control = keeping.cache_control(terms, clock.now().timestamp())
    response.headers["Cache-Control"] = control
    if control != "no-store":
        response.add_etag()
        response.make_conditional(request)
    return response
