"""The contexts of the templates of the room of editions, as in `contexts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.views.contexts import Context
from portfolio.views.studio_contexts import Bar, Fields, Studio


@dataclass(frozen=True)
class Named:
    """Titles of videos: the first ones, and how many more there are."""

    titles: Sequence[str]
    more: int


@dataclass(frozen=True)
class Draft:
    """The next Publish. `changes` is "" if it changes nothing, or if nothing is public."""

    is_public: bool
    changes: str
    added: Named
    removed: Named
    #: The private address of its preview; None while there is none.
    link: str | None
    #: Whether the host has taken the page down.
    is_suspended: bool = False


@dataclass(frozen=True)
class Appointment:
    """The set time, in ISO 8601 and in words: "" while none is set. `refused` says why it was
    not kept. The form has a field `at`, whose value is between `first` and `last`.
    """

    at: str
    when: str
    refused: str
    fields: Fields
    first: str
    last: str


@dataclass(frozen=True)
class EditionRow:
    """An edition in the history. `at` is its instant in ISO 8601, `when` the same in words."""

    number: int
    at: str
    when: str
    who: str
    videos: int
    changes: str
    is_public: bool
    #: Whether the draft holds the same.
    is_draft: bool


@dataclass(frozen=True)
class EditionList:
    """All of the room. `zone` is the creator's time zone; older editions are before `older`.

    `focus` is the id of the heading that gets the focus; "" if it stays where it is.
    """

    draft: Draft
    appointment: Appointment
    rows: Sequence[EditionRow]
    older: int | None
    is_newest: bool
    live_url: str | None
    zone: str
    focus: str


@dataclass(frozen=True)
class Editions(Studio):
    template = "studio/editions.html"
    editions: EditionList
    bar: Bar
    #: The words of a refusal; "" without one.
    notice: str


@dataclass(frozen=True)
class EditionsChange(Context):
    """The answer to a change: the room and the bar as they are now, and a sentence."""

    template = "studio/_editions_change.html"
    editions: EditionList
    bar: Bar
    said: str
