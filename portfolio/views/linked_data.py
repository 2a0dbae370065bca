"""A public page and its videos in the words of schema.org, as JSON-LD for search engines.

Pictures have lasting addresses, and nothing here changes when covers are renewed. Google's forms:
https://developers.google.com/search/docs/appearance/structured-data/profile-page and …/video
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import addresses, formats, presenting
from portfolio.views.letters import cut

#: The characters of a caption at most.
DESCRIBED_BY = 300
CONTEXT = "https://schema.org"
Described = dict[str, Any]


def of_page(page: PublicPage) -> Markup:
    """Return a `ProfilePage` with its creator and first videos, as the content of a script."""
    return _as_script(
        {
            "@context": CONTEXT,
            "@type": "ProfilePage",
            "url": presenting.page_url(page.handle),
            "dateModified": page.published_at and formats.rfc3339(page.published_at),
            "mainEntity": _creator(page),
            "hasPart": list(_videos(page, page.overview.described)) or None,
        }
    )


def of_video(page: PublicPage, card: Card) -> Markup:
    """Return a `VideoObject` that stands by itself, as the content of a script."""
    (video,) = _videos(page, [card])
    return _as_script({"@context": CONTEXT, **video, "creator": _creator(page)})


def _creator(page: PublicPage) -> Described:
    head = presenting.page_view(page)
    links = [page.profile_url, *(link.address for link in page.look.links)]
    return _known(
        {
            "@type": "Person",
            "name": page.name or f"@{page.handle}",
            "alternateName": f"@{page.handle}",
            "url": presenting.page_url(page.handle),
            "image": addresses.in_full("lasting_pictures.avatar", handle=page.handle),
            "description": head.headline or head.bio,
            "sameAs": [link for link in links if link and link.startswith("http")] or None,
        }
    )


def _videos(page: PublicPage, cards: Iterable[Card]) -> Iterator[Described]:
    in_full = addresses.in_full
    address_of = addresses.of_videos("page.play", in_full, handle=page.handle)
    cover_of = addresses.of_videos("lasting_pictures.cover", in_full, handle=page.handle)
    for card in cards:
        yield _known(
            {
                "@type": "VideoObject",
                "name": presenting.called(card),
                "description": cut(card.description, DESCRIBED_BY) or None,
                "thumbnailUrl": cover_of(card.id),
                "uploadDate": card.day and formats.rfc3339(card.day),
                "duration": f"PT{card.duration}S" if card.duration else None,  # photo posts: none
                "url": address_of(card.id),
                "embedUrl": card.embed,
            }
        )


def _known(described: Described) -> Described:
    return {name: value for name, value in described.items() if value is not None}


def _as_script(described: Described) -> Markup:
    """Return JSON that cannot end its script element: "<" stands as an escape."""
    return htmlsafe_json_dumps(_known(described), dumps=json.dumps, ensure_ascii=False)
