"""Publish makes an edition; a withdrawal takes the page back; the page's own settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services import accents, editions, pages
from portfolio.services.problems import Refused
from portfolio.views import access, limits, presenting
from portfolio.views.errors import Stop

bp = Blueprint("publishing", __name__, url_prefix="/studio")


@bp.post("/editions")
@limits.change
@access.signed_in
def publish() -> ResponseReturnValue:
    try:
        editions.publish(g.creator_id)
    except Refused as refused:
        raise Stop(400, "There is nothing to publish yet", refused.text) from refused
    return redirect("/studio/videos", 303)


@bp.post("/withdrawals")
@access.signed_in
def withdraw() -> ResponseReturnValue:
    editions.withdraw(g.creator_id)
    return redirect("/studio/page", 303)


@bp.get("/page")
@access.signed_in
def show_page() -> ResponseReturnValue:
    return page_form(g.creator_id)


@bp.post("/page")
@limits.change
@access.signed_in
def save_page() -> ResponseReturnValue:
    values: dict[str, Any] = {
        "handle": request.form.get("handle", ""),
        "recent": bool(request.form.get("recent")),
        "accent": request.form.get("accent", ""),
    }
    try:
        pages.change(g.creator_id, **values)
    except Refused as refused:
        return page_form(g.creator_id, values, {refused.field: refused.text}), 400
    return redirect("/studio/page", 303)


def page_form(
    creator_id: UUID, values: dict[str, Any] | None = None, errors: dict[str, str] | None = None
) -> str:
    page = db.session.get_one(Page, creator_id)
    stored = {"handle": page.handle or "", "recent": page.shows_recent, "accent": page.accent}
    return render_template(
        "studio/page.html",
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        page=presenting.studio_page(page),
        values=values or stored,
        errors=errors or {},
        accents=accents.NAMES,
    )
