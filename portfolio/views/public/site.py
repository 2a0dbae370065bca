"""Texts about the site, for people and machines: privacy, terms, robots."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from portfolio.views import addresses, caching, contexts

bp = Blueprint("words", __name__)

#: The first addresses of the rooms that no crawler needs. Only plain prefixes are understood by all
#: (RFC 9309 has wildcards, but Python's own parser does not know them).
PRIVATE = ("studio.index", "login.show", "login.logout")


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
    private = [f"Disallow: {url_for(each)}" for each in PRIVATE]
    lines = ["User-agent: *", *private, "", f"Sitemap: {addresses.in_full('sitemaps.index')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
