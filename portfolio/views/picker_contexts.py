"""The contexts of the templates of the picker, as in `contexts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portfolio.services.drafts.picker import Tile
from portfolio.views.contexts import Context
from portfolio.views.search_contexts import Outcome, SearchForm
from portfolio.views.studio_contexts import Bar, Studio


@dataclass(frozen=True)
class Library:
    """The library's size and checks, in words."""

    total: int
    #: Whether more videos are still coming in.
    is_growing: bool
    checked_ago: str | None
    next_check: str


@dataclass(frozen=True)
class Sync:
    """The progress of a sync."""

    id: UUID
    state: str
    found: int
    #: The number of videos in the profile's count; None if it is unknown.
    expected: int | None
    error: str | None
    ended_early: bool
    #: The size of the library, if the listing ended early.
    total: int | None
    again_at: str
    #: Whether the reader has watched it run: then its success is worth a sentence.
    is_watched: bool


@dataclass(frozen=True)
class Picker(Studio):
    """`after` is the place in the library at which this page begins, "" at its start.

    `asked` has the parameters of the search.
    """

    template = "studio/videos.html"
    library: Library
    sync: Sync | None
    search: SearchForm
    asked: Mapping[str, str]
    outcome: Outcome
    tiles: Sequence[Tile]
    after: str
    more_after: str | None
    picked: Sequence[str]
    #: Seconds for which all covers can be fetched.
    covers_last: int
    bar: Bar


@dataclass(frozen=True)
class Found(Context):
    """The first tiles that a search finds; the rest as for `Picker`."""

    template = "studio/_found.html"
    library: Library
    asked: Mapping[str, str]
    outcome: Outcome
    tiles: Sequence[Tile]
    after: str
    more_after: str | None


@dataclass(frozen=True)
class FoundCount(Context):
    """The exact number of a search's videos, which is counted after its first tiles are there."""

    template = "studio/_found_counted.html"
    library: Library
    asked: Mapping[str, str]
    outcome: Outcome
    tiles: Sequence[Tile] = ()


#: The tiles of one list: whole rows of three, of five and of seven. A browser draws only the lists
#: near the screen, so a long way of scrolling costs no more than a short one.
LIST = 105


@dataclass(frozen=True)
class Tiles(Context):
    """`more_after` is the place of the next tiles; None if these are the last.

    `asked` has the parameters of the search that finds them, and `shown` counts the tiles that are
    on the page before these.
    """

    template = "studio/_tiles.html"
    tiles: Sequence[Tile]
    more_after: str | None
    asked: Mapping[str, str] = field(default_factory=dict)
    shown: int = 0
    list_length: int = LIST


@dataclass(frozen=True)
class TileCovers(Context):
    template = "studio/_covers.html"
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Ticked(Context):
    """The answer to a change of the picks: their ids in order, and a sentence about it."""

    template = "studio/_ticked.html"
    picked: Sequence[str]
    bar: Bar
    said: str = ""


@dataclass(frozen=True)
class Undone(Context):
    """The answer to Undo in the picker: the picked ids in their order, the bar, and a sentence."""

    template = "studio/_undone.html"
    picked: Sequence[str]
    bar: Bar
    said: str


@dataclass(frozen=True)
class SyncPanel(Context):
    template = "studio/_sync.html"
    sync: Sync | None


@dataclass(frozen=True)
class SyncStarted(Context):
    """The answer to the start of a sync: its progress, a sentence, and fields as for `Found`."""

    template = "studio/_sync_started.html"
    sync: Sync | None
    asked: Mapping[str, str]
    outcome: Outcome
    tiles: Sequence[Tile]
    after: str
    more_after: str | None
    said: str


@dataclass(frozen=True)
class SyncOver(FoundCount):
    """The end of a sync that the reader has watched, with the number of videos that there are."""

    template = "studio/_sync_over.html"
    sync: Sync | None = None
