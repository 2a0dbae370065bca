"""Undo, in the rooms where the draft is changed: the newest change is taken back."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import drafts, undo
from portfolio.services.drafts.drafts import Draft
from portfolio.views import access, contexts, limits, picker_contexts, whose
from portfolio.views.contexts import Action
from portfolio.views.errors import Stop
from portfolio.views.studio import editions, look, order, page_form, presenting_undo, texts_form
from portfolio.views.studio.bar import bar
from portfolio.views.studio.presenting_order import Typed

bp = Blueprint("undo", __name__, url_prefix="/studio/undos")


@bp.post("")
@limits.tick
@access.may_edit
def take_back() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    try:
        undone = undo.undo(creator_id, request.form.get("number", 0, type=int))
    except LookupError:
        return outdated(creator_id)
    said = presenting_undo.undone(undone.change.summary, undone.is_readable)
    if not access.is_for_htmx():
        if not undone.is_readable:
            stop(said)
        described = texts_form.video_at(address())
        is_gone = described is not None and described not in undone.draft.content.video_ids
        return redirect(url_for("order.show") if is_gone else place(), 303)
    if is_in("order.show"):
        return order.parts(undone.groups, undone.draft, said)
    return parts(undone.draft, said)


def outdated(creator_id: UUID) -> ResponseReturnValue:
    """Answer a number that is not the newest, with the present draft."""
    draft = drafts.read(creator_id)
    said = presenting_undo.outdated() if draft.newest else presenting_undo.nothing()
    if not access.is_for_htmx():
        stop(said)
    if is_in("order.show"):
        return order.refusal(Typed(), 409, said)
    return make_response(parts(draft, said), 409)


def stop(said: str) -> NoReturn:
    """Answer a plain form that undid nothing, with the way back."""
    action = Action(gettext("See it as it is now"), place(), main=True)
    raise Stop(409, gettext("Nothing was undone"), said, actions=[action])


def parts(draft: Draft, said: str) -> ResponseReturnValue:
    """Return the parts that an answer brings, in any room but that of order."""
    if is_in("editions.show_all"):
        return editions.answer(said, "")
    if is_in("look.show"):
        return look.parts(draft, said)
    if is_in("publishing.show_page"):
        return page_form.parts(said, draft)
    if video_id := texts_form.video_at(address()):
        return texts_form.parts(draft, video_id, said)
    return contexts.render(picker_contexts.Undone(draft.content.video_ids, bar(draft), said))


def is_in(room: str) -> bool:
    """Return whether the request comes from a page of this room."""
    return place().partition("?")[0] == url_for(room)


def place() -> str:
    """Return the page of the studio on which Undo was pressed."""
    if video_id := texts_form.video_at(address()):
        return url_for("order.show_texts", video_id=video_id)
    return whose.page_at(address()) or whose.studio()


def address() -> str | None:
    """Return the address of that page, as the browser tells it."""
    return request.headers.get("HX-Current-URL") or request.referrer
