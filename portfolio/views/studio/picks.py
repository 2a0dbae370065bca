"""Ticks: the boxes of the picker are saved by htmx as they change, or as a plain form."""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from portfolio.languages import ngettext
from portfolio.services.drafts import drafts, picker, picks
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.picks import Turn
from portfolio.services.errors import Refused
from portfolio.views import access, contexts, limits, picker_contexts
from portfolio.views.studio import search_address
from portfolio.views.studio.bar import bar

bp = Blueprint("picks", __name__, url_prefix="/studio/picks")

_TAB, _NUMBER = re.compile(r"[0-9a-z]{1,20}"), re.compile(r"[0-9]{1,15}")


@bp.post("")
@limits.tick
@access.may_edit
def save_picks() -> ResponseReturnValue:
    """Save the boxes that are `shown`: those that are also a `pick` are ticked, in this order."""
    creator_id = access.acting().creator_id
    shown, ticked = request.form.getlist("shown"), request.form.getlist("pick")
    turn = turn_of_tab()
    try:
        draft = picks.change(creator_id, add=ticked, remove=set(shown) - set(ticked), turn=turn)
    except LookupError:
        abort(403 if picker.has_somebody_elses(creator_id, {*shown, *ticked}) else 404)
    except Refused as refused:
        if turn is None:
            raise
        return answer(drafts.read(creator_id), refused.text), 422
    if turn is not None:
        return answer(draft)
    search = search_address.read(request.form).search
    after = request.form.get("after") or None
    return redirect(search_address.address_of(search, after=after), 303)


@bp.post("/found")
@limits.change
@access.may_edit
def save_found() -> ResponseReturnValue:
    """Tick all that a search finds, up to a full page, or untick all of it."""
    creator_id = access.acting().creator_id
    search = search_address.read(request.form).search
    since = request.form.get("since") or None
    try:
        if request.form.get("all") == "none":
            draft, number = picks.untick_found(creator_id, search)
            said = ngettext("%(num)s video unticked.", "%(num)s videos unticked.", number)
        else:
            draft, number = picks.tick_found(creator_id, search, since)
            said = ngettext("%(num)s video ticked.", "%(num)s videos ticked.", number)
    except LookupError:
        abort(403 if picker.has_somebody_elses(creator_id, {since or ""}) else 404)
    except Refused as refused:
        if not access.is_for_htmx():
            raise
        return answer(drafts.read(creator_id), refused.text), 422
    if access.is_for_htmx():
        return answer(draft, said)
    return redirect(search_address.address_of(search), 303)


def answer(draft: Draft, said: str = "") -> str:
    """Answer the script of the picker with the list of picks and the bar."""
    ids = draft.content.video_ids
    return contexts.render(picker_contexts.Ticked(ids, bar(draft), said))


def turn_of_tab() -> Turn | None:
    """Return the number that the picker's script gave this change; None for a plain form."""
    tab, number = request.form.get("tab"), request.form.get("turn", "")
    answered = request.form.get("answered", "0")
    if tab is None:
        return None
    if not _TAB.fullmatch(tab) or not all(map(_NUMBER.fullmatch, (number, answered))):
        abort(400)
    return Turn(tab, int(number), int(answered))
