"""Where a video plays: TikTok's own player, at the address TikTok gave for it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from portfolio.extensions import settings

TIKTOK = "https://www.tiktok.com"


def embed_of(video_id: str, link: str | None) -> str:
    """Return the video's `embed_link`, verbatim, if it can be trusted to be its player.

    It must lie at TikTok or at TIKTOK_PLAYER_URL and name the video; else the address is built.
    """
    if link and origin(link) in player_origins() and video_id in link:
        return link
    return settings().tiktok_player_url + quote(video_id, safe="")


def player_origins() -> list[str]:
    """Return the origins a player may come from."""
    return _origins(settings().tiktok_player_url)


@lru_cache(maxsize=1)  # each card asks
def _origins(player_url: str) -> list[str]:
    return sorted({TIKTOK, origin(player_url)})


def tiktok_url_of(video_id: str, share_url: str | None) -> str:
    """Return the video's address at TikTok, without the parameters that name our TikTok app."""
    parts = urlsplit(share_url or "")
    if parts.scheme in ("http", "https") and parts.netloc:
        return urlunsplit(parts._replace(query="", fragment=""))
    return f"{TIKTOK}/@/video/{quote(video_id, safe='')}"


def origin(address: str) -> str:
    """Return scheme, host and port of an address; "" if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
