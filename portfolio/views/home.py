"""The front door and its directory, for everybody: no cookie is read or set."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from portfolio import clock, jobs
from portfolio.services import budget, directory
from portfolio.views import presenting

bp = Blueprint("home", __name__)

KEPT = 30  # seconds


@bp.get("/")
def index() -> ResponseReturnValue:
    posters = directory.posters()
    for poster in posters:
        if due := [card.id for card in poster.cards if card.due]:
            jobs.renew_covers_later(poster.programme.creator_id, due, budget.COLD)
    response = make_response(
        render_template("home.html", posters=[presenting.poster_view(each) for each in posters])
    )
    cards = [card for poster in posters for card in poster.cards]
    left = KEPT
    if until := presenting.soonest(cards):
        left = max(min(left, int((until - clock.now()).total_seconds())), 0)
    response.headers["Cache-Control"] = f"public, max-age={left}"
    return response
