"""One answer for each thing that stops a request: what happened, what is safe, the way on."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from portfolio import clock
from portfolio.extensions import db
from portfolio.services.problems import Refused

log = logging.getLogger(__name__)

START = {"label": "Back to the start", "href": "/", "main": False}
AGAIN = {"label": "Continue with TikTok", "href": "/login", "main": True}

WORDS: dict[int, tuple[str, str]] = {
    400: ("That could not be read", "The address or form is not one of ours. Nothing was changed."),
    401: ("You are signed out", "Sign in again to go on. Nothing that was saved is lost."),
    403: ("That is not yours to change", "It belongs to somebody else. Nothing was changed."),
    404: (
        "Nothing is showing here",
        "The address may be mistyped, or its creator has taken the page down.",
    ),
    405: ("That cannot be done here", "Nothing was changed."),
    413: ("That is too much at once", "The form is larger than anything we ask for."),
    429: ("Too many requests", "Wait a minute, then try again. Nothing was changed."),
    503: ("Not just now", "The site is busy. Try again in a moment; what was saved is safe."),
}
OURS = ("Something broke here", "It is our fault, and it has been written down. Try again.")


class Stop(Exception):
    """Stop the request with this page."""

    def __init__(
        self,
        status: int,
        heading: str,
        text: str,
        *,
        details: Sequence[tuple[str, str]] = (),
        again: bool = False,
        another: bool = False,
    ) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.text = text
        self.details = list(details)
        self.again = again
        self.another = another


def bad_form() -> Stop:
    return Stop(
        400,
        "This form is too old",
        "It was open for long, or sent from elsewhere. Nothing was changed: go back, load the "
        "page again, and repeat it.",
    )


def register(app: Flask) -> None:
    app.register_error_handler(Stop, _stopped)
    app.register_error_handler(CSRFError, lambda _error: _stopped(bad_form()))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _broken)


def _stopped(stop: Stop) -> ResponseReturnValue:
    actions = [AGAIN, START] if stop.again else [START]
    details = [*stop.details, ("When", f"{clock.now():%d %b %Y, %H:%M:%S} UTC")]
    return _page(stop.status, stop.heading, stop.text, actions, details)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    heading, text = WORDS.get(error.code, WORDS[400] if error.code < 500 else OURS)
    return _page(error.code, heading, text, [AGAIN, START] if error.code == 401 else [START], [])


def _refused(refused: Refused) -> ResponseReturnValue:
    """Answer a wish that no view has a field for, such as one tick too many."""
    return _page(409, "That could not be saved", refused.text, [START], [])


def _unstorable(_error: DataError) -> ResponseReturnValue:
    """Answer a value that no row can hold: PostgreSQL refuses a NUL, SQLite just finds nothing."""
    return _page(400, *WORDS[400], [START], [])


def _busy(error: OperationalError) -> ResponseReturnValue:
    log.warning("the database did not answer: %s", error.orig)
    return _page(503, *WORDS[503], [START], [])


def _broken(error: Exception) -> ResponseReturnValue:
    log.exception("a request broke", exc_info=error)
    return _page(500, *OURS, [START], [("When", f"{clock.now():%d %b %Y, %H:%M:%S} UTC")])


def _page(
    status: int,
    heading: str,
    text: str,
    actions: Sequence[dict[str, object]],
    details: Sequence[tuple[str, str]],
) -> ResponseReturnValue:
    db.session.rollback()
    body = render_template(
        "errors/stop.html",
        status=status,
        heading=heading,
        text=text,
        actions=actions,
        details=details,
    )
    return body, status, {"Cache-Control": "no-store"}
