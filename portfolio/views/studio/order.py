"""The room in which picks are put in order: moved, pinned, sorted once, given their own texts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.services.drafts import drafts, moves, order, pick_texts, picker, pins, sections
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.order import Group
from portfolio.services.drafts.order_changes import Changed
from portfolio.services.errors import Refused
from portfolio.views import access, contexts, limits, order_contexts
from portfolio.views.studio import presenting_order, texts_form
from portfolio.views.studio.bar import bar
from portfolio.views.studio.presenting_order import MOVING, Typed
from portfolio.views.studio_contexts import Fields

bp = Blueprint("order", __name__, url_prefix="/studio/order")

#: The value of `into` for the picks before any section, and for the section a pick is in already.
NO_SECTION, SAME = "none", "same"
#: A place behind all others.
END = 10**6


@bp.get("")
@access.may_view
def show() -> ResponseReturnValue:
    """Answer with the room, or htmx with the stored order alone, after an answer that was lost."""
    page = presenting_order.room(access.acting().creator_id, Typed())
    if not access.is_for_htmx():
        return contexts.render(page)
    said = gettext("There was no answer for a while. What you see now is what is saved.")
    return contexts.render(order_contexts.OrderChange(page.order, page.bar, said))


@bp.post("/moves")
@limits.tick
@access.may_edit
def move() -> ResponseReturnValue:
    """Move one row by its own button or by dragging, or all ticked rows to a place."""
    creator_id = access.acting().creator_id
    form = request.form
    row = form.get("up") or form.get("down") or form.get("drop")
    ids = [row] if row else list(dict.fromkeys(form.getlist("pick")))
    try:
        changed = moved(creator_id, ids)
    except Refused as refused:
        values = {"place": form.get("place", ""), "into": form.get("into", SAME)}
        return refusal(Typed(MOVING, Fields(values, {refused.field: refused.text})))
    except LookupError:
        return outdated(ids)
    said = presenting_order.moved(changed.before, changed.after, ids)
    focus = focus_of(ids)
    if access.is_for_htmx() and form.get("state") == order.state_of(changed.before):
        part = presenting_order.moved_within(creator_id, changed, ids, said, focus)
        if part is not None:
            return contexts.render(part)
    return answer(changed, said, f"row-{ids[0]}", focus)


@bp.post("/pins")
@limits.tick
@access.may_edit
def pin() -> ResponseReturnValue:
    """Pin a row, or a video that a section's rule finds, to the beginning; or unpin a row."""
    creator_id = access.acting().creator_id
    pinned, unpinned = request.form.get("pin", ""), request.form.get("unpin", "")
    try:
        if pinned:
            changed = pins.pin(creator_id, pinned, section_id())
        else:
            changed = pins.unpin(creator_id, unpinned)
    except Refused as refused:
        return refusal(Typed(), notice=refused.text)
    except LookupError:
        return outdated([pinned or unpinned])
    said = presenting_order.pinned(changed.after, pinned or unpinned)
    return answer(changed, said, f"row-{pinned or unpinned}", f"pin-{pinned or unpinned}")


@bp.post("/sorts")
@limits.change
@access.may_edit
def sort() -> ResponseReturnValue:
    try:
        changed = moves.sort(access.acting().creator_id, section_id(), request.form.get("by", ""))
    except LookupError:
        return outdated([])
    return answer(changed, gettext("Sorted."), f"section-{request.form.get('into', '')}")


@bp.get("/picks/<video:video_id>")
@access.may_view
def show_texts(video_id: str) -> ResponseReturnValue:
    return texts_room(video_id)


@bp.post("/picks/<video:video_id>")
@limits.change
@access.may_edit
def save_texts(video_id: str) -> ResponseReturnValue:
    values = {name: request.form.get(name, "") for name in ("title", "alt")}
    creator_id = access.acting().creator_id
    try:
        changed = pick_texts.write(creator_id, video_id, **values)
    except Refused as refused:
        typed = Fields(values, {refused.field: refused.text})
        if access.is_for_htmx():
            return texts_form.parts(drafts.read(creator_id), video_id, refused.text, typed), 400
        return texts_room(video_id, typed), 400
    except LookupError:
        return texts_outdated(video_id) if access.is_for_htmx() else outdated([video_id])
    if access.is_for_htmx():
        return texts_form.parts(changed.draft, video_id, gettext("Saved."))
    return redirect(url_for("order.show", _anchor=f"row-{video_id}"), 303)


def texts_outdated(video_id: str) -> ResponseReturnValue:
    """Answer the form of a pick that is another creator's, or no longer in the draft."""
    creator_id = access.acting().creator_id
    if picker.has_somebody_elses(creator_id, {video_id}):
        abort(403)
    words = gettext("This video is no longer on your page. Nothing was saved.")
    return texts_form.parts(drafts.read(creator_id), video_id, words), 409


def texts_room(video_id: str, typed: Fields | None = None) -> str:
    creator_id = access.acting().creator_id
    room = texts_form.room(creator_id, video_id, typed)
    if room is None:
        abort(403 if picker.has_somebody_elses(creator_id, [video_id]) else 404)
    return contexts.render(room)


def moved(creator_id: UUID, ids: Sequence[str]) -> Changed:
    """Carry out the act of the pressed button. Raises `Refused` and `LookupError`."""
    if request.form.get("up"):
        return moves.step(creator_id, ids[0], -1)
    if request.form.get("down"):
        return moves.step(creator_id, ids[0], 1)
    if request.form.get("drop"):
        behind = request.form.get("behind") or None
        return moves.behind(creator_id, ids, section_id(), behind)
    return ticked_to(creator_id, ids)


def focus_of(ids: Sequence[str]) -> str:
    """Return the id of the control that has the focus after a move: the pressed one, or a row's."""
    if request.form.get("drop"):
        return ""
    pressed = next((name for name in ("up", "down") if request.form.get(name)), "tick")
    return f"{pressed}-{ids[0]}"


def ticked_to(creator_id: UUID, video_ids: Sequence[str]) -> Changed:
    """Move the ticked rows to where the form says. Raises `Refused` and `LookupError`."""
    if not video_ids:
        raise Refused("picks", gettext("Tick the videos to move first."))
    place = place_in(request.form.get("to", ""), request.form.get("place", ""))
    if request.form.get("into", SAME) == SAME:
        return moves.within(creator_id, video_ids, place)
    return moves.to_place(creator_id, video_ids, section_id(), place)


def place_in(to: str, typed: str) -> int:
    """Return the place from 0 that a button or a typed number names; an empty one is the end."""
    if to in ("top", "end") or not typed.strip():
        return 0 if to == "top" else END
    try:
        return min(max(int(typed), 1), END) - 1
    except ValueError:
        raise Refused("place", gettext("Type the place as a number.")) from None


def section_id() -> UUID | None:
    """Return the section that the form names. Raises `LookupError` if it is no id."""
    into = request.form.get("into", NO_SECTION) or NO_SECTION
    if into == NO_SECTION:
        return None
    try:
        return UUID(into)
    except ValueError:
        raise LookupError("no id of a section") from None


# Answers: a part of the page for htmx, which shows it at once; a page for a plain form.


def answer(changed: Changed, said: str, anchor: str, focus: str = "") -> ResponseReturnValue:
    if not access.is_for_htmx():
        return redirect(url_for("order.show", _anchor=anchor), 303)
    return parts(changed.after, changed.draft, said, focus)


def parts(groups: Sequence[Group], draft: Draft, said: str, focus: str = "") -> str:
    """Return the parts of the room that an answer brings."""
    shown = presenting_order.list_of(access.acting().creator_id, groups, Typed(), focus)
    return contexts.render(order_contexts.OrderChange(shown, bar(draft), said))


def refusal(typed: Typed, status: int = 400, notice: str = "") -> ResponseReturnValue:
    """Answer with the present order, with the typed values and the reason of the refusal."""
    page = presenting_order.room(access.acting().creator_id, typed, notice)
    if not access.is_for_htmx():
        return contexts.render(page), status
    said = notice or " ".join(typed.fields.errors.values())
    return contexts.render(order_contexts.OrderChange(page.order, page.bar, said)), status


def outdated(video_ids: Sequence[str]) -> ResponseReturnValue:
    """Answer a form that names a row outside the draft: another creator's, or gone by now."""
    creator_id = access.acting().creator_id
    mine = {each.video_id for each in order.picks_of(db.session(), creator_id)}
    if picker.has_somebody_elses(creator_id, {*video_ids} - mine):
        abort(403)
    try:
        section = section_id()
    except LookupError:
        abort(404)
    if section is not None and sections.is_somebody_elses(creator_id, section):
        abort(403)
    return refusal(Typed(), 409, presenting_order.outdated())
