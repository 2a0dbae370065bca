"""One page for each reason to stop a request: it tells the reason, the harm, and the way on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portfolio import clock
from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.services.errors import Refused
from portfolio.services.pages import omissions
from portfolio.transactions import refuses_to_store
from portfolio.views import contexts, formats, problems, speaking
from portfolio.views.contexts import Action

log = logging.getLogger(__name__)


def ways_on(signing_in: bool = False) -> list[Action]:
    """Return the way back to the start, after the way to sign in if that helps."""
    start = Action(gettext("Back to the start"), url_for("home.index"))
    again = Action(gettext("Continue with TikTok"), url_for("login.show"), main=True)
    return [again, start] if signing_in else [start]


def words_of(status: int) -> tuple[str, str]:
    """Return heading and text for a status that needs no further words."""
    words = {
        400: (
            gettext("That could not be read"),
            gettext("The address or form is not one of ours. Nothing was changed."),
        ),
        401: (
            gettext("You are signed out"),
            gettext("Sign in again to go on. Nothing that was saved is lost."),
        ),
        403: (
            gettext("That is not yours to change"),
            gettext("It belongs to somebody else. Nothing was changed."),
        ),
        404: (
            gettext("Nothing is showing here"),
            gettext("The address may be mistyped, or its creator has taken the page down."),
        ),
        405: (gettext("That cannot be done here"), gettext("Nothing was changed.")),
        413: (
            gettext("That is too much at once"),
            gettext("The form is larger than anything we ask for."),
        ),
        429: (
            gettext("Too many requests"),
            gettext("Wait a minute, then try again. Nothing was changed."),
        ),
        500: (
            gettext("Something broke here"),
            gettext("It is our fault, and it has been written down. Try again."),
        ),
        503: (
            gettext("Not just now"),
            gettext("The site is busy. Try again in a moment; what was saved is safe."),
        ),
    }
    return words.get(status, words[400 if status < 500 else 500])


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
        actions: Sequence[Action] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.text = text
        self.details = list(details)
        self.again = again
        self.another = another
        self.actions = list(actions)
        self.headers = dict(headers or {})

    def told(self) -> dict[str, Any]:
        """Return this page's arguments for `Stop`, as they can be stored."""
        names = ("status", "heading", "text", "details", "again", "another")
        return {name: getattr(self, name) for name in names}


def bad_form() -> Stop:
    return Stop(
        400,
        gettext("This form is too old"),
        gettext(
            "It was open for long, or sent from elsewhere. Nothing was changed: go back, load the "
            "page again, and repeat it."
        ),
    )


def register(app: Flask) -> None:
    app.register_error_handler(Stop, stopped)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(NoConnection, _busy)
    app.register_error_handler(Exception, _broken)


def stopped(stop: Stop) -> ResponseReturnValue:
    actions = stop.actions or ways_on(stop.again)
    details = [*stop.details, _when()]
    return _page(stop.status, stop.heading, stop.text, actions, details, stop.headers)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    speaking.to_reader_of_error()
    headers = None
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers = {"Allow": ", ".join(sorted(error.valid_methods))}
    return _page(error.code, *words_of(error.code), ways_on(error.code == 401), [], headers)


def _refused(refused: Refused) -> ResponseReturnValue:
    """Answer a refusal that no view shows beside a field, such as one tick too many."""
    return _page(409, gettext("That could not be saved"), refused.text, ways_on(), [])


def _unstorable(error: DataError) -> ResponseReturnValue:
    """Answer a value that no row can hold: PostgreSQL refuses a NUL, SQLite finds nothing."""
    if omissions.is_from_a_row(error):
        return _unreadable(error)
    speaking.to_reader_of_error()
    return _page(400, *words_of(400), ways_on(), [])


def _database(error: DBAPIError) -> ResponseReturnValue:
    if refuses_to_store(error):
        log.error("Nothing can be stored: %s", error.orig)
        speaking.to_reader_of_error()
        return _page(
            503,
            gettext("Nothing can be saved just now"),
            gettext(
                "The site's disk is full, or its database takes no changes. What was saved before "
                "is safe, but what you did just now was not saved. Try again later."
            ),
            ways_on(),
            [],
        )
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        return _busy(error)
    return _broken(error)


def _busy(error: Exception) -> ResponseReturnValue:
    if omissions.is_from_a_row(error):
        return _unreadable(error)
    log.warning("the database did not answer: %s", getattr(error, "orig", error))
    speaking.to_reader_of_error()
    return _page(503, *words_of(503), ways_on(), [])


def _unreadable(error: Exception) -> ResponseReturnValue:
    """Answer a creator whose own stored row is unreadable: pages of others leave such rows out."""
    log.error("a stored row cannot be read", exc_info=error)
    speaking.to_reader_of_error()
    return _page(
        503,
        gettext("This cannot be shown just now"),
        gettext(
            "A value that is stored for it cannot be read. Whoever runs this site finds it in the "
            "log."
        ),
        ways_on(),
        [],
    )


def _broken(error: Exception) -> ResponseReturnValue:
    if omissions.is_from_a_row(error):
        return _unreadable(error)
    log.exception("a request broke", exc_info=error)
    speaking.to_reader_of_error()
    return _page(500, *words_of(500), ways_on(), [_when()])


def _when() -> tuple[str, str]:
    return gettext("When"), formats.moment(clock.now())


def _page(
    status: int,
    heading: str,
    text: str,
    actions: Sequence[Action],
    details: Sequence[tuple[str, str]],
    headers: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    db.session.rollback()
    if problems.is_wanted():
        return problems.answer(status, text, headers or {})
    body = contexts.render(contexts.Stopped(status, heading, text, actions, details))
    return body, status, {"Cache-Control": "no-store", **(headers or {})}
