"""The public page, one video of it, and the covers that were on their way."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio import clock, jobs
from portfolio.queues import UPKEEP, VISITORS
from portfolio.services.cards import Card
from portfolio.services.programme import Programme, programme_of
from portfolio.views import presenting, waiting

bp = Blueprint("page", __name__)

#: Seconds for which others may keep a page, at most, and for how long of it unasked.
KEPT, KEPT_UNASKED = 60, 30


@bp.get("/@<handle>")
def show(handle: str) -> ResponseReturnValue:
    if handle != handle.lower():
        return redirect(f"/@{handle.lower()}", 301)
    programme = visited(handle)
    response = make_response(
        render_template(
            "page/show.html",
            page=presenting.page_view(programme),
            sections=programme.sections,
            pending_url=presenting.pending_url(programme),
            canonical=presenting.page_url(handle),
        )
    )
    return cacheable(response, programme)


@bp.get("/@<handle>/v/<video_id>")
def play(handle: str, video_id: str) -> ResponseReturnValue:
    programme = visited(handle)
    found = programme.find(video_id)
    if found is None:
        abort(404)
    section, place = found
    card = section.cards[place]
    response = make_response(
        render_template(
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
    )
    return cacheable(response, programme)


@bp.get("/@<handle>/covers")
def covers(handle: str) -> ResponseReturnValue:
    """Answer a page's pending cards as they are now: one request for all of them."""
    ids = [video_id for video_id in request.args.get("ids", "").split(",") if video_id]
    if not ids or len(ids) > presenting.MOST_PENDING:
        abort(400)
    programme = programme_of(handle)
    if programme is None:
        abort(404)
    cards = [card for card in programme.cards() if card.id in set(ids)]
    ask_for_covers(programme, [card for card in cards if card.due])
    response = make_response(render_template("page/_covers.html", cards=cards))
    response.headers["Cache-Control"] = "no-store"
    return response


def visited(handle: str) -> Programme:
    """Return what a visitor of this page is to see, with its first screen's covers if they come."""
    programme = programme_of(handle)
    if programme is None:
        abort(404)
    jobs.note_visit_later(programme.creator_id)
    due = [card for card in programme.cards() if card.due]
    if programme.is_avatar_due:
        jobs.renew_avatar_later(programme.creator_id)
    if not due:
        return programme
    queued = ask_for_covers(programme, due)
    missing = [card.id for card in programme.first_screen if card.cover is None]
    if queued and waiting.wait_for_covers(programme.creator_id, missing):
        programme = programme_of(handle)
        if programme is None:
            abort(404)
    return programme


def ask_for_covers(programme: Programme, due: list[Card]) -> bool:
    """Queue a renewal of these, before visitors' queue for one who would see a card without it."""
    if not due:
        return False
    if waiting.is_crawler():
        return jobs.renew_covers_later(programme.creator_id, [card.id for card in due], UPKEEP)
    return jobs.renew_covers_later(programme.creator_id, [card.id for card in due], VISITORS)


def cacheable(response: Response, programme: Programme) -> Response:
    """Say how long the page is true, and answer 304 where the reader has it already."""
    now = clock.now()
    if programme.pending:
        response.headers["Cache-Control"] = "no-store"
        return response
    left = KEPT
    if until := presenting.soonest(list(programme.cards())):
        left = max(min(left, int((until - now).total_seconds())), 0)
    unasked = min(left // 2, KEPT_UNASKED)
    response.headers["Cache-Control"] = (
        f"public, max-age={unasked}, stale-while-revalidate={left - unasked}"
    )
    response.add_etag()
    response.make_conditional(request)
    return response
