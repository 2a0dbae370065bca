"""The feeds of a public page, for programs that tell their readers what is new.

To read one is no visit: it asks TikTok for nothing, and waits for nothing.
"""

from __future__ import annotations

from flask import Blueprint

from portfolio.services.pages import video_times
from portfolio.views import caching, presenting_feeds
from portfolio.views.cache_policy import CachePolicy, lasting_policy_of
from portfolio.views.public.visiting import published

bp = Blueprint("feeds", __name__)


@bp.get("/@<handle:handle>/feed.atom")
@caching.kept(presenting_feeds.ATOM, follows=True)
def atom(handle: str) -> tuple[str, CachePolicy]:
    page = published(handle)
    return presenting_feeds.atom(page, video_times.of_page(page)), lasting_policy_of(page)


@bp.get("/@<handle:handle>/feed.xml")
@caching.kept(presenting_feeds.RSS, follows=True)
def rss(handle: str) -> tuple[str, CachePolicy]:
    page = published(handle)
    return presenting_feeds.rss(page, video_times.of_page(page)), lasting_policy_of(page)


@bp.get("/@<handle:handle>/feed.json")
@caching.kept(presenting_feeds.JSON, follows=True)
def as_json(handle: str) -> tuple[str, CachePolicy]:
    page = published(handle)
    return presenting_feeds.as_json(page, video_times.of_page(page)), lasting_policy_of(page)
