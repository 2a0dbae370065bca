"""The studio's first room: the picker."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.queues import CREATORS
from portfolio.services.drafts import drafts, picker
from portfolio.services.library import sync_states
from portfolio.services.pages import stays
from portfolio.services.pages.search import Search
from portfolio.views import access, contexts, picker_contexts, presenting, waiting
from portfolio.views.search_contexts import Outcome
from portfolio.views.studio import search_address, search_form
from portfolio.views.studio.bar import bar
from portfolio.views.studio.presenting_library import is_growing, library_view, sync_view

bp = Blueprint("studio", __name__, url_prefix="/studio")

#: The most tiles whose covers a browser may ask for at once.
MOST_TILES = 100
#: More tiles than a page can hold.
MOST_SHOWN = 10**6


@bp.get("")
@access.may_view
def index() -> ResponseReturnValue:
    return redirect(url_for("studio.videos"))


@bp.get("/session")
@access.may_view
def show_session() -> ResponseReturnValue:
    """Tell a script whether the creator of its page is signed in."""
    return "", 204


@bp.get("/videos")
@access.may_view
def videos() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    wait_for_first_videos(creator_id)
    stays.note(creator_id)
    sync = sync_states.latest(creator_id)
    asked = search_address.read(request.args)
    found = find(creator_id, asked, is_growing(sync))
    draft = drafts.read(creator_id)
    page = picker_contexts.Picker(
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        library=library_view(creator_id, sync),
        sync=sync_view(sync, is_watched=False),
        search=search_form.form(creator_id, asked.search),
        picked=draft.content.video_ids,
        covers_last=presenting.covers_last_now(each.card for each in found.tiles),
        bar=bar(draft),
        **vars(found),
    )
    return contexts.render(page)


@bp.get("/videos/found")
@access.may_view
def show_found() -> ResponseReturnValue:
    """Answer a search as it is typed, with the address that the browser shows from now on."""
    creator_id = access.acting().creator_id
    asked = search_address.read(request.args)
    sync = sync_states.latest(creator_id)
    found = find(creator_id, asked, is_growing(sync))
    library = library_view(creator_id, sync, is_counted=not asked.search.is_narrow)
    page = picker_contexts.Found(library=library, **vars(found))
    before = search_address.read_in(request.headers.get("HX-Current-URL", ""))
    # While words are typed on, Back leads to the page before their first letter.
    types_on = bool(before.query and asked.search.query)
    types_on = types_on and before.without("query") == asked.search.without("query")
    goes_on = types_on or before == asked.search
    header = "HX-Replace-Url" if goes_on else "HX-Push-Url"
    return contexts.render(page), {header: search_address.address_of(asked.search)}


@bp.get("/videos/count")
@access.may_view
def count_found() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    asked = search_address.read(request.args)
    return contexts.render(
        picker_contexts.FoundCount(
            library=library_view(creator_id, sync_states.latest(creator_id), is_counted=False),
            asked=search_address.parameters(asked.search),
            outcome=search_form.counted(creator_id, asked),
        )
    )


@bp.get("/videos/tiles")
@access.may_view
def more_tiles() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    # Read before the tiles, so that an answer without a next place holds the last ones.
    growing = is_growing(sync_states.latest(creator_id))
    asked = search_address.read(request.args)
    tiles = tiles_found(creator_id, asked.search)
    shown = min(max(request.args.get("shown", 0, int), 0), MOST_SHOWN)
    return contexts.render(
        picker_contexts.Tiles(
            tiles=tiles.tiles,
            more_after=tiles.after if tiles.has_more or growing else None,
            asked=search_address.parameters(asked.search),
            shown=shown,
        )
    )


@bp.get("/covers")
@access.may_view
def covers() -> ResponseReturnValue:
    """Answer pending tiles in their present state: those on screen, never the whole library."""
    ids = [video_id for video_id in request.args.get("ids", "").split(",") if video_id]
    if not ids or len(ids) > MOST_TILES:
        abort(400)
    creator_id = access.acting().creator_id
    tiles = picker.tiles_of(creator_id, ids)
    ask_for_covers(creator_id, tiles)
    return contexts.render(picker_contexts.TileCovers(tiles))


@dataclass(frozen=True)
class Shown:
    """The fields that a page of the picker and a fragment of it have in common."""

    asked: dict[str, str]
    outcome: Outcome
    tiles: list[picker.Tile]
    after: str
    more_after: str | None


def find(creator_id: UUID, asked: search_address.Asked, growing: bool) -> Shown:
    """Return the fields for this request; a growing library always has a place for more."""
    tiles = tiles_found(creator_id, asked.search)
    after = request.args.get("after", "")
    return Shown(
        asked=search_address.parameters(asked.search),
        outcome=search_form.outcome(creator_id, asked, tiles, is_first=not after),
        tiles=tiles.tiles,
        after=after,
        more_after=tiles.after if tiles.has_more or growing else None,
    )


def tiles_found(creator_id: UUID, search: Search) -> picker.Tiles:
    """Return the requested tiles of a search, once their covers had a moment to come."""
    after = request.args.get("after")
    try:
        found = picker.tiles_after(creator_id, after, search)
    except ValueError:
        abort(400)
    if ask_for_covers(creator_id, found.tiles):
        missing = [tile.card.id for tile in found.tiles if tile.card.pending]
        if waiting.wait_for_covers(creator_id, missing):
            found = picker.tiles_after(creator_id, after, search)
    return found


def ask_for_covers(creator_id: UUID, tiles: list[picker.Tile]) -> bool:
    """Queue a renewal of the due covers of these tiles; return whether one was queued."""
    due = [tile.card.id for tile in tiles if tile.card.due and not tile.card.gone]
    return bool(due) and jobs.renew_covers_later(creator_id, due, CREATORS)


def wait_for_first_videos(creator_id: UUID) -> None:
    """Give a first sync a moment, so that a new creator sees videos and not a skeleton."""
    sync = sync_states.latest(creator_id)
    if sync is None or sync.is_over or picker.count(creator_id):
        return

    def arrived() -> bool:
        sync = sync_states.latest(creator_id)
        return sync is None or sync.is_over or sync.found > 0

    waiting.wait_until(arrived)
