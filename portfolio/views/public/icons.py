"""The site's icons where browsers, phones and feed readers look for them, and its web manifest."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, json, url_for
from flask.typing import ResponseReturnValue

from portfolio.assets import Asset, Assets
from portfolio.extensions import settings
from portfolio.views import caching

bp = Blueprint("icons", __name__)

#: The paper of static/css/tokens.css in light, shown while an installed studio opens.
PAPER = "#fbf9f6"


@bp.get("/favicon.ico")
@caching.shared()
def favicon() -> ResponseReturnValue:
    return Response(_asset("icons/favicon.ico").plain, mimetype="image/x-icon")


@bp.get("/apple-touch-icon.png")
@caching.shared()
def touch() -> ResponseReturnValue:
    return Response(_asset("icons/touch.png").plain, mimetype="image/png")


@bp.get("/site.webmanifest")
@caching.shared()
def manifest() -> ResponseReturnValue:
    """Answer with the manifest of the studio, the part of the site that people install.

    https://www.w3.org/TR/appmanifest/
    """
    name = settings().site_name
    icons = [
        _icon("icons/medium.png", "192x192", "any"),
        _icon("icons/large.png", "512x512", "any"),
        # The mark stays whole in a circle of four fifths of the width.
        _icon("icons/large.png", "512x512", "maskable"),
    ]
    described = {
        "name": name,
        "start_url": url_for("studio.index"),
        "scope": url_for("home.index"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return Response(json.dumps(described), mimetype="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    asset = _asset(name)
    address = url_for("assets.send", hashed_name=asset.hashed_name)
    return {"src": address, "sizes": sizes, "type": asset.mimetype, "purpose": purpose}


def _asset(name: str) -> Asset:
    assets: Assets = current_app.extensions["assets"]
    return assets.named(name)
