"""The contexts of the studio's other templates, and the parts that all share; as in `contexts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.services.accounts.departures import Inventory
from portfolio.services.connections.health import Health
from portfolio.views.contexts import Avatar, Context


@dataclass(frozen=True)
class Connected:
    """The state of the connection, in few words. `warning` is None while it is well."""

    words: str
    warning: str | None = None
    #: Whether a new sign-in would mend it.
    can_be_mended: bool = False
    is_well: bool = True


@dataclass(frozen=True)
class Step:
    """A step of the way in, with its state in words and the address of the way to it."""

    title: str
    words: str
    href: str
    is_done: bool
    is_next: bool


@dataclass(frozen=True)
class Suspension:
    """The host took the page down: on this day, and for this reason in the host's words."""

    day: str
    reason: str


@dataclass(frozen=True)
class Me:
    """The creator who is signed in. `steps` are those of the way in, until the first Publish."""

    name: str
    avatar: Avatar
    connection: Connected
    steps: Sequence[Step] = ()
    #: None while the host has not taken the page down.
    suspension: Suspension | None = None


@dataclass(frozen=True)
class Undo:
    """The newest change of the draft: its number, and the change in words."""

    number: int
    words: str


@dataclass(frozen=True)
class Bar:
    """The bar at the foot of the rooms where the draft is changed."""

    #: Picks, those of them that TikTok does not show now, and the most that fit.
    picked: int
    hidden: int
    most: int
    #: The changes that Publish would make on the public page, in words; "" without any.
    changes: str
    #: The address of the published page; None while none is published.
    live_url: str | None
    can_publish: bool
    undo: Undo | None
    #: The set time in words, or that it was not kept; "" without a set time.
    set_time: str = ""
    #: Whether the host has taken the page down.
    is_suspended: bool = False


@dataclass(frozen=True)
class Published(Context):
    """The answer to Publish, also to a refused one: the bar as it is now, and a sentence.

    `status` is the id of the place for the sentence: the room of the videos has another one.
    """

    template = "studio/_published.html"
    bar: Bar
    said: str
    status: str


@dataclass(frozen=True)
class Session:
    """A browser that is signed in. `current` marks the reader's own."""

    agent: str
    seen_ago: str
    current: bool


@dataclass(frozen=True)
class Settings:
    """The fields of the public page's settings, as they are stored or were sent."""

    handle: str
    recent: bool
    #: Those that may show the page in a frame, one a line; "": all. None: none were sent.
    sites: str | None = None
    #: None: it was not sent.
    unlisted: bool | None = None
    #: None: it was not sent.
    in_directory: bool | None = None


@dataclass(frozen=True)
class Fields:
    """The fields of a form, as they are stored or were sent, and the words for refused ones."""

    values: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class Studio(Context):
    me: Me


@dataclass(frozen=True)
class PageFields:
    """The form of the page's settings; `errors` has the words for each field that is refused."""

    live_url: str | None
    #: Whether only those find the page who have its address, as it is stored.
    is_unlisted: bool
    #: The HTML by which other sites show the page; "" while none is published.
    embed_code: str
    values: Settings
    errors: Mapping[str, str]
    #: The handles that lead to the page, and the most that can be.
    former: Sequence[str]
    most_former: int
    #: The fewest and the most characters of a handle.
    shortest: int
    longest: int
    #: The id of the part that gets the focus; "" if it stays where it is.
    focus: str
    bar: Bar


@dataclass(frozen=True)
class PageSettings(PageFields, Studio):
    """The room of the page's settings."""

    template = "studio/page_settings.html"


@dataclass(frozen=True)
class PageChange(PageFields, Context):
    """The answer to a change in the room of the page: its parts as they are now, and a sentence."""

    template = "studio/_page_change.html"
    said: str


@dataclass(frozen=True)
class Account(Studio):
    """`languages` has each language's own name by its code; `chosen` is a code, or "".

    `zones` are the names of time zones; `zone` is the creator's, and `zone_refused` says why
    another one was refused.
    """

    template = "studio/account.html"
    username: str | None
    connection: Health
    chosen: str
    languages: Mapping[str, str]
    zone: str
    zones: Sequence[str]
    zone_refused: str
    sessions: Sequence[Session]


@dataclass(frozen=True)
class ZoneChange(Context):
    """The answer to a choice of the time zone there; `said` is a sentence, others as above."""

    template = "studio/_zone_change.html"
    zone: str
    zones: Sequence[str]
    zone_refused: str
    said: str


@dataclass(frozen=True)
class Leaving(Studio):
    template = "studio/leaving.html"
    inventory: Inventory
