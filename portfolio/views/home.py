"""The front door and its directory, for everybody: no cookie is read or set."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from portfolio import clock, jobs
from portfolio.services import budget, directory
from portfolio.views import keeping, presenting

bp = Blueprint("home", __name__)

KEPT = 30  # seconds
NOBODY = UUID(int=0)  # the directory is no creator's page


@bp.get("/")
def index() -> ResponseReturnValue:
    posters = directory.posters()
    for poster in posters:
        if due := [card.id for card in poster.cards if card.due]:
            jobs.renew_covers_later(poster.programme.creator_id, due, budget.COLD)
    html = render_template("home.html", posters=[presenting.poster_view(each) for each in posters])
    until = clock.now().timestamp() + KEPT
    if unsafe := presenting.soonest([card for poster in posters for card in poster.cards]):
        until = min(until, unsafe.timestamp())
    terms = keeping.Terms(NOBODY, version=0, until=until, due_at=until)
    keeping.tell(terms)
    response = make_response(html)
    response.headers["Cache-Control"] = keeping.cache_control(terms, clock.now().timestamp())
    return response
