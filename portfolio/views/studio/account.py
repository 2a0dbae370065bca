"""The account: profile, connection, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portfolio import languages
from portfolio.languages import gettext
from portfolio.services.accounts import language, signin, time_zones
from portfolio.services.connections import health
from portfolio.services.errors import Refused
from portfolio.views import access, contexts, formats, limits, presenting, studio_contexts, whose
from portfolio.views.studio import editions, undo

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
        if access.is_for_htmx():
            return make_response(zone_parts(refused.text, refused.text), 400)
        return account_page(refused.text), 400
    if access.is_for_htmx():
        return zone_parts(gettext("Saved."))
    return redirect(whose.place() or url_for("account.account"), 303)


def zone_parts(said: str, refused: str = "") -> ResponseReturnValue:
    """Return the parts of the room in which a time zone was chosen, as an answer to htmx."""
    if undo.is_in("editions.show_all"):
        return editions.answer(said, "history", editions.before_in(undo.address()))
    creator = access.acting().person
    zone = time_zones.zone_of(creator).key
    change = studio_contexts.ZoneChange(zone, time_zones.names(), refused, said)
    return contexts.render(change)
