"""The studio's first room: the library as tiles to choose from, and how its sync goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.sync import FULL, Sync
from portfolio.queues import CREATORS
from portfolio.services import choosing, syncs
from portfolio.views import access, limits, presenting, waiting
from portfolio.views.bar import bar

bp = Blueprint("studio", __name__, url_prefix="/studio")

#: Tiles a browser may ask for at once.
MOST_TILES = 100


@bp.get("")
@access.signed_in
def index() -> ResponseReturnValue:
    return redirect("/studio/videos")


@bp.get("/videos")
@access.signed_in
def videos() -> ResponseReturnValue:
    creator_id: UUID = g.creator_id
    wait_for_first_videos(creator_id)
    sync = syncs.latest(creator_id)
    tiles, more_url = tiles_view(creator_id)
    return render_template(
        "studio/videos.html",
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        library=library_view(creator_id, sync),
        sync=sync_view(sync),
        tiles=tiles,
        more_url=more_url or coming_url(sync, tiles),
        **bar(creator_id),
    )


@bp.get("/videos/tiles")
@access.signed_in
def more_tiles() -> ResponseReturnValue:
    tiles, more_url = tiles_view(g.creator_id)
    sync = syncs.latest(g.creator_id)
    return render_template(
        "studio/_tiles.html", tiles=tiles, more_url=more_url or coming_url(sync, tiles)
    )


@bp.get("/covers")
@access.signed_in
def covers() -> ResponseReturnValue:
    """Answer pending tiles as they are now: the ones on screen, never the whole library."""
    ids = [video_id for video_id in request.args.get("ids", "").split(",") if video_id]
    if not ids or len(ids) > MOST_TILES:
        abort(400)
    tiles = choosing.tiles_of(g.creator_id, ids)
    ask_for_covers(g.creator_id, tiles)
    return render_template("studio/_covers.html", tiles=[presenting.tile_view(t) for t in tiles])


@bp.post("/syncs")
@limits.sync
@access.signed_in
def start_sync() -> ResponseReturnValue:
    jobs.update_profile_later(g.creator_id, CREATORS)
    jobs.sync_later(g.creator_id, FULL)
    return redirect("/studio/videos", 303)


@bp.get("/syncs/<uuid:sync_id>")
@access.signed_in
def show_sync(sync_id: UUID) -> ResponseReturnValue:
    sync = db.session.get(Sync, sync_id)
    if sync is None or sync.creator_id != g.creator_id:
        abort(404)
    return render_template("studio/_sync.html", sync=sync_view(sync))


def tiles_view(creator_id: UUID) -> tuple[list[dict[str, Any]], str | None]:
    try:
        found = choosing.tiles_after(creator_id, request.args.get("after"))
    except ValueError:
        abort(400)
    if ask_for_covers(creator_id, found.tiles):
        missing = [tile.card.id for tile in found.tiles if tile.card.cover is None]
        if waiting.wait_for_covers(creator_id, missing):
            found = choosing.tiles_after(creator_id, request.args.get("after"))
    more_url = f"/studio/videos/tiles?after={found.after}" if found.after else None
    return [presenting.tile_view(tile) for tile in found.tiles], more_url


def ask_for_covers(creator_id: UUID, tiles: list[choosing.Tile]) -> bool:
    """Queue a renewal of what is due of these; return whether one was queued."""
    due = [tile.card.id for tile in tiles if tile.card.due and not tile.card.gone]
    return bool(due) and jobs.renew_covers_later(creator_id, due, CREATORS)


def coming_url(sync: Sync | None, tiles: list[dict[str, Any]]) -> str | None:
    """Return where to look for more while a sync is still bringing videos in."""
    if sync is None or sync.is_over:
        return None
    if not tiles:
        return "/studio/videos/tiles"
    return f"/studio/videos/tiles?after={choosing.mark_of(g.creator_id, tiles[-1]['id'])}"


def library_view(creator_id: UUID, sync: Sync | None) -> dict[str, Any]:
    creator = db.session.get_one(Creator, creator_id)
    checked_at = sync.ended_at if sync is not None else None
    return {
        "total": choosing.count(creator_id),
        "checked_ago": presenting.ago(checked_at) or None,
        "next_check": f"{creator.upkeep_at:%H:%M} UTC",
    }


def sync_view(sync: Sync | None) -> dict[str, Any] | None:
    if sync is None or (sync.kind != FULL and sync.state != "failed"):
        return None
    return {
        "id": sync.id,
        "state": sync.state,
        "found": sync.found,
        "about": sync.about,
        "error": sync.problem,
    }


def wait_for_first_videos(creator_id: UUID) -> None:
    """Give a first sync a moment, so that a new creator is met by videos and not by a skeleton."""
    sync = syncs.latest(creator_id)
    if sync is None or sync.is_over or choosing.count(creator_id):
        return

    def arrived() -> bool:
        sync = syncs.latest(creator_id)
        return sync is None or sync.is_over or sync.found > 0

    waiting.wait_until(arrived)
