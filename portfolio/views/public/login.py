"""Sign-in with TikTok: there and back; `login_failures` has a page for each of its failures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import requests
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf

from portfolio import jobs
from portfolio.extensions import csrf, settings
from portfolio.queues import CREATORS
from portfolio.services.accounts import exchanges, signin
from portfolio.services.errors import TryLater
from portfolio.tiktok.errors import GrantEnded, OurMistake, TikTokError
from portfolio.tiktok.models import Tokens
from portfolio.views import access, addresses, contexts, limits, waiting, whose
from portfolio.views.errors import Stop, bad_form
from portfolio.views.public import login_failures, tiktok_login

bp = Blueprint("login", __name__)

#: In the session: the page of the studio to which this sign-in leads back.
BACK_TO = "_back_to"
#: The prefix, in the session, of Authlib's entry for each sign-in under way, by its state.
STATE = "_state_tiktok_"
#: The time for which a repeated callback waits; longer than the call to TikTok may take.
EXCHANGE_SECONDS = 15.0
NEEDED = frozenset({"user.info.basic", "video.list"})


@bp.get("/login")
def show() -> ResponseReturnValue:
    return contexts.render(contexts.SignIn(whose.page_at(request.args.get("next"))))


@bp.post("/login")
@limits.sign_in
@csrf.exempt  # type: ignore[untyped-decorator]  # the home page carries no cookie, so no token: `_comes_from_here` asks the browser's headers
def start() -> ResponseReturnValue:
    if not _comes_from_here():
        raise bad_form()
    another = "1" if request.form.get("another") else "0"
    session.pop(BACK_TO, None)
    if back_to := whose.page_at(request.form.get("next")):
        session[BACK_TO] = back_to
    answer: ResponseReturnValue = tiktok_login.tiktok().authorize_redirect(
        callback_url(), disable_auto_auth=another
    )
    return answer


@bp.get("/login/callback")
@limits.sign_in
def callback() -> ResponseReturnValue:
    """Sign in with the code, or explain the failure. A repeated callback gets the same answer."""
    state = request.args.get("state", "")
    if f"{STATE}{state}" not in session:
        return _not_open()
    back_to = session.get(BACK_TO) or whose.studio()
    is_first = "error" in request.args or not request.args.get("code") or exchanges.begin(state)
    if not is_first:
        _wait_for_the_end(state)
    try:
        creator_id = _signed_in(state) if is_first else _as_before(state)
    finally:
        session.pop(f"{STATE}{state}", None)
        session.pop(BACK_TO, None)
    if creator_id is None:
        return _not_open()
    _open_session(creator_id)
    return redirect(back_to, 303)


def _not_open() -> ResponseReturnValue:
    """Answer a callback whose sign-in this browser did not begin, or which ended long ago."""
    if access.visitor() is not None:
        return redirect(whose.studio(), 303)
    if said := request.args.get("error"):
        raise login_failures.refused(said, request.args.get("error_description", ""))
    raise login_failures.closed()


def _signed_in(state: str) -> UUID:
    """Exchange the code and store the connection; note the outcome for a repeated callback."""
    try:
        tokens = _with_scopes(_exchanged())
        if not tokens.open_id:
            raise login_failures.unexpected("no open_id", 502)
        missing = NEEDED - tokens.scopes
        if missing:
            raise login_failures.without(missing)
        try:
            creator_id = signin.sign_in(tokens)
        except TryLater:
            raise login_failures.still_leaving() from None
    except Stop as stop:
        exchanges.end(state, None, stop.told())
        raise
    exchanges.end(state, creator_id)
    jobs.update_profile_later(creator_id, CREATORS)
    jobs.sync_later(creator_id, kind=None)  # recent videos if the library was whole before
    return creator_id


def _wait_for_the_end(state: str) -> None:
    """Wait for the exchange that another request began; stop if that one is still at it."""
    is_over = waiting.wait_at_most(EXCHANGE_SECONDS, lambda: exchanges.is_over(state))
    if not is_over and exchanges.is_under_way(state, EXCHANGE_SECONDS):
        raise login_failures.under_way()  # no place to wait was free: the next try may find one


def _as_before(state: str) -> UUID | None:
    """Return the outcome of an exchange that is just over; None if it is over for long."""
    outcome = exchanges.outcome_of(state)
    if outcome is not None and outcome.told is not None:
        raise Stop(**outcome.told)
    return None if outcome is None else outcome.creator_id


def _open_session(creator_id: UUID) -> None:
    key = signin.open_session(creator_id, request.user_agent.string)
    # Nothing of the old session is kept, except other sign-ins under way in this browser.
    begun = {name: value for name, value in session.items() if name.startswith(STATE)}
    session.clear()
    session.update(begun)
    session[access.KEY] = key
    session["csrf_token"] = whose.token_of(creator_id)
    session.permanent = True


@bp.post("/logout")
@limits.change
@access.signed_in
def logout() -> ResponseReturnValue:
    key = session[access.KEY]
    if request.form.get("everywhere"):
        creator = access.visitor()
        if creator is not None:
            signin.close_all_sessions(creator.id)
    signin.close_session(key)
    session.clear()
    return redirect(url_for("home.index"), 303)


def callback_url() -> str:
    return addresses.in_full("login.callback")


def _exchanged() -> Tokens:
    """Return the tokens for the code in this request; raise `Stop` for every failure."""
    if said := request.args.get("error"):
        raise login_failures.refused(said, request.args.get("error_description", ""))
    if not request.args.get("code"):
        raise login_failures.unexpected("no code came back", 400)
    try:
        body: dict[str, Any] = tiktok_login.tiktok().authorize_access_token()
        return Tokens.from_body(body)
    except MismatchingStateError:
        raise login_failures.closed() from None
    except OAuthError as error:
        raise login_failures.unexpected(f"{error.error}: {error.description}", 502) from error
    except (GrantEnded, OurMistake) as error:
        raise login_failures.unexpected(str(error), 502, error.log_id) from error
    except TikTokError as error:
        raise login_failures.away(str(error), error.log_id) from error
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise login_failures.away(type(error).__name__, None) from error


def _with_scopes(tokens: Tokens) -> Tokens:
    """Return the tokens with scopes, also if TikTok's answer named none.

    Those that the callback names are granted then, or else all that were asked for:
    https://www.rfc-editor.org/rfc/rfc6749#section-5.1
    """
    if tokens.scopes:
        return tokens
    asked = frozenset(settings().tiktok_scopes)
    named = re.split(r"[\s,]+", request.args.get("scopes", ""))
    return replace(tokens, scopes=asked.intersection(named) or asked)


def _comes_from_here() -> bool:
    """Return whether one of our pages sent this form, by its token or the browser's headers."""
    try:
        validate_csrf(request.form.get("csrf_token"))
        return True
    except ValidationError:
        pass
    return access.comes_from_here()
