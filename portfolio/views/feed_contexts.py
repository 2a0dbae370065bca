"""The contexts of feeds: a public page as other programs read it.

Their texts hold no character that XML cannot hold, so that all three forms have the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portfolio.views.contexts import Context


@dataclass(frozen=True)
class Entry:
    """One video in a feed. Its addresses are in full."""

    #: The same for ever, whatever the handle and the host.
    id: str
    url: str
    title: str
    #: HTML: the picture, then the whole caption.
    content: str
    #: The lasting address of its cover, with the size in pixels.
    picture: str
    width: int
    height: int
    #: The video at TikTok.
    tiktok_url: str
    section: str | None
    #: When it was posted at TikTok; None if that is unknown.
    published: datetime | None
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """A page and its entries, in the page's order."""

    id: str
    #: The address of the page.
    url: str
    title: str
    about: str
    #: The creator's name, and the lasting address of their picture.
    author: str
    avatar: str
    #: The site's own, of 96 pixels.
    icon: str
    updated: datetime
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Atom(Context):
    """`address` is that of the feed itself."""

    template = "page/atom.xml"
    feed: Feed
    address: str


@dataclass(frozen=True)
class Rss(Context):
    """`address` is that of the feed itself."""

    template = "page/rss.xml"
    feed: Feed
    address: str


@dataclass(frozen=True)
class EntryContent(Context):
    """The HTML of one entry."""

    template = "page/entry_content.html"
    url: str
    picture: str
    width: int
    height: int
    #: The words in place of the picture.
    alt: str
    #: The caption.
    lines: Sequence[str]
