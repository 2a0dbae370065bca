"""Rules of the draft: forms in the room of order, for each section and for Recent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portfolio.languages import gettext
from portfolio.services.drafts import picker, section_rules
from portfolio.services.drafts.order_changes import Changed
from portfolio.services.errors import Refused
from portfolio.views import access, limits
from portfolio.views.studio import presenting_order
from portfolio.views.studio.order import answer, refusal
from portfolio.views.studio.presenting_order import Typed
from portfolio.views.studio.presenting_rules import RECENT, form_of
from portfolio.views.studio.sections import outdated
from portfolio.views.studio_contexts import Fields

bp = Blueprint("rules", __name__, url_prefix="/studio")


@bp.post("/sections/<uuid:section_id>/rule")
@limits.change
@access.may_edit
def save(section_id: UUID) -> ResponseReturnValue:
    values = {name: request.form.get(name, "") for name in ("sort", "count", "words", "period")}
    try:
        changed = section_rules.choose(access.acting().creator_id, section_id, **values)
    except Refused as refused:
        return refusal(Typed(form_of(section_id), Fields(values, {refused.field: refused.text})))
    except LookupError:
        return outdated(section_id)
    return answer(changed, gettext("Saved."), f"section-{section_id}")


@bp.post("/sections/<uuid:section_id>/left-out")
@limits.tick
@access.may_edit
def leave_out(section_id: UUID) -> ResponseReturnValue:
    act = section_rules.take_back if is_back() else section_rules.leave_out
    change = partial(act, access.acting().creator_id, section_id)
    return left_out(change, str(section_id)) or outdated(section_id)


@bp.post("/recent")
@limits.change
@access.may_edit
def save_recent() -> ResponseReturnValue:
    count = request.form.get("recent", "")
    try:
        changed = section_rules.choose_recent(access.acting().creator_id, count)
    except Refused as refused:
        fields = Fields({"recent": count}, {refused.field: refused.text})
        return refusal(Typed(form_of(RECENT), fields))
    return answer(changed, gettext("Saved."), f"section-{RECENT}")


@bp.post("/recent/left-out")
@limits.tick
@access.may_edit
def leave_out_of_recent() -> ResponseReturnValue:
    act = section_rules.take_back_into_recent if is_back() else section_rules.leave_out_of_recent
    change = partial(act, access.acting().creator_id)
    return left_out(change, RECENT) or refusal(Typed(), 409, presenting_order.outdated())


def left_out(change: Callable[[str], Changed], section: str) -> ResponseReturnValue | None:
    """Leave the named video out, or take it back, and say so; None if it or the rule is gone."""
    video_id = request.form.get("take-back") or request.form.get("leave-out", "")
    try:
        changed = change(video_id)
    except Refused as refused:
        return refusal(Typed(form_of(section), Fields({}, {refused.field: refused.text})))
    except LookupError:
        if picker.has_somebody_elses(access.acting().creator_id, {video_id}):
            abort(403)
        return None
    said = gettext("It may come back.") if is_back() else gettext("It is left out for good.")
    return answer(changed, said, f"section-{section}")


def is_back() -> bool:
    return bool(request.form.get("take-back"))
