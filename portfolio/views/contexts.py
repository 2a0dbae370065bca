"""The context of each template for everybody: a dataclass whose fields are the template's names.

The studio's are in the modules named `…_contexts`. A test compares the fields with the names that
the template and those it includes use. In a template `page` is the creator's public page, and
nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import render_template
from markupsafe import Markup

from portfolio.services.accounts import departures
from portfolio.services.pages.cards import Card
from portfolio.services.pages.links import Link
from portfolio.services.pages.sections import Section


@dataclass(frozen=True)
class Context:
    """The values for one template; its path is `template`."""

    template: ClassVar[str]


def render(context: Context) -> str:
    return render_template(context.template, **vars(context))


@dataclass(frozen=True)
class Avatar:
    """A creator's picture, and the letters that are shown without it."""

    url: str | None
    initials: str


@dataclass(frozen=True)
class Page:
    """The head of a public page."""

    handle: str
    name: str
    #: The letters of the name's longest line.
    name_length: int
    accent: str
    scheme: str
    pairing: str
    #: The creator's own, or the first line of TikTok's bio if it is short or not the only one.
    headline: str | None
    #: The creator's own, or the rest of TikTok's.
    bio: str | None
    avatar: Avatar
    profile_url: str | None
    #: None of a page that is not public.
    published_at: datetime | None
    links: Sequence[Link] = ()
    contact: Link | None = None
    #: Whether only those find it who have its address.
    is_unlisted: bool = False


@dataclass(frozen=True)
class Poster:
    """A public page in the directory. `seconds` is the running time of its videos."""

    handle: str
    name: str
    accent: str
    tagline: str | None
    count: int
    seconds: int
    #: Its first cards, up to three.
    cards: Sequence[Card]


@dataclass(frozen=True)
class Action:
    """A link or button on an error page."""

    label: str
    href: str
    main: bool = False


# Pages for everybody.


@dataclass(frozen=True)
class Home(Context):
    """`shown_as` is the address in full of the site's mark, which previews of the address show."""

    template = "public/home.html"
    posters: Sequence[Poster]
    covers_last: int
    canonical: str
    shown_as: str


@dataclass(frozen=True)
class Directory(Context):
    """A part of the site's directory, or of what a search found in it."""

    template = "public/directory.html"
    posters: Sequence[Poster]
    covers_last: int
    canonical: str
    shown_as: str
    #: The words of the search, and the most letters of them that are read.
    query: str
    most_letters: int
    sorts: Sequence[Option]
    #: The address of the next part; "" if this is the last.
    more: str
    #: Whether this is the first part of the whole directory, which search engines may show.
    is_plain: bool


@dataclass(frozen=True)
class SignIn(Context):
    """`back_to` is the page of the studio to which the sign-in leads, if not the first."""

    template = "public/login.html"
    back_to: str | None


@dataclass(frozen=True)
class Privacy(Context):
    template = "words/privacy.html"


@dataclass(frozen=True)
class Terms(Context):
    template = "words/terms.html"


@dataclass(frozen=True)
class Other:
    """A text in another language: its code, its own name, and the address there."""

    code: str
    name: str
    href: str


@dataclass(frozen=True)
class HostWords(Context):
    """A text that the host wrote; `html` holds no tag that they typed."""

    template = "words/host_words.html"
    title: str
    html: Markup
    others: Sequence[Other]


@dataclass(frozen=True)
class Place:
    """An address in a sitemap, the instant of its last change if that is known, and a picture."""

    url: str
    changed_at: datetime | None = None
    picture: str | None = None


@dataclass(frozen=True)
class Sitemap(Context):
    template = "words/sitemap.xml"
    places: Sequence[Place]


@dataclass(frozen=True)
class SitemapIndex(Context):
    template = "words/sitemap_index.xml"
    urls: Sequence[str]


@dataclass(frozen=True)
class Stopped(Context):
    """`details` are terms with their values, for the host."""

    template = "errors/stop.html"
    status: int
    heading: str
    text: str
    actions: Sequence[Action]
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Receipt(Context):
    template = "public/receipt.html"
    receipt: departures.Receipt


# The public page.


@dataclass(frozen=True)
class FeedLink:
    """A feed of a page, for its head: the address in full, and the content's type."""

    href: str
    type: str
    title: str


@dataclass(frozen=True)
class Shared:
    """The Open Graph properties of a page: https://ogp.me"""

    title: str
    #: In one or two sentences; search engines show it too.
    text: str
    #: A type of the Open Graph protocol.
    type: str
    #: The page's language with a territory, as "de_DE".
    locale: str
    #: The address in full of the share card; None of a page that is not public.
    picture: str | None
    #: Its width and height in pixels.
    size: tuple[int, int]
    #: The words that it shows.
    alt: str


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """A field of a form with one of several values; `name` is its parameter's."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class PageSearch:
    """The form by which visitors search on a page; it is sent to `action` by GET."""

    action: str
    query: str
    #: The most letters of a query.
    most_letters: int
    choices: Sequence[Choice]


@dataclass(frozen=True)
class SectionLink:
    """A titled section, and the way to it, perhaps in another part of the page."""

    title: str
    count: int
    seconds: int
    href: str


@dataclass(frozen=True)
class QrCode:
    """The addresses of a page's QR code."""

    svg: str
    png: str


@dataclass(frozen=True)
class PublicPage(Context):
    template = "page/show.html"
    page: Page
    #: The sections, or parts of sections, in this part of the page.
    sections: Sequence[Section]
    #: All titled sections of the page.
    contents: Sequence[SectionLink]
    #: The form of the search; None where none is offered.
    search: PageSearch | None
    #: The addresses of the parts before and after this one; "" if there is none.
    earlier: str
    more: str
    #: The address that answers the pending cards; "" if there are none.
    pending_url: str
    #: Seconds for which all covers can be fetched.
    covers_last: int
    canonical: str
    #: None of a page that is not public, or that is unlisted.
    feeds: Sequence[FeedLink]
    #: Where other sites learn how to show it; "" of a page that is not public.
    oembed: str
    #: JSON-LD, the content of a script; "" of a page that has no feeds here.
    linked_data: str
    shared: Shared
    #: None of a page that is not public.
    qr_code: QrCode | None
    #: The HTML by which another site shows it; "" of a page that not every site may show.
    embed_code: str
    #: Makes the address of a video, from its `video_id`.
    play: Callable[..., str]


@dataclass(frozen=True)
class Strip:
    """The strip above a page that is shown before visitors see it: words, and the way back."""

    text: str
    back: Action | None


@dataclass(frozen=True)
class Preview(PublicPage):
    template = "page/preview.html"
    strip: Strip


@dataclass(frozen=True)
class Player(Context):
    """One video, with its `position` among the `count` videos of its section, from 1."""

    template = "page/player.html"
    page: Page
    card: Card
    previous: Card | None
    next: Card | None
    section: str | None
    position: int
    count: int
    covers_last: int
    canonical: str
    feeds: Sequence[FeedLink]
    oembed: str
    linked_data: str
    shared: Shared
    play: Callable[..., str]
    #: The address of the whole page.
    whole: str


@dataclass(frozen=True)
class Covers(Context):
    template = "page/_covers.html"
    cards: Sequence[Card]
    play: Callable[..., str]
