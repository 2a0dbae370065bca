"""Texts about the site, for people and machines: privacy, terms, robots."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from portfolio import languages
from portfolio.languages import gettext
from portfolio.views import addresses, caching, contexts, host_texts
from portfolio.views.contexts import Other

bp = Blueprint("words", __name__)

#: The first addresses of the rooms that no crawler needs. Only plain prefixes are understood by all
#: (RFC 9309 has wildcards, but Python's own parser does not know them).
PRIVATE = ("studio.index", "login.show", "login.logout")


@bp.get("/privacy")
@caching.shared()
def privacy() -> ResponseReturnValue:
    return own("privacy") or contexts.render(contexts.Privacy())


@bp.get("/privacy/<language>")
@caching.shared()
def privacy_in(language: str) -> ResponseReturnValue:
    return own("privacy", language) or abort(404)


@bp.get("/terms")
@caching.shared()
def terms() -> ResponseReturnValue:
    return own("terms") or contexts.render(contexts.Terms())


@bp.get("/terms/<language>")
@caching.shared()
def terms_in(language: str) -> ResponseReturnValue:
    return own("terms", language) or abort(404)


def own(name: str, language: str | None = None) -> str | None:
    """Return the page of a text that the host wrote, in its language; None without one."""
    text = host_texts.find(name, language)
    if text is None:
        return None
    languages.speak(text.language)
    titles = {"privacy": gettext("Privacy"), "terms": gettext("Terms")}
    others = [
        Other(each, languages.LANGUAGES[each], url_for(f"words.{name}_in", language=each))
        for each in host_texts.languages_of(name)
        if each != text.language
    ]
    return contexts.render(contexts.HostWords(text.title or titles[name], text.html, others))


@bp.get("/robots.txt")
@caching.shared()
def robots() -> ResponseReturnValue:
    private = [f"Disallow: {url_for(each)}" for each in PRIVATE]
    lines = ["User-agent: *", *private, "", f"Sitemap: {addresses.in_full('sitemaps.index')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
