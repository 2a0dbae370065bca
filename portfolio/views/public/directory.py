"""The directory of the site's public pages: all of them, in parts, and a search among them."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.models.search_text import MOST_LETTERS
from portfolio.services.pages import directory, directory_search
from portfolio.services.pages.cards import Card
from portfolio.services.pages.directory import Part
from portfolio.services.pages.directory_search import LIVELY, NEW, SORTS, Wanted
from portfolio.views import addresses, caching, contexts, limits, presenting
from portfolio.views.cache_policy import CachePolicy, policy_for
from portfolio.views.public.home import KEPT_SECONDS
from portfolio.views.public.visiting import request_posters

bp = Blueprint("directory", __name__)


@bp.get("/pages")
@caching.kept()
def show() -> tuple[str, CachePolicy]:
    part = directory.part(directory.EVERYTHING)
    request_posters(part.posters)
    return rendered(part, directory.EVERYTHING), policy_for(
        KEPT_SECONDS, presenting.soonest(cards_of(part))
    )


@bp.get("/pages/found")
@caching.live
@limits.search
def found() -> ResponseReturnValue:
    """Answer a search, the other order, or a later part: a cache keeps none of them."""
    wanted = asked_for()
    if wanted.is_plain:
        return redirect(url_for("directory.show"))
    part = directory.part(wanted)
    request_posters(part.posters)
    return rendered(part, wanted)


def asked_for() -> Wanted:
    """Return what the query asks for; what it cannot mean is left out."""
    sort = request.args.get("sort", "")
    return Wanted(
        query=request.args.get("q", ""),
        sort=sort if sort in SORTS else LIVELY,
        after=directory_search.place_in(request.args.get("after", "")),
    )


def cards_of(part: Part) -> list[Card]:
    return [card for poster in part.posters for card in poster.cards]


def rendered(part: Part, wanted: Wanted) -> str:
    words = {LIVELY: gettext("Last published first"), NEW: gettext("Newest pages first")}
    more = url_for(
        "directory.found",
        q=wanted.query or None,
        sort=wanted.sort if wanted.sort != LIVELY else None,
        after=str(part.after),
    )
    shown = contexts.Directory(
        posters=[presenting.poster_view(each) for each in part.posters],
        covers_last=presenting.covers_last(cards_of(part)),
        canonical=addresses.in_full("directory.show"),
        shown_as=addresses.of_file("icons/large.png"),
        query=wanted.query,
        most_letters=MOST_LETTERS,
        sorts=[contexts.Option(sort, words[sort], sort == wanted.sort) for sort in SORTS],
        more=more if part.after else "",
        is_plain=wanted.is_plain,
    )
    return contexts.render(shown)
