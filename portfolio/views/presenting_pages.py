"""A creator's page as HTML, with the addresses at which it stands: the public, or a preview's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, request, url_for

from portfolio.services.pages import parts
from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import (
    addresses,
    contexts,
    linked_data,
    presenting,
    presenting_embeds,
    presenting_shares,
)
from portfolio.views.contexts import FeedLink, PageSearch, QrCode, SectionLink, Strip


@dataclass(frozen=True)
class Place:
    """Where a page stands. `play` makes the address of a video, from its `video_id`."""

    whole: str
    play: Callable[..., str]
    #: Makes the address of pending cards, from their `ids`.
    covers: Callable[..., str]
    #: The address to name to others, with its host.
    canonical: str
    #: Whether it is the public address, which may be told to others; false of a preview's.
    is_public: bool = False
    #: None of a preview, or of an unlisted page: programs would find it by them.
    feeds: Sequence[FeedLink] = ()
    qr_code: QrCode | None = None
    search: PageSearch | None = None
    #: Makes the address of a part, from its `number`; None if the page is shown in one piece.
    part: Callable[..., str] | None = None


def place(name: str, **values: object) -> Place:
    """Return the place of a blueprint, with its views `show`, `play` and `covers`."""
    return Place(
        whole=url_for(f"{name}.show", **values),  # type: ignore[arg-type]
        play=addresses.of_videos(f"{name}.play", **values),  # type: ignore[arg-type]
        covers=partial(url_for, f"{name}.covers", **values),  # type: ignore[arg-type]
        canonical=addresses.in_full(f"{name}.show", **values),
    )


def whole(page: PublicPage, at: Place, strip: Strip | None = None, number: int = 1) -> str:
    """Return a page, or its part of this number; with a strip, as a preview."""
    ids = presenting.pending_ids(page)
    more = address_of_part(page, at, number + 1)
    shown: dict[str, Any] = {
        "page": presenting.page_view(page),
        "sections": page.sections,
        "contents": list(contents(page, at, number)),
        "search": at.search,
        "earlier": address_of_part(page, at, number - 1),
        "more": more,
        # What comes later may be pending too.
        "pending_url": at.covers(ids=ids) if ids or more else "",
        "covers_last": presenting.covers_last(page.cards()),
        "canonical": at.canonical if number == 1 else in_full_of_part(page, number),
        "feeds": at.feeds,
        "oembed": oembed_of(at, at.canonical),
        "linked_data": linked_data.of_page(page) if is_listed(page, at) else "",
        "shared": presenting_shares.of_page(page, is_public=at.is_public),
        "qr_code": at.qr_code,
        "embed_code": embed_code_of(page, at),
        "play": at.play,
    }
    if strip is None:
        return contexts.render(contexts.PublicPage(**shown))
    return contexts.render(contexts.Preview(**shown, strip=strip))


def address_of_part(page: PublicPage, at: Place, number: int) -> str:
    """Return the address of a part; "" if there is none of this number."""
    if at.part is None or not 1 <= number <= parts.count(page):
        return ""
    return at.whole if number == 1 else at.part(number=number)


def in_full_of_part(page: PublicPage, number: int) -> str:
    """Return the address of a part with its host; js/player.js tells by it where it is."""
    return addresses.in_full("page.more", handle=page.handle, number=number)


def contents(page: PublicPage, at: Place, number: int) -> Iterator[SectionLink]:
    """Yield the links to a page's titled sections, seen from this part of it."""
    for outline in page.overview.outlines:
        if outline.title:
            there = parts.number_of(page, outline) if at.part else number
            address = "" if there == number else address_of_part(page, at, there)
            href = f"{address}#{outline.slug}"
            yield SectionLink(outline.title, outline.count, outline.seconds, href)


def player(page: PublicPage, video_id: str, at: Place, canonical: str) -> str:
    """Return the page of one video; 404 if the page does not show it."""
    found = page.find(video_id)
    if found is None:
        abort(404)
    section, number = found
    card = section.cards[number]
    shown = contexts.Player(
        page=presenting.page_view(page),
        card=card,
        previous=section.cards[number - 1] if number else None,
        next=section.cards[number + 1] if number + 1 < section.count else None,
        section=section.title,
        position=number + 1,
        count=section.count,
        covers_last=presenting.covers_last(page.cards()),
        canonical=canonical,
        feeds=at.feeds,
        oembed=oembed_of(at, canonical),
        linked_data=linked_data.of_video(page, card) if is_listed(page, at) else "",
        shared=presenting_shares.of_video(page, card, is_public=at.is_public),
        play=at.play,
        whole=at.whole,
    )
    return contexts.render(shown)


def is_listed(page: PublicPage, at: Place) -> bool:
    """Return whether all may find a page: then it describes itself for search engines."""
    return at.is_public and not page.is_unlisted


def oembed_of(at: Place, canonical: str) -> str:
    """Return the address that tells other sites how to show this page; "" if it is not public."""
    return addresses.in_full("oembed.show", url=canonical) if at.is_public else ""


def embed_code_of(page: PublicPage, at: Place) -> str:
    """Return the HTML by which any site shows this page; "" if not every site may."""
    if not (at.is_public and page.is_for_every_site):
        return ""
    return presenting_embeds.code(page.handle, page.name)


def ids_asked_for() -> set[str]:
    """Return the ids that a request for pending cards names; 400 if it names none or too many."""
    ids = [video_id for video_id in request.args.get("ids", "").split(",") if video_id]
    if not ids or len(ids) > presenting.MOST_PENDING:
        abort(400)
    return set(ids)


def covers(cards: list[Card], at: Place) -> str:
    return contexts.render(contexts.Covers(cards, at.play))
