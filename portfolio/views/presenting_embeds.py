"""Embeds: a page or a video inside another site's page, the code for it, and the oEmbed answer.

An embed names pictures by their lasting addresses: it stays open in other pages for hours, and
heals without a script.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

from portfolio.extensions import settings
from portfolio.services.pages.cards import USUAL, Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import addresses, contexts, embed_layout, presenting
from portfolio.views.embed_contexts import Embed, EmbedCard, EmbedCode, EmbedVideo
from portfolio.views.letters import cut
from portfolio.views.oembed_request import MOST_HEIGHT, WIDTH

JSON = "application/json"
#: Seconds for which a consumer should keep an oEmbed answer: what it names is lasting.
CACHE_AGE = 24 * 3600
#: The characters of a frame's title at most.
MOST_OF_TITLE = 100


def whole(page: PublicPage) -> str:
    """Return the embed of a page, of which its first part is enough."""
    cards = islice(page.cards(), embed_layout.MOST)
    url = presenting.page_url(page.handle)
    return contexts.render(
        Embed(
            page=_head(page),
            cards=[_card(page, card) for card in cards],
            count=page.count,
            canonical=url,
            whole=url,
        )
    )


def video(page: PublicPage, card: Card) -> str:
    """Return the embed of one video."""
    return contexts.render(
        EmbedVideo(
            page=_head(page),
            video=_card(page, card),
            count=page.count,
            canonical=presenting.video_url(page.handle, card.id),
            whole=presenting.page_url(page.handle),
        )
    )


def code(handle: str, name: str) -> str:
    """Return the HTML by which a page of any site shows the page at `handle`."""
    height = embed_layout.height_of_page(embed_layout.MOST, WIDTH)
    address = addresses.in_full("embeds.show", handle=handle)
    script = addresses.in_full("embeds.script")
    return _code(address, cut(name, MOST_OF_TITLE), (WIDTH, height), script=script)


def oembed(page: PublicPage, card: Card | None, width: int | None, height: int | None) -> str:
    """Return the answer for a page or a video: https://oembed.com/#section2.3

    The frame has no more pixels than `width` and `height`.
    """
    width = width or WIDTH
    if card is None:
        natural = embed_layout.height_of_page(sum(1 for _ in page.cards()), width)
        address = addresses.in_full("embeds.show", handle=page.handle)
        title, url = cut(page.name, MOST_OF_TITLE), presenting.page_url(page.handle)
    else:
        natural = embed_layout.height_of_video(width)
        address = addresses.in_full("embeds.play", handle=page.handle, video_id=card.id)
        title = cut(presenting.called(card, page.name), MOST_OF_TITLE)
        url = presenting.video_url(page.handle, card.id)
    height = min(height or MOST_HEIGHT, natural)
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": page.name,
        "author_url": presenting.page_url(page.handle),
        "provider_name": settings().site_name,
        "provider_url": addresses.in_full("home.index"),
        "cache_age": CACHE_AGE,
        "html": _code(address, title, (width, height), leads_to=url),
        "width": width,
        "height": height,
    }
    pictured = card or next(page.cards(), None)
    if pictured is not None and USUAL[0] <= width and USUAL[1] <= height:
        picture = addresses.in_full(
            "lasting_pictures.cover", handle=page.handle, video_id=pictured.id
        )
        answer |= {"thumbnail_url": picture}
        answer |= {"thumbnail_width": USUAL[0], "thumbnail_height": USUAL[1]}
    return json.dumps(answer, ensure_ascii=False)


def _code(
    address: str, title: str, size: tuple[int, int], *, script: str = "", leads_to: str = ""
) -> str:
    return contexts.render(EmbedCode(address, title, *size, script, leads_to)).strip()


def _head(page: PublicPage) -> contexts.Page:
    avatar = addresses.in_full("lasting_pictures.avatar", handle=page.handle)
    return replace(
        presenting.page_view(page),
        avatar=presenting.avatar_of(page.name, avatar),
    )


def _card(page: PublicPage, card: Card) -> EmbedCard:
    picture = addresses.in_full("lasting_pictures.cover", handle=page.handle, video_id=card.id)
    return EmbedCard(card, presenting.video_url(page.handle, card.id), picture)
