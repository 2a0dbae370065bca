"""The creator for whom a page was made: each request names them, and others are refused.

A tab outlives its session. A page of the studio carries its creator's id, and a token that holds
for this creator in any of their sessions: after signing in again they continue in the same tab.
"""

from __future__ import annotations

import hmac
from typing import NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, request, url_for
from flask_wtf.csrf import ValidationError, validate_csrf

from portfolio.extensions import settings
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.views.contexts import Action
from portfolio.views.errors import Stop
from portfolio.views.presenting import isolated

#: The header that a page's scripts send along; its value is the creator's id.
HEADER = "X-Made-For"
#: The header that tells such a script that it was refused, and why.
ANSWER = "X-Session"
#: The pages of the studio, the front first; its other addresses are parts of pages, or actions.
PAGES = (
    "studio.videos",
    "order.show",
    "look.show",
    "publishing.show_page",
    "editions.show_all",
    "account.account",
    "leaving.show",
)


def token_of(creator_id: UUID) -> str:
    """Return the value that this creator's CSRF tokens sign, the same in every session."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"csrf of {creator_id}".encode(), "sha256").hexdigest()


def check(creator: Creator | None) -> Creator:
    """Return the signed-in creator; raise `Stop` without one, or if the page is another's."""
    if creator is None:
        stop_signed_out()
    made_for = request.headers.get(HEADER)
    if made_for is not None and made_for != str(creator.id):
        stop_somebody_else(creator)
    return creator


def check_token(creator: Creator) -> None:
    """Raise `Stop` if the token of this request is ours, but made for another creator."""
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    try:
        validate_csrf(token)
    except ValidationError as error:
        if "do not match" in str(error):
            stop_somebody_else(creator)


def stop_signed_out() -> NoReturn:
    raise Stop(
        401,
        gettext("You are signed out"),
        gettext("Sign in again to go on where you were. Nothing that was saved is lost."),
        actions=[Action(gettext("Sign in again"), login_address(place()), main=True)],
        headers={ANSWER: "signed-out"},
    )


def stop_of_another_app() -> NoReturn:
    raise Stop(
        401,
        gettext("Please sign in again"),
        gettext(
            "%(site)s is now registered with TikTok as another app, so every sign-in from before "
            "is over. Your page and your picks from before are kept, but they are not shown. If "
            "you miss them, ask whoever runs %(site)s.",
            site=settings().site_name,
        ),
        actions=[Action(gettext("Sign in again"), login_address(place()), main=True)],
        headers={ANSWER: "signed-out"},
    )


def stop_somebody_else(creator: Creator) -> NoReturn:
    name = f"@{creator.username}" if creator.username else isolated(creator.name)
    raise Stop(
        409,
        gettext("You are now %(name)s", name=name),
        gettext("This page was opened by another account. Nothing was changed for either of them."),
        actions=[
            Action(gettext("Go on as %(name)s", name=name), place() or studio(), main=True),
            Action(gettext("Sign in as somebody else"), login_address(place())),
        ],
        headers={ANSWER: "somebody-else"},
    )


def place() -> str | None:
    """Return the studio page on which this request was made; None for the first room."""
    asked_for = request.url if request.method == "GET" else None
    for address in (asked_for, request.referrer):
        if (page := page_at(address)) is not None:
            return page if page != studio() else None
    return None


def page_at(address: str | None) -> str | None:
    """Return path and query of an address from any source if it is a page of the studio."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    if parts.path not in map(url_for, PAGES):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def studio() -> str:
    """Return the address of the studio's first room."""
    return url_for(PAGES[0])


def login_address(back_to: str | None) -> str:
    return url_for("login.show", next=back_to or None)
