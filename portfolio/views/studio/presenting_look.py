"""The choices of the look in words; a difference and the order read them too."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.languages import gettext
from portfolio.services.pages import look
from portfolio.services.pages.look import Look
from portfolio.views.colours import colour
from portfolio.views.contexts import Choice, Option


def choices(now: Look) -> Iterator[Choice]:
    """Yield the fields of a look that have one of several values."""
    labels = {
        "layout": gettext("Layout"),
        "pairing": gettext("Type"),
        "scheme": gettext("Light or dark"),
        "accent": gettext("Colour"),
    }
    for name, values in look.CHOICES.items():
        chosen = getattr(now, name)
        options = [Option(value, in_words(name, value), value == chosen) for value in values]
        yield Choice(name, labels[name], options)


def layouts() -> list[Option]:
    """Return the layouts that a section may have; "" is the page's."""
    own = [Option(each, in_words("layout", each), False) for each in look.LAYOUTS]
    return [Option("", gettext("As the page"), True), *own]


def in_words(name: str, value: str) -> str:
    """Return a value of one of the look's choices as people read it."""
    words = {
        ("layout", "grid"): gettext("Grid"),
        ("layout", "feature"): gettext("First one large"),
        ("layout", "list"): gettext("List with captions"),
        ("layout", "strip"): gettext("Strip to swipe"),
        ("pairing", "poster"): gettext("Poster"),
        ("pairing", "book"): gettext("Book"),
        ("pairing", "plain"): gettext("Plain"),
        ("scheme", "auto"): gettext("As each visitor has it"),
        ("scheme", "light"): gettext("Always light"),
        ("scheme", "dark"): gettext("Always dark"),
    }
    return words.get((name, value)) or colour(value)
