"""Publish makes an edition, a withdrawal takes the page back; the form of the page's settings."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.errors import Refused
from portfolio.services.pages import drafts, editions, former_handles, page_settings
from portfolio.views import access, contexts, limits, presenting, studio_contexts, whose
from portfolio.views.errors import Stop
from portfolio.views.studio import editions as room_of_editions
from portfolio.views.studio import presenting_changes, undo
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
        raise Stop(400, gettext("There is nothing to publish yet"), refused.text) from refused
    if access.is_for_htmx():
        return published(presenting_changes.published(difference))
    return redirect(whose.place() or url_for("studio.videos"), 303)


@bp.post("/withdrawals")
@limits.change
@access.may_publish
def withdraw() -> ResponseReturnValue:
    editions.withdraw(access.acting().creator_id)
    if access.is_for_htmx():
        return room_of_editions.answer(gettext("Your page is not public any more."), "draft")
    return redirect(whose.place() or url_for("publishing.show_page"), 303)


def published(said: str) -> ResponseReturnValue:
    """Return the parts that an answer to Publish brings to the room in which it was pressed."""
    if undo.is_in("editions.show_all"):
        return room_of_editions.answer(said, "")
    draft = drafts.read(access.acting().creator_id)
    rooms = ("order.show", "look.show")
    status = "said" if any(map(undo.is_in, rooms)) else "saving"
    return contexts.render(studio_contexts.Published(bar(draft), said, status))


@bp.get("/page")
@access.may_view
def show_page() -> ResponseReturnValue:
    return page_form(access.acting().creator_id)


@bp.post("/page")
@limits.change
@access.may_publish
def save_page() -> ResponseReturnValue:
    values = studio_contexts.Settings(
        handle=request.form.get("handle", ""),
        recent=bool(request.form.get("recent")),
    )
    creator_id = access.acting().creator_id
    try:
        page_settings.change(creator_id, **asdict(values))
    except Refused as refused:
        return page_form(creator_id, values, {refused.field: refused.text}), 400
    return redirect(url_for("publishing.show_page"), 303)


def page_form(
    creator_id: UUID,
    values: studio_contexts.Settings | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    page = db.session.get_one(Page, creator_id)
    form = studio_contexts.PageSettings(
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        live_url=presenting.live_url(page),
        values=values or studio_contexts.Settings(page.handle or "", page.shows_recent),
        errors=errors or {},
        former=former_handles.of(db.session(), creator_id),
        most_former=former_handles.MOST,
    )
    return contexts.render(form)
