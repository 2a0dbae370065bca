"""Sign-in with TikTok: there and back, and every way in which it can go wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf

from portfolio import jobs
from portfolio.extensions import csrf, settings
from portfolio.models.sync import FULL, RECENT
from portfolio.queues import CREATORS
from portfolio.services import signin, syncs
from portfolio.services.problems import TryLater
from portfolio.tiktok.errors import GrantEnded, OurMistake, TikTokError
from portfolio.tiktok.models import Tokens
from portfolio.views import access, limits, tiktok_login
from portfolio.views.errors import Stop, bad_form

bp = Blueprint("login", __name__)

NEEDED = frozenset({"user.info.basic", "video.list"})


@bp.get("/login")
def show() -> ResponseReturnValue:
    return render_template("login.html")


@bp.post("/login")
@limits.sign_in
@csrf.exempt  # type: ignore[untyped-decorator]  # the home page carries no cookie, so no token: the browser's own word is asked
def start() -> ResponseReturnValue:
    if not _comes_from_here():
        raise bad_form()
    another = "1" if request.form.get("another") else "0"
    session.pop("_another", None)
    answer: ResponseReturnValue = tiktok_login.tiktok().authorize_redirect(
        callback_url(), disable_auto_auth=another
    )
    return answer


@bp.get("/login/callback")
@limits.sign_in
def callback() -> ResponseReturnValue:
    """Exchange the code, store the connection, and open a session; else say what happened."""
    try:
        tokens = _exchanged()
        if not tokens.open_id:
            raise _unexpected("no open_id", 502)
        missing = NEEDED - tokens.scopes
        if missing:
            raise _without(missing)
    finally:
        _forget_states()
    try:
        creator_id = signin.sign_in(tokens)
    except TryLater:
        raise _still_leaving() from None
    key = signin.open_session(creator_id, request.user_agent.string)
    session.clear()  # nothing from before the sign-in goes on
    session[access.KEY] = key
    session.permanent = True
    jobs.update_profile_later(creator_id, CREATORS)
    jobs.sync_later(creator_id, RECENT if syncs.has_any(creator_id) else FULL)
    return redirect("/studio/videos", 303)


@bp.post("/logout")
@access.signed_in
def logout() -> ResponseReturnValue:
    key = session[access.KEY]
    if request.form.get("everywhere"):
        creator = access.visitor()
        if creator is not None:
            signin.close_all_sessions(creator.id)
    signin.close_session(key)
    session.clear()
    return redirect("/", 303)


def callback_url() -> str:
    return f"{settings().public_url}/login/callback"


def _exchanged() -> Tokens:
    """Return the tokens for the code in this request; every failure becomes a friendly page."""
    if said := request.args.get("error"):
        raise _refused(said, request.args.get("error_description", ""))
    if not request.args.get("code"):
        raise _unexpected("no code came back", 400)
    try:
        body: dict[str, Any] = tiktok_login.tiktok().authorize_access_token()
        return Tokens.from_body(body)
    except MismatchingStateError:
        raise Stop(
            400,
            "This sign-in is no longer open",
            "It was begun in another window, finished before, or left waiting too long. "
            "Nothing was changed. Begin again from here.",
            details=[("What happened", "state does not match")],
            again=True,
        ) from None
    except OAuthError as error:
        raise _unexpected(f"{error.error}: {error.description}", 502) from error
    except (GrantEnded, OurMistake) as error:
        raise _unexpected(str(error), 502, error.log_id) from error
    except TikTokError as error:
        raise _away(str(error), error.log_id) from error
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise _away(type(error).__name__, None) from error


def _refused(error: str, description: str) -> Stop:
    if error == "access_denied":
        return Stop(
            403,
            "You stopped on TikTok’s page",
            "Nothing was shared and nothing was saved. If that was a slip, begin again.",
            details=[("What TikTok said", error)],
            again=True,
        )
    return _unexpected(f"{error}: {description}"[:300], 502)


def _without(scopes: frozenset[str]) -> Stop:
    names = ", ".join(sorted(scopes))
    return Stop(
        403,
        "TikTok sent you back without your videos",
        "On TikTok’s page, “Access your public videos” was switched off. Showreel lists your "
        "videos with it, so there is nothing to choose from yet. Nothing was saved.",
        details=[("What TikTok said", f"scope_not_authorized: {names}")],
        again=True,
        another=True,
    )


def _still_leaving() -> Stop:
    return Stop(
        503,
        "Your old page is just being deleted",
        "TikTok is being told to end its permission, which would end a new one as well. Nothing "
        "was saved. Begin again in half a minute.",
        again=True,
    )


def _unexpected(what: str, status: int, log_id: str | None = None) -> Stop:
    return Stop(
        status,
        "TikTok’s answer made no sense here",
        "The sign-in could not be finished, and nothing was saved. Begin again; if it happens "
        "twice, tell whoever runs this site.",
        details=_details(what, log_id),
        again=True,
    )


def _away(what: str, log_id: str | None) -> Stop:
    return Stop(
        503,
        "TikTok is not answering",
        "The sign-in could not be finished, and nothing was saved. Pages that are published stay "
        "as they are. Try again in a minute.",
        details=_details(what, log_id),
        again=True,
    )


def _details(what: str, log_id: str | None) -> list[tuple[str, str]]:
    details = [("What TikTok said", what)]
    return [*details, ("Log id", log_id)] if log_id else details


def _comes_from_here() -> bool:
    """Whether this form was sent by a page of ours: its token, or the browser, says so."""
    try:
        validate_csrf(request.form.get("csrf_token"))
        return True
    except ValidationError:
        pass
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.netloc == request.host


def _forget_states() -> None:
    """A sign-in that is over leaves nothing behind in the session."""
    for name in [name for name in session if name.startswith("_state_")]:
        session.pop(name)
