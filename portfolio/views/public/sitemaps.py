"""The sitemaps, which tell search engines of public pages, videos and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from portfolio.services.pages import sitemaps
from portfolio.services.pages.sitemaps import MappedPage
from portfolio.views import addresses, caching, contexts, presenting

bp = Blueprint("sitemaps", __name__)

XML = "application/xml"


@bp.get("/sitemap.xml")
@caching.shared()
def index() -> ResponseReturnValue:
    numbers = range(1, sitemaps.portions() + 1)
    urls = [addresses.in_full("sitemaps.portion", number=number) for number in numbers]
    return Response(contexts.render(contexts.SitemapIndex(urls)), mimetype=XML)


@bp.get("/sitemaps/<number:number>.xml")
@caching.shared()
def portion(number: int) -> ResponseReturnValue:
    if number > sitemaps.portions():
        abort(404)
    of_the_site = ("home.index", "directory.show") if number == 1 else ()
    places = [contexts.Place(addresses.in_full(endpoint)) for endpoint in of_the_site]
    for page in sitemaps.portion(number):
        places += islice(_places(page), sitemaps.MOST_ENTRIES - len(places))
    return Response(contexts.render(contexts.Sitemap(places)), mimetype=XML)


def _places(page: MappedPage) -> Iterator[contexts.Place]:
    """Yield the places of a page and of its videos, with pictures at lasting addresses."""
    handle = page.handle
    avatar = addresses.in_full("lasting_pictures.avatar", handle=handle)
    yield contexts.Place(presenting.page_url(handle), page.changed_at, avatar)
    for video_id, changed_at in page.videos.items():
        cover = addresses.in_full("lasting_pictures.cover", handle=handle, video_id=video_id)
        yield contexts.Place(presenting.video_url(handle, video_id), changed_at, cover)
