"""Leaving: first the list of rows to delete, then the departure, then a receipt at its address."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, session, url_for
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.services.accounts import departures
from portfolio.views import access, contexts, limits, presenting, studio_contexts

bp = Blueprint("leaving", __name__)


@bp.get("/studio/leaving")
@access.may_leave
def show() -> ResponseReturnValue:
    creator = access.acting().person
    page = studio_contexts.Leaving(presenting.me(creator), departures.inventory(creator.id))
    return contexts.render(page)


@bp.post("/studio/leaving")
@limits.change
@access.may_leave
def leave() -> ResponseReturnValue:
    departure_id = departures.leave(access.acting().creator_id)
    session.clear()
    jobs.finish_departure_later(departure_id)
    signed = departures.sign_receipt(departure_id)
    return redirect(url_for("leaving.receipt", signed=signed), 303)


@bp.get("/receipts/<signed>")
def receipt(signed: str) -> ResponseReturnValue:
    found = departures.receipt(signed)
    if found is None:
        abort(404)
    return contexts.render(contexts.Receipt(found)), 200, {"Cache-Control": "no-store"}
