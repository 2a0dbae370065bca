"""The contexts of the templates with which the look is changed, as in `contexts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.views.contexts import Choice, Context
from portfolio.views.studio_contexts import Bar, Fields, Studio


@dataclass(frozen=True)
class Words:
    """The form of the page's own words, with the characters and lines that fit."""

    fields: Fields
    #: The bio at TikTok, which the page shows without them; "" if there is none.
    tiktoks: str
    headline_length: int
    bio_length: int
    bio_lines: int


@dataclass(frozen=True)
class LinkRow:
    """The fields of one link; `at` is its number from 0, or "contact"."""

    at: str
    label: str
    address: str


@dataclass(frozen=True)
class Links:
    """The form of the links and of the contact button; `errors` has words by field."""

    rows: Sequence[LinkRow]
    #: The rows that are shown at once; the others are one press away.
    shown: int
    #: The rows with a link.
    filled: int
    contact: LinkRow
    errors: Mapping[str, str]
    most: int
    label_length: int
    address_length: int
    #: The id of the control that gets the focus; "" if it stays where it is.
    focus: str = ""


@dataclass(frozen=True)
class LookRoom(Studio):
    """The room. `errors` has the words for each refused choice."""

    template = "studio/look.html"
    choices: Sequence[Choice]
    errors: Mapping[str, str]
    words: Words
    links: Links
    bar: Bar


@dataclass(frozen=True)
class LookChange(Context):
    """The answer to a change: the form that was sent, if it has fields, the bar, and a sentence.

    Undo brings all forms; `choices` is empty after any other change.
    """

    template = "studio/_look_change.html"
    choices: Sequence[Choice]
    errors: Mapping[str, str]
    words: Words | None
    links: Links | None
    bar: Bar
    said: str
