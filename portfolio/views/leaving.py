"""Leaving: first what will be deleted, then the deed, then a receipt with an address of its own."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, session
from flask.typing import ResponseReturnValue

from portfolio import jobs
from portfolio.models.creator import Creator
from portfolio.services import departures
from portfolio.views import access, presenting

bp = Blueprint("leaving", __name__)


@bp.get("/studio/leaving")
@access.signed_in
def show() -> ResponseReturnValue:
    creator: Creator = g.creator
    return render_template(
        "studio/leaving.html",
        me=presenting.me(creator),
        inventory=departures.inventory(creator.id),
    )


@bp.post("/studio/leaving")
@access.signed_in
def leave() -> ResponseReturnValue:
    departure_id = departures.leave(g.creator_id)
    session.clear()
    jobs.finish_departure_later(departure_id)
    return redirect(f"/receipts/{departures.sign_receipt(departure_id)}", 303)


@bp.get("/receipts/<signed>")
def receipt(signed: str) -> ResponseReturnValue:
    found = departures.receipt(signed)
    if found is None:
        abort(404)
    return render_template("receipt.html", receipt=found), 200, {"Cache-Control": "no-store"}
