"""Sections of the draft: added, renamed, moved and removed, by forms in the room of order."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import moves, sections
from portfolio.services.errors import Refused
from portfolio.views import access, limits
from portfolio.views.studio import presenting_order
from portfolio.views.studio.order import answer, refusal
from portfolio.views.studio.presenting_order import NEW, Typed
from portfolio.views.studio_contexts import Fields

bp = Blueprint("sections", __name__, url_prefix="/studio/sections")


@bp.post("")
@limits.change
@access.may_edit
def add() -> ResponseReturnValue:
    values = typed_values()
    try:
        changed = sections.add(access.acting().creator_id, **values)
    except Refused as refused:
        return refusal(Typed(NEW, Fields(values, {refused.field: refused.text})))
    said = gettext("The section is added at the end.")
    return answer(changed, said, f"section-{changed.after[-1].section_id}")


@bp.post("/<uuid:section_id>")
@limits.change
@access.may_edit
def save(section_id: UUID) -> ResponseReturnValue:
    values = typed_values()
    try:
        changed = sections.rename(access.acting().creator_id, section_id, **values)
    except Refused as refused:
        return refusal(Typed(str(section_id), Fields(values, {refused.field: refused.text})))
    except LookupError:
        return outdated(section_id)
    return answer(changed, gettext("Saved."), f"section-{section_id}")


@bp.post("/<uuid:section_id>/moves")
@limits.tick
@access.may_edit
def move(section_id: UUID) -> ResponseReturnValue:
    by = -1 if request.form.get("to") == "up" else 1
    try:
        changed = sections.move(access.acting().creator_id, section_id, by)
    except LookupError:
        return outdated(section_id)
    said = presenting_order.section_moved(changed.after, section_id)
    return answer(changed, said, f"section-{section_id}")


@bp.post("/<uuid:section_id>/removals")
@limits.change
@access.may_edit
def remove(section_id: UUID) -> ResponseReturnValue:
    try:
        changed = sections.remove(access.acting().creator_id, section_id)
    except LookupError:
        return outdated(section_id)
    count = len(changed.before[moves.at_of(changed.before, section_id)].picks)
    return answer(changed, presenting_order.section_removed(count), "order")


def typed_values() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("title", "about", "layout")}


def outdated(section_id: UUID) -> ResponseReturnValue:
    """Answer a form for a section that is another creator's, or gone by now."""
    if sections.is_somebody_elses(access.acting().creator_id, section_id):
        abort(403)
    return refusal(Typed(), 409, presenting_order.outdated())
