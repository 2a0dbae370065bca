"""Publish makes an edition, a withdrawal takes the page back; the form of the page's settings."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.errors import Refused
from portfolio.services.pages import editions, former_handles, page_settings
from portfolio.views import access, contexts, limits, presenting, studio_contexts, whose
from portfolio.views.errors import Stop

bp = Blueprint("publishing", __name__, url_prefix="/studio")


@bp.post("/editions")
@limits.change
@access.may_publish
def publish() -> ResponseReturnValue:
    try:
        editions.publish(access.acting().creator_id, access.acting().person.id)
    except Refused as refused:
        raise Stop(400, gettext("There is nothing to publish yet"), refused.text) from refused
    return redirect(whose.place() or url_for("studio.videos"), 303)


@bp.post("/withdrawals")
@limits.change
@access.may_publish
def withdraw() -> ResponseReturnValue:
    editions.withdraw(access.acting().creator_id)
    return redirect(whose.place() or url_for("publishing.show_page"), 303)


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
