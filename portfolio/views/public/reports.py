"""Reports: a visitor tells the host what is wrong with a page. No account, no cookie, no script."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.extensions import csrf
from portfolio.services.errors import Refused
from portfolio.services.pages import reports
from portfolio.views import (
    access,
    caching,
    contexts,
    limits,
    presenting,
    presenting_reports,
    report_contexts,
)
from portfolio.views.errors import bad_form
from portfolio.views.public.visiting import published
from portfolio.views.studio_contexts import Fields

bp = Blueprint("reports", __name__)


@bp.get("/@<handle:handle>/report")
@caching.shared()
def show(handle: str) -> ResponseReturnValue:
    return contexts.render(presenting_reports.form(published(handle)))


@bp.post("/@<handle:handle>/report")
@caching.live
@limits.report
@csrf.exempt  # type: ignore[untyped-decorator]  # the page has no cookie, so no token: the browser's headers say where the form was sent from
def send(handle: str) -> ResponseReturnValue:
    page = published(handle)
    if not access.comes_from_here():
        raise bad_form()
    typed = {name: request.form.get(name, "") for name in ("kind", "words", "contact")}
    try:
        reports.add(page.creator_id, **typed)
    except LookupError:
        abort(404)
    except Refused as refused:
        form = presenting_reports.form(page, Fields(typed, refused.errors))
        return contexts.render(form), 400
    return redirect(url_for("reports.thank", handle=handle), 303)


@bp.get("/@<handle:handle>/report/received")
@caching.shared()
def thank(handle: str) -> ResponseReturnValue:
    page = published(handle)
    return contexts.render(report_contexts.Reported(page.name, presenting.page_url(handle)))
