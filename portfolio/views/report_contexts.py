"""The contexts of reports: the form, and the thanks; as in `contexts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.views.contexts import Context, Option
from portfolio.views.studio_contexts import Fields


@dataclass(frozen=True)
class Report(Context):
    """The form about the page of `name`, which is at `whole`. Its fields: kind, words, contact."""

    template = "public/report.html"
    handle: str
    name: str
    whole: str
    kinds: Sequence[Option]
    fields: Fields
    #: The most characters of words and contact.
    most_words: int
    most_contact: int


@dataclass(frozen=True)
class Reported(Context):
    template = "public/reported.html"
    name: str
    whole: str
