"""The texts that people read, in their language; catalogues are in `portfolio/translations`.

English is the source: a message is its own English text. So a process that speaks only English
never loads Babel, which would take a tenth of a second of its start.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

if TYPE_CHECKING:
    from babel import Locale
    from flask_babel import Domain

SOURCE = "en"
#: Each language by its code, under its own name. Only languages with a complete catalogue are here.
LANGUAGES = {SOURCE: "English", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
CATALOGUES = Path(__file__).parent / "translations"

_joining = threading.Lock()


def current() -> str:
    """Return the code of the language of this request."""
    try:
        return g.get("language") or of_the_site()
    except RuntimeError:  # outside of any application
        return SOURCE


def of_the_site() -> str:
    return str(current_app.extensions["settings"].site_language)


def of_the_browser() -> str | None:
    """Return the best of our languages for this browser; None if it accepts none of them."""
    return request.accept_languages.best_match(LANGUAGES)


def is_offered(code: object) -> bool:
    return code in LANGUAGES


def direction() -> str:
    return "rtl" if current() in RIGHT_TO_LEFT else "ltr"


def speak(code: str | None) -> None:
    """Speak this language until the request ends; the site's own if it is not offered."""
    g.language = code if code in LANGUAGES else of_the_site()


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Speak another language within this block."""
    before = g.get("language")
    speak(code)
    try:
        yield
    finally:
        g.language = before


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the current language, with its `%(name)s` filled in if any are given."""
    code = current()
    text = message if code == SOURCE else catalogue(code).ugettext(message)
    return text % values if values else text


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a message whose text has several meanings: `context` names the one meant here."""
    code = current()
    text = message if code == SOURCE else catalogue(code).upgettext(context, message)
    return text % values if values else text


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a message for `number`, which replaces its `%(num)s`."""
    return form_of(one, many, number) % {"num": number, **values}


def form_of(one: str, many: str, number: int) -> str:
    """Return the same form, with nothing filled in."""
    code = current()
    if code == SOURCE:
        return one if number == 1 else many
    return str(catalogue(code).ungettext(one, many, number))


def locale() -> Locale:
    """Return Babel's locale for the current language, for dates and numbers."""
    return locale_of(current())


@lru_cache
def locale_of(code: str) -> Locale:
    from babel import Locale

    return Locale.parse(code)


def catalogue(code: str) -> Any:
    """Return the catalogue of a language, read once."""
    read: dict[str, Any] = current_app.extensions.setdefault("catalogues", {})
    if (found := read.get(code)) is None:
        from flask_babel import force_locale

        domain = _domain()
        with force_locale(code):
            found = read[code] = domain.get_translations()
    return found


def _domain() -> Domain:
    """Return Flask-Babel's domain for this app; the first call adds Flask-Babel to the app."""
    from flask_babel import Babel, get_domain

    with _joining:
        if "babel" not in current_app.extensions:
            directory = current_app.config.get("BABEL_TRANSLATION_DIRECTORIES", str(CATALOGUES))
            Babel(configure_jinja=False).init_app(
                current_app,
                default_locale=SOURCE,
                default_translation_directories=directory,
                locale_selector=current,
            )
    domain: Domain = get_domain()
    return domain
