"""Syncs: started by a button, and their progress until they are over."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.sync import FULL, Sync
from portfolio.queues import CREATORS
from portfolio.services.drafts import picker
from portfolio.services.library import sync_states
from portfolio.services.pages.search import Search
from portfolio.views import access, contexts, limits, picker_contexts, whose
from portfolio.views.studio import search_address, search_form
from portfolio.views.studio.presenting_library import library_view, sync_view
from portfolio.views.studio.videos import find

bp = Blueprint("syncs", __name__, url_prefix="/studio/syncs")


@bp.post("")
@limits.sync
@access.may_edit
def start() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    jobs.update_profile_later(creator_id, CREATORS)
    jobs.sync_later(creator_id, FULL)
    if not access.is_for_htmx():
        return redirect(whose.place() or url_for("studio.videos"), 303)
    return started(creator_id)


@bp.get("/<uuid:sync_id>")
@access.may_view
def show(sync_id: UUID) -> ResponseReturnValue:
    """Show the progress; at the end also the parts beside it that a finished sync changes."""
    creator_id = access.acting().creator_id
    sync = db.session.get(Sync, sync_id)
    if sync is None or sync.creator_id != creator_id:
        abort(404)
    shown = sync_view(sync, is_watched=True)
    if not sync.is_over:
        return contexts.render(picker_contexts.SyncPanel(shown))
    asked = search_address.Asked(searched(), [])
    over = picker_contexts.SyncOver(
        sync=shown,
        library=library_view(creator_id, sync, is_counted=not asked.search.is_narrow),
        asked=search_address.parameters(asked.search),
        outcome=search_form.counted(creator_id, asked),
    )
    return contexts.render(over)


def started(creator_id: UUID) -> ResponseReturnValue:
    """Answer with the progress, and with the tiles from their start: more may follow the last one.

    The page of a library without any video is loaded anew, since it has no place for tiles.
    """
    sync = sync_states.latest(creator_id)
    found = find(creator_id, search_address.Asked(searched(), []), growing=True)
    answer = make_response(
        contexts.render(
            picker_contexts.SyncStarted(
                sync=sync_view(sync, is_watched=True),
                said=gettext("TikTok is asked for your videos."),
                **vars(found),
            )
        )
    )
    if not (found.tiles or picker.finds(creator_id, picker.EVERYTHING)):
        answer.headers["HX-Refresh"] = "true"
    return answer


def searched() -> Search:
    """Return the search of the page from which this request comes."""
    return search_address.read_in(request.headers.get("HX-Current-URL", ""))
