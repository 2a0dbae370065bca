"""Reading a page's bytes: its videos, the pending ones, and the ends of its covers."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A shown cover counts as broken with less than these seconds left, or this share of its life.
LEFT, LEFT_SHARE = 60.0, 0.10

_COVER = re.compile(rb'<img[^>]* src="[^"]*?/([^/"~]+)~[^"]*?dr=(\d+)[^"]*?x-expires=(\d+)')
#: A picture of the site's, such as the page's QR code.
_OWN = re.compile(rb'<img[^>]* src="/[^/]')
_VIDEO = re.compile(rb'data-video-id="([^"]*)"([^>]*)>')
_KEPT = re.compile(r"\b(max-age|s-maxage|stale-while-revalidate)=(\d+)")


@dataclass(frozen=True)
class Seen:
    """The videos and covers that a page shows."""

    ids: tuple[str, ...]
    pending: tuple[str, ...]
    #: The moments from which its covers, the avatar included, count as broken; ascending.
    breaks: tuple[float, ...]


def read(body: bytes) -> Seen:
    """Return a page's videos, the pending ones, and the moments at which its covers break."""
    videos = _VIDEO.findall(body)
    covers = _COVER.findall(body)
    if len(covers) + len(_OWN.findall(body)) != body.count(b"<img"):
        raise ValueError("a picture that is not TikTok's")
    return Seen(
        ids=tuple(video_id.decode() for video_id, _ in videos),
        pending=tuple(video_id.decode() for video_id, rest in videos if b"data-pending" in rest),
        breaks=tuple(sorted(breaks_at(int(given), int(expires)) for _, given, expires in covers)),
    )


def breaks_at(given: int, expires: int) -> float:
    return expires - min(LEFT, LEFT_SHARE * (expires - given))


def longest_kept(control: str) -> int:
    """Return the most seconds for which a Cache-Control lets an answer be shown from caches.

    It assumes a shared cache that sends no Age, then a browser, each with its stale window.
    """
    said = {name: int(seconds) for name, seconds in _KEPT.findall(control)}
    return sum(said.values()) + said.get("stale-while-revalidate", 0)
