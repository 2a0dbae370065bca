"""The account: profile, connection, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portfolio import languages
from portfolio.services.accounts import language, signin, time_zones
from portfolio.services.connections import health
from portfolio.services.errors import Refused
from portfolio.views import access, contexts, formats, limits, presenting, studio_contexts, whose

bp = Blueprint("account", __name__, url_prefix="/studio")


@bp.get("/account")
@access.may_view
def account() -> ResponseReturnValue:
    return account_page()


def account_page(zone_refused: str = "") -> str:
    creator = access.acting().person
    page = studio_contexts.Account(
        me=presenting.me(creator),
        username=creator.username,
        connection=health.health_of(creator.id),
        chosen=creator.language or "",
        languages=languages.LANGUAGES,
        zone=time_zones.zone_of(creator).key,
        zones=time_zones.names(),
        zone_refused=zone_refused,
        sessions=[
            studio_contexts.Session(presenting.browser(row.browser), formats.ago(row.seen_at), mine)
            for row, mine in signin.sessions_of(creator.id, session[access.KEY])
        ],
    )
    return contexts.render(page)


@bp.post("/account")
@limits.change
@access.may_publish
def save_account() -> ResponseReturnValue:
    language.choose(access.acting().creator_id, request.form.get("language", ""))
    return redirect(url_for("account.account"), 303)


@bp.post("/account/zones")
@limits.change
@access.may_publish
def save_zone() -> ResponseReturnValue:
    try:
        time_zones.choose(access.acting().creator_id, request.form.get("zone", ""))
    except Refused as refused:
        return account_page(refused.text), 400
    return redirect(whose.place() or url_for("account.account"), 303)
