"""Texts about the site, for people and machines: privacy, terms, robots, sitemap."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from portfolio.services.pages import directory
from portfolio.views import addresses, caching, contexts, presenting

bp = Blueprint("words", __name__)

#: The most a sitemap may hold: https://www.sitemaps.org/protocol.html
MOST_IN_SITEMAP = 50_000


@bp.get("/privacy")
@caching.shared()
def privacy() -> ResponseReturnValue:
    return contexts.render(contexts.Privacy())


@bp.get("/terms")
@caching.shared()
def terms() -> ResponseReturnValue:
    return contexts.render(contexts.Terms())


@bp.get("/robots.txt")
@caching.shared()
def robots() -> ResponseReturnValue:
    private = [f"Disallow: {url_for(each)}" for each in ("studio.index", "login.show")]
    lines = ["User-agent: *", *private, "", f"Sitemap: {addresses.in_full('words.sitemap')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@caching.shared()
def sitemap() -> ResponseReturnValue:
    places = [contexts.Place(addresses.in_full("home.index"))]
    for page in directory.public_pages(MOST_IN_SITEMAP):
        published_on = page.published_at.date() if page.published_at else None
        places.append(contexts.Place(presenting.page_url(page.handle), published_on))
    return Response(contexts.render(contexts.Sitemap(places)), mimetype="application/xml")
