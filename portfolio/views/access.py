"""Who may do what: the one place where rights are checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, g, redirect, request, session
from flask.typing import ResponseReturnValue

from portfolio.models.creator import Creator
from portfolio.services import signin

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)

KEY = "key"  # the browser session's key, in Flask's signed cookie


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let only a signed-in creator through; a reader is asked to sign in, a writer is refused."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        creator = visitor()
        if creator is None:
            session.pop(KEY, None)
            if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
                return redirect("/login")
            abort(401)
        session.modified = True  # the cookie lives on while it is used
        g.creator = creator
        g.creator_id = creator.id
        return view(*args, **kwargs)

    return guarded


def visitor() -> Creator | None:
    """Return the creator who is signed in in this browser, or None."""
    key = session.get(KEY)
    return signin.creator_of(key) if isinstance(key, str) else None
