"""The contexts of embeds: a public page, or one of its videos, inside another site's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.services.pages.cards import Card
from portfolio.views.contexts import Context, Page


@dataclass(frozen=True)
class EmbedCard:
    """A video in an embed: the way to it, and the lasting address of its cover."""

    card: Card
    href: str
    picture: str


@dataclass(frozen=True)
class Embed(Context):
    """The first videos of a page, which has `count` of them. Its avatar has a lasting address."""

    template = "embed/page.html"
    page: Page
    cards: Sequence[EmbedCard]
    count: int
    #: The address to name to others, with its host; here that of the whole page.
    canonical: str
    whole: str


@dataclass(frozen=True)
class EmbedVideo(Context):
    """One video of a page. `canonical` is the video's own address."""

    template = "embed/video.html"
    page: Page
    video: EmbedCard
    count: int
    canonical: str
    whole: str


@dataclass(frozen=True)
class EmbedGone(Context):
    """In place of an embed whose page is not public: why, in words."""

    template = "embed/gone.html"
    heading: str
    text: str


@dataclass(frozen=True)
class EmbedCode(Context):
    """The HTML by which another page shows an embed; sizes in pixels.

    With `script`, the address of ours that gives the frame its own height. With `leads_to`, the
    address of what is shown, WordPress follows the links in the frame.
    """

    template = "embed/_code.html"
    address: str
    title: str
    width: int
    height: int
    script: str
    leads_to: str
