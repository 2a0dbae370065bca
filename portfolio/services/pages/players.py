"""TikTok's own player for a video, at the address that TikTok gave for it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlunsplit

from portfolio.extensions import settings
from portfolio.models.texts import visible
from portfolio.tiktok import reading

TIKTOK = "https://www.tiktok.com"
#: Nearly all of TikTok's addresses of videos: without the query, and the path's last part. They are
#: read five times as fast as by `address_parts`, and a page has hundreds.
_USUAL = re.compile(
    r"(https://www\.tiktok\.com/(?:[\w@.-]+/)*([\w-]+))(?:\?[\w.~%&=+-]*)?", re.ASCII
)


def embed_of(video_id: str, link: str | None) -> str:
    """Return the video's `embed_link`, verbatim, if it is sure to be its player's address.

    It must lie at TikTok or at TIKTOK_PLAYER_URL and name the video; else the address is built.
    """
    if (usual := _usual(link)) and link and usual[2] == video_id:
        return link
    parts = reading.address_parts(link)
    if link and parts and _origin(parts) in player_origins() and _names(parts, video_id):
        return link
    return settings().tiktok_player_url + quote(video_id, safe="")


def _usual(address: object) -> re.Match[str] | None:
    return _USUAL.fullmatch(address) if isinstance(address, str) else None


def _names(parts: SplitResult, video_id: str) -> bool:
    """Return whether an address names a video, by a whole part of its path or as `id`."""
    if video_id in map(unquote, parts.path.split("/")):
        return True
    return parse_qs(parts.query).get("id") == [video_id]


def player_origins() -> list[str]:
    """Return the origins that a player may come from."""
    return _origins(settings().tiktok_player_url)


@lru_cache(maxsize=1)  # each card asks
def _origins(player_url: str) -> list[str]:
    return sorted({TIKTOK, origin(player_url)})


def tiktok_url_of(video_id: str, share_url: str | None) -> str:
    """Return the video's address at TikTok, without the parameters that name our TikTok app."""
    if usual := _usual(share_url):
        return usual[1]
    parts = reading.address_parts(share_url)
    if parts is None:
        return f"{TIKTOK}/@/video/{quote(video_id, safe='')}"
    return urlunsplit(parts._replace(query="", fragment=""))


def profile_url_of(username: str | None, link: str | None) -> str | None:
    """Return the address where a creator can be followed; None if TikTok gave no name or link.

    The name is preferred: TikTok's link is a short one, which also names the person who shared it.
    """
    if name := visible(username):
        return f"{TIKTOK}/@{quote(name, safe='')}"
    return reading.address(link)


def origin(address: str) -> str:
    """Return scheme, host and port of an address; "" if it has none."""
    parts = reading.address_parts(address)
    return "" if parts is None else _origin(parts)


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"
