"""What the site says of itself, to people and to machines: privacy, terms, robots, sitemap."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portfolio.extensions import db, settings
from portfolio.models.page import Page

bp = Blueprint("words", __name__)


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("words/privacy.html")


@bp.get("/terms")
def terms() -> ResponseReturnValue:
    return render_template("words/terms.html")


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    lines = ["User-agent: *", "Disallow: /studio", "Disallow: /login", ""]
    lines.append(f"Sitemap: {settings().public_url}/sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    pages = db.session.execute(
        sa.select(Page.handle, Page.published_at)
        .where(Page.edition.is_not(None), Page.handle.is_not(None))
        .order_by(Page.published_at.desc())
        .limit(50_000)  # the most a sitemap may hold, https://www.sitemaps.org/protocol.html
    ).all()
    body = render_template("words/sitemap.xml", pages=pages, url=settings().public_url)
    return Response(body, mimetype="application/xml")
