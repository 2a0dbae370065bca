"""Publish makes an edition, a withdrawal takes the page back; the form of the page's settings."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.languages import gettext
from portfolio.services.drafts import drafts, editions, page_settings, suspensions
from portfolio.services.errors import Refused
from portfolio.views import access, contexts, limits, studio_contexts, whose
from portfolio.views.errors import Stop
from portfolio.views.studio import editions as room_of_editions
from portfolio.views.studio import page_form, presenting_changes, texts_form, undo
from portfolio.views.studio.bar import bar

bp = Blueprint("publishing", __name__, url_prefix="/studio")


@bp.post("/editions")
@limits.change
@access.may_publish
def publish() -> ResponseReturnValue:
    acting = access.acting()
    try:
        difference = editions.publish_changes(acting.creator_id, acting.person.id)
    except Refused as refused:
        if access.is_for_htmx():
            return make_response(published(refused.text), 400)
        raise Stop(400, why_not(refused), refused.text) from refused
    jobs.draw_share_card_later(acting.creator_id)
    if access.is_for_htmx():
        return published(presenting_changes.published(difference))
    return redirect(undo.place(), 303)


def why_not(refused: Refused) -> str:
    """Return the heading of a refusal to publish."""
    if refused.field == suspensions.FIELD:
        return gettext("Your page is suspended")
    return gettext("There is nothing to publish yet")


@bp.post("/withdrawals")
@limits.change
@access.may_publish
def withdraw() -> ResponseReturnValue:
    editions.withdraw(access.acting().creator_id)
    said = gettext("Your page is not public any more.")
    if access.is_for_htmx() and undo.is_in("publishing.show_page"):
        return page_form.parts(said, focus="live")
    if access.is_for_htmx():
        return room_of_editions.answer(said, "draft")
    return redirect(whose.place() or url_for("publishing.show_page"), 303)


def published(said: str) -> ResponseReturnValue:
    """Return the parts that an answer to Publish brings to the room in which it was pressed."""
    if undo.is_in("editions.show_all"):
        return room_of_editions.answer(said, "")
    if undo.is_in("publishing.show_page"):
        return page_form.parts(said)
    draft = drafts.read(access.acting().creator_id)
    rooms = ("order.show", "look.show")
    is_there = any(map(undo.is_in, rooms)) or texts_form.video_at(undo.address())
    status = "said" if is_there else "saving"
    return contexts.render(studio_contexts.Published(bar(draft), said, status))


@bp.get("/page")
@access.may_view
def show_page() -> ResponseReturnValue:
    return contexts.render(page_form.room(access.acting().creator_id))


def _switch(name: str) -> bool | None:
    """Return whether a switch of the form is on; None if the form has no such switch."""
    return any(request.form.getlist(name)) if name in request.form else None


@bp.post("/page")
@limits.change
@access.may_publish
def save_page() -> ResponseReturnValue:
    values = studio_contexts.Settings(
        handle=request.form.get("handle", ""),
        recent=bool(request.form.get("recent")),
        sites=request.form.get("sites"),
        unlisted=_switch("unlisted"),
        in_directory=_switch("in_directory"),
    )
    creator_id = access.acting().creator_id
    try:
        page_settings.change(creator_id, **asdict(values))
    except Refused as refused:
        errors = {refused.field: refused.text}
        if access.is_for_htmx():
            return page_form.parts(refused.text, values=values, errors=errors), 400
        return contexts.render(page_form.room(creator_id, values, errors)), 400
    jobs.draw_share_card_later(creator_id)
    if access.is_for_htmx():
        return page_form.parts(gettext("Saved."))
    return redirect(url_for("publishing.show_page"), 303)
