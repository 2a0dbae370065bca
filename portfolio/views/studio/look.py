"""The room in which a page gets its look: choices, own words, links and the contact button."""

from __future__ import annotations

from itertools import zip_longest

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import drafts, look_settings
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.errors import Refused
from portfolio.services.pages import look
from portfolio.views import access, contexts, limits, look_contexts
from portfolio.views.studio import look_form
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields

bp = Blueprint("look", __name__, url_prefix="/studio/look")


@bp.get("")
@access.may_view
def show() -> ResponseReturnValue:
    return contexts.render(look_form.room(access.acting().creator_id))


@bp.post("")
@limits.tick
@access.may_edit
def choose() -> ResponseReturnValue:
    chosen = {name: request.form[name] for name in look.CHOICES if name in request.form}
    creator_id = access.acting().creator_id
    try:
        look_settings.choose(creator_id, chosen)
    except Refused as refused:
        page = look_form.room(creator_id, errors=refused.errors)
        return answer(page, f"{next(iter(refused.errors))}-choice", refused.text, 400)
    return answer(None, f"{next(iter(chosen), 'layout')}-choice", gettext("Saved."))


@bp.post("/words")
@limits.change
@access.may_edit
def write() -> ResponseReturnValue:
    creator_id = access.acting().creator_id
    values = {name: request.form.get(name, "") for name in ("headline", "bio")}
    try:
        look_settings.write(creator_id, **values)
    except Refused as refused:
        words = look_form.words_of(creator_id, Fields(values, refused.errors))
        page = look_form.room(creator_id, words=words)
        return answer(page, "words", refused.text, 400, words=words)
    words = look_form.words_of(creator_id)
    return answer(None, "words", gettext("Saved."), words=words)


@bp.post("/links")
@limits.change
@access.may_edit
def link() -> ResponseReturnValue:
    """Save the links as they stand in the form; an arrow that was pressed moves its link first."""
    creator_id = access.acting().creator_id
    typed, focus = typed_links()
    contact = TypedLink(
        request.form.get("label-contact", ""), request.form.get("address-contact", "")
    )
    try:
        look_settings.link(creator_id, typed, contact)
    except Refused as refused:
        linked = look_form.links_form(typed, contact, refused.errors)
        page = look_form.room(creator_id, linked=linked)
        return answer(page, "links", refused.text, 400, linked=linked)
    linked = look_form.links_of(creator_id, focus)
    return answer(None, "links", gettext("Saved."), linked=linked)


def typed_links() -> tuple[list[TypedLink], str]:
    """Return the links of the form without its empty rows, and the id of the control in use.

    That is the arrow that was pressed, which has moved its link; "" for all other buttons.
    """
    pairs = zip_longest(
        request.form.getlist("label"), request.form.getlist("address"), fillvalue=""
    )
    rows = [TypedLink(*pair) for pair in pairs]
    focus = ""
    for name, step in (("up", -1), ("down", 1)):
        at = number(request.form.get(name, ""))
        if at is not None and at < len(rows):
            to = min(max(at + step, 0), len(rows) - 1)
            rows.insert(to, rows.pop(at))
            focus = f"{name}-{sum(not each.is_empty for each in rows[:to])}"
    return [each for each in rows if not each.is_empty], focus


def number(text: str) -> int | None:
    """Return the number of a row; None if `text` is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def answer(
    refused: look_contexts.LookRoom | None,
    anchor: str,
    said: str,
    status: int = 200,
    words: look_contexts.Words | None = None,
    linked: look_contexts.Links | None = None,
) -> ResponseReturnValue:
    """Answer with the parts that changed for htmx; a plain form gets the room."""
    if access.is_for_htmx():
        now = bar(drafts.read(access.acting().creator_id))
        return contexts.render(look_contexts.LookChange([], {}, words, linked, now, said)), status
    if refused is not None:
        return contexts.render(refused), status
    return redirect(url_for("look.show", _anchor=anchor), 303)


def parts(draft: Draft, said: str) -> str:
    """Return all parts of the room, as Undo brings them; js/choices.js keeps unsaved texts."""
    room = look_form.room(access.acting().creator_id)
    forms = (room.choices, room.errors, room.words, room.links)
    return contexts.render(look_contexts.LookChange(*forms, bar(draft), said))
