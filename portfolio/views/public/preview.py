"""A draft at its private link, for all who have it: no visit is counted, and no cookie read."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import previews as drafts_shown
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import limits, presenting_pages, previews
from portfolio.views.contexts import Strip

bp = Blueprint("shared", __name__, url_prefix="/preview")


@bp.get("/<token>")
@limits.preview
def show(token: str) -> ResponseReturnValue:
    strip = Strip(gettext("A preview, for whoever has this link. It is not published."), None)
    return previews.whole(draft(token), place(token), strip)


@bp.get("/<token>/v/<video:video_id>")
@limits.preview
def play(token: str, video_id: str) -> ResponseReturnValue:
    return previews.player(draft(token), video_id, place(token))


@bp.get("/<token>/covers")
@limits.preview
def covers(token: str) -> ResponseReturnValue:
    return previews.covers(draft(token), place(token))


def draft(token: str) -> PublicPage:
    """Return the draft that a link shows; 404 for any other."""
    page = drafts_shown.of_link(token)
    if page is None:
        abort(404)
    return page


def place(token: str) -> presenting_pages.Place:
    return presenting_pages.place("shared", token=token)
