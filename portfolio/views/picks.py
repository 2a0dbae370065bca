"""Ticks: PUT and DELETE of a pick, and the plain form for a browser without JavaScript."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio.services import choosing, picks
from portfolio.views import access, presenting
from portfolio.views.bar import bar

bp = Blueprint("picks", __name__, url_prefix="/studio/picks")


@bp.put("/<video_id>")
@access.signed_in
def pick(video_id: str) -> ResponseReturnValue:
    try:
        picks.pick(g.creator_id, video_id)
    except LookupError:
        abort(403 if is_foreign(video_id) else 404)
    return picked(video_id)


@bp.delete("/<video_id>")
@access.signed_in
def unpick(video_id: str) -> ResponseReturnValue:
    if not choosing.tiles_of(g.creator_id, [video_id]):
        abort(403 if is_foreign(video_id) else 404)
    picks.unpick(g.creator_id, video_id)
    return picked(video_id)


@bp.post("")
@access.signed_in
def save_picks() -> ResponseReturnValue:
    """Save the ticks of a form without JavaScript: what it showed is as it was sent."""
    shown = request.form.getlist("shown")
    ticked = request.form.getlist("pick")
    try:
        picks.change(g.creator_id, add=ticked, remove=set(shown) - set(ticked))
    except LookupError:
        abort(403 if any(is_foreign(video_id) for video_id in ticked) else 404)
    after = request.form.get("after")
    return redirect("/studio/videos" + (f"?{urlencode({'after': after})}" if after else ""), 303)


def picked(video_id: str) -> str:
    tile = choosing.tiles_of(g.creator_id, [video_id])[0]
    return render_template(
        "studio/_pick.html", tile=presenting.tile_view(tile), **bar(g.creator_id)
    )


def is_foreign(video_id: str) -> bool:
    return choosing.is_somebody_elses(g.creator_id, video_id)
