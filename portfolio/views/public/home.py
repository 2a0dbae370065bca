"""The front door with the directory, for everybody: it reads and sets no cookie."""

from __future__ import annotations

from flask import Blueprint

from portfolio.services.pages import directory
from portfolio.views import addresses, caching, contexts, presenting
from portfolio.views.cache_policy import CachePolicy, policy_for
from portfolio.views.public.visiting import request_posters

bp = Blueprint("home", __name__)

KEPT_SECONDS = 30


@bp.get("/")
@caching.kept()
def index() -> tuple[str, CachePolicy]:
    posters = directory.part(directory.EVERYTHING).posters
    request_posters(posters)
    cards = [card for poster in posters for card in poster.cards]
    home = contexts.Home(
        posters=[presenting.poster_view(each) for each in posters],
        covers_last=presenting.covers_last(cards),
        canonical=addresses.in_full("home.index"),
        shown_as=addresses.of_file("icons/large.png"),
    )
    return contexts.render(home), policy_for(KEPT_SECONDS, presenting.soonest(cards))
