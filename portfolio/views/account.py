"""The account: profile, connection, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, g, render_template, session
from flask.typing import ResponseReturnValue

from portfolio.models.creator import Creator
from portfolio.services import accounts, signin
from portfolio.views import access, presenting

bp = Blueprint("account", __name__, url_prefix="/studio")


@bp.get("/account")
@access.signed_in
def account() -> ResponseReturnValue:
    creator: Creator = g.creator
    return render_template(
        "studio/account.html",
        me=presenting.me(creator),
        profile={**presenting.me(creator), "username": creator.username},
        connection=accounts.health_of(creator.id),
        sessions=[
            {
                "agent": presenting.browser(row.browser),
                "current": mine,
                "seen_ago": presenting.ago(row.seen_at),
            }
            for row, mine in signin.sessions_of(creator.id, session[access.KEY])
        ],
    )
