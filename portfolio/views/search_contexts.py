"""The contexts of the search in the studio: its form, and the videos that it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.views.contexts import Action, Choice


@dataclass(frozen=True)
class SearchForm:
    query: str
    sort: Choice
    filters: Sequence[Choice]
    #: The most letters of a query.
    most_letters: int


@dataclass(frozen=True)
class Outcome:
    """The result of a search, in figures and words."""

    #: The number of videos; None if there are more than on the first page.
    found: int | None
    #: The most videos that a page holds, and how many more the draft has room for.
    most: int
    room: int
    #: Whether there may be videos that the search leaves out.
    is_narrow: bool
    #: The parts of the address that were not understood or not used.
    notes: Sequence[str]
    #: Each filter, as the way to the search without it.
    filters: Sequence[Action]
    #: Ways to searches that find something, if this one finds nothing.
    looser: Sequence[Action]
