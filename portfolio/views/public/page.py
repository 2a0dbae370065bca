"""The public page, the page of one video, and the covers that were pending."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, make_response, url_for
from flask.typing import ResponseReturnValue

from portfolio.services.calls import budget
from portfolio.services.pages import parts
from portfolio.services.pages.public_page import PublicPage
from portfolio.tiktok.endpoints import Endpoint
from portfolio.views import (
    caching,
    presenting,
    presenting_feeds,
    presenting_pages,
    presenting_search,
)
from portfolio.views.cache_policy import CachePolicy, policy_of
from portfolio.views.contexts import QrCode
from portfolio.views.public.visiting import (
    count_visit,
    published,
    request_avatar,
    request_covers,
    wait,
)

bp = Blueprint("page", __name__)


@bp.get("/@<handle:handle>")
@caching.kept(follows=True, counts_visits=True)
def show(handle: str) -> tuple[str, CachePolicy]:
    page = published(handle, part=1)
    # The renewal comes first: the visitor may have to wait for it.
    is_queued = request_covers(page)
    request_avatar(page)
    count_visit(page)
    if is_queued and wait(page, meanwhile=rendered):
        page = published(handle, part=1)
    return rendered(page), policy_of(page)


@bp.get("/@<handle:handle>/more/<number:number>")
@caching.kept(follows=True)
def more(handle: str, number: int) -> tuple[str, CachePolicy]:
    """Answer the second part of a page of many videos, or a later one: no visit of its own."""
    page = published(handle, part=number)
    if not 1 < number <= parts.count(page):
        abort(404)
    if request_covers(page) and wait(page):
        page = published(handle, part=number)
    return rendered(page, number), policy_of(page)


@bp.get("/@<handle:handle>/v/<video:video_id>")
@caching.kept(follows=True, counts_visits=True)
def play(handle: str, video_id: str) -> tuple[str, CachePolicy]:
    page = published(handle)
    is_queued = request_covers(page)
    request_avatar(page)
    count_visit(page)
    if is_queued and wait(page):
        page = published(handle)
    canonical = presenting.video_url(handle, video_id)
    shown = presenting_pages.player(page, video_id, place_of(page), canonical)
    return shown, policy_of(page)


@bp.get("/@<handle:handle>/covers")
@caching.live
def covers(handle: str) -> ResponseReturnValue:
    """Answer a page's pending cards in their present state: one request for all of them."""
    ids = presenting_pages.ids_asked_for()
    page = published(handle)
    cards = [card for card in page.cards() if card.id in ids]
    request_covers(page, cards)
    response = make_response(presenting_pages.covers(cards, place_of(page)))
    if budget.is_paused(Endpoint.VIDEO_QUERY):
        response.headers["Retry-After"] = "30"  # the page then asks one last time
    return response


def rendered(page: PublicPage, number: int = 1) -> str:
    return presenting_pages.whole(page, place_of(page), number=number)


def place_of(page: PublicPage) -> presenting_pages.Place:
    place = presenting_pages.place("page", handle=page.handle)
    search = presenting_search.form_of(page)
    part = partial(url_for, "page.more", handle=page.handle)
    qr_code = QrCode(
        svg=url_for("qr_codes.svg", handle=page.handle),
        png=url_for("qr_codes.png", handle=page.handle),
    )
    feeds = [] if page.is_unlisted else presenting_feeds.links(page)
    return replace(place, is_public=True, feeds=feeds, qr_code=qr_code, search=search, part=part)
