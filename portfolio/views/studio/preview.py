"""The draft as visitors would see it, also for a frame beside the controls."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import previews as drafts_shown
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import access, addresses, presenting_pages, previews, whose
from portfolio.views.contexts import Action, Strip

bp = Blueprint("preview", __name__, url_prefix="/studio/preview")


@bp.get("")
@access.may_view
def show() -> ResponseReturnValue:
    back = Action(gettext("Back to the studio"), whose.place() or url_for("order.show"))
    strip = Strip(gettext("Your draft, as visitors would see it."), back)
    return previews.whole(draft(), presenting_pages.place("preview"), strip)


@bp.get("/frame")
@access.may_view
def show_frame() -> ResponseReturnValue:
    at = replace(
        presenting_pages.place("preview"),
        whole=url_for("preview.show_frame"),
        canonical=addresses.in_full("preview.show_frame"),
    )
    return previews.whole(draft(), at, None)


@bp.get("/v/<video:video_id>")
@access.may_view
def play(video_id: str) -> ResponseReturnValue:
    return previews.player(draft(), video_id, presenting_pages.place("preview"))


@bp.get("/covers")
@access.may_view
def covers() -> ResponseReturnValue:
    return previews.covers(draft(), presenting_pages.place("preview"))


def draft() -> PublicPage:
    return drafts_shown.of_draft(access.acting().creator_id)
