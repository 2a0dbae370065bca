"""The language of an answer: the creator's, the browser's or the site's.

Answers that caches keep for everybody are in the language of the page's creator, or of the site,
never in that of one visitor's browser.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup

from portfolio import languages
from portfolio.models.creator import Creator
from portfolio.views import caching


def register(app: Flask) -> None:
    app.url_value_preprocessor(_begin)
    app.jinja_env.globals.update(
        _=_said,
        ngettext=_counted,
        pgettext=_said_in,
        language=languages.current,
        direction=languages.direction,
    )


def _begin(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Begin a request in the browser's language, unless its answer is for everybody.

    This runs before any code that may refuse the request, so that the refusal is in that language.
    """
    if caching.declared(current_app, endpoint):
        languages.speak(None)
    else:
        to_reader()


def to_creator(creator: Creator) -> None:
    """Speak the language that the creator chose, else their browser's."""
    languages.speak(creator.language or languages.of_the_browser())


def to_reader() -> None:
    languages.speak(languages.of_the_browser())


def to_reader_of_error() -> None:
    """Tell an error on a page for everybody in the browser's language: no cache keeps it."""
    if caching.declared(current_app, request.endpoint):
        to_reader()


# Jinja's own functions of these names take three times as long, and a card calls two of them.


def _said(message: str, /, **values: object) -> Markup:
    """Return a message for a template. It may hold tags; the values filled in are escaped."""
    text = Markup(languages.gettext(message))  # noqa: S704 - from the catalogue
    return text % values if values else text


def _said_in(context: str, message: str, /, **values: object) -> Markup:
    text = Markup(languages.pgettext(context, message))  # noqa: S704 - from the catalogue
    return text % values if values else text


def _counted(one: str, many: str, number: int, /, **values: object) -> Markup:
    text = Markup(languages.form_of(one, many, number))  # noqa: S704 - from the catalogue
    return text % {"num": number, **values} if "%" in text else text
