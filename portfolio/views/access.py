"""Rights: the one place where they are checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError

from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.services.accounts import signin
from portfolio.views import speaking, whose
from portfolio.views.errors import Stop, bad_form, stopped
from portfolio.views.roles import Acting, Right, Role

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

KEY = "key"  # the browser session's key, in Flask's signed cookie
#: The attribute of guarded views: the rights that they ask for.
NEEDED = "needed_rights"


def acting() -> Acting:
    """Return the person of this request, and for whom they act. Only guarded views may ask."""
    found: Acting = g.acting
    return found


def signed_in(view: View[P]) -> View[P]:
    """Let any signed-in person through: for their own matters, as signing out."""
    return _guarded(view, frozenset())


def may_view(view: View[P]) -> View[P]:
    return _guarded(view, frozenset({Right.VIEW}))


def may_edit(view: View[P]) -> View[P]:
    return _guarded(view, frozenset({Right.EDIT}))


def may_publish(view: View[P]) -> View[P]:
    return _guarded(view, frozenset({Right.PUBLISH}))


def may_leave(view: View[P]) -> View[P]:
    return _guarded(view, frozenset({Right.LEAVE}))


def _guarded(view: View[P], needed: frozenset[Right]) -> View[P]:
    """Let only people with these rights through.

    Without a session a page leads to sign-in, and a change is refused.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        found = visitor()
        if found is not None:
            speaking.to_creator(found)
        else:
            _stop_if_of_another_app()
            session.pop(KEY, None)
            if is_page():
                return redirect(whose.login_address(whose.place()))
        person = whose.check(found)
        session.modified = True  # the cookie lives on while it is used
        act(Acting(person, creator_id=person.id, role=Role.OWNER))
        if not all(acting().may(right) for right in needed):
            _stop_without_right()
        return view(*args, **kwargs)

    setattr(guarded, NEEDED, needed)
    return guarded


def act(who: Acting) -> None:
    """Let the rest of this request act so."""
    g.acting = who


def rights_of(view: object) -> frozenset[Right] | None:
    """Return the rights that a view asks for; None if it lets everybody through."""
    return getattr(view, NEEDED, None)


def is_for_htmx() -> bool:
    """Return whether htmx asks, which takes parts of a page for an answer."""
    return "HX-Request" in request.headers


def is_guarded() -> bool:
    """Return whether this request is for a view that only signed-in people may use."""
    return rights_of(current_app.view_functions.get(request.endpoint or "")) is not None


def is_page() -> bool:
    """Return whether a browser asks for a page, not a script for a part of one."""
    is_script = is_for_htmx() or whose.HEADER in request.headers
    return request.method in ("GET", "HEAD") and not is_script


def comes_from_here() -> bool:
    """Return whether one of our pages sent this form, by the headers that its browser adds.

    It is for forms on pages without a cookie, which can hold no token.
    """
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _badly_sent)
    app.jinja_env.globals["made_for"] = _made_for
    app.jinja_env.globals["here"] = _here


def _made_for() -> str:
    """Return the id of the person for whom a page is made, as `whose` checks it; "" for nobody."""
    found: Acting | None = g.get("acting")
    return str(found.person.id) if found is not None else ""


def _here() -> str:
    """Return the page of the studio on which this request was made; "" for the first room."""
    return whose.place() or ""


def _badly_sent(_error: CSRFError) -> ResponseReturnValue:
    """Answer a bad CSRF token; first check whether the page was made for another creator."""
    try:
        if is_guarded():
            _stop_if_of_another_app()
            whose.check_token(whose.check(visitor()))
        raise bad_form()
    except Stop as stop:
        return stopped(stop)
    except SQLAlchemyError as error:  # Flask handles no error that an error handler raises
        return current_app.handle_user_exception(error)


def _stop_if_of_another_app() -> None:
    """Raise `Stop` if this browser's session is of a TikTok app that the site used before.

    The session is kept: it is valid again when that app is back.
    """
    key = session.get(KEY)
    if isinstance(key, str) and signin.is_of_another_app(key):
        whose.stop_of_another_app()


def _stop_without_right() -> NoReturn:
    raise Stop(
        403,
        gettext("This is not yours to do"),
        gettext("Your role on this page does not include it. Nothing was changed."),
    )


def visitor() -> Creator | None:
    """Return the creator who is signed in in this browser; None if there is none."""
    key = session.get(KEY)
    return signin.creator_of(key) if isinstance(key, str) else None
