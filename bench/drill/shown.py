"""What a page's bytes show: which videos, which of them wait, and until when it is whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A cover is broken if it has less left than this, or this share of its life, when it is shown.
LEFT, LEFT_SHARE = 60.0, 0.10

_COVER = re.compile(rb'<img[^>]* src="[^"]*?/([^/"~]+)~[^"]*?dr=(\d+)[^"]*?x-expires=(\d+)')
_VIDEO = re.compile(rb'data-video-id="([^"]*)"([^>]*)>')
_KEPT = re.compile(r"\b(max-age|s-maxage|stale-while-revalidate)=(\d+)")


@dataclass(frozen=True)
class Seen:
    """What a page's bytes show."""

    ids: tuple[str, ...]
    pending: tuple[str, ...]
    #: From when on each of its covers, the avatar among them, is as good as broken; ascending.
    breaks: tuple[float, ...]


def read(body: bytes) -> Seen:
    """Read off a page which videos it shows, which of them wait, and until when it is whole."""
    videos = _VIDEO.findall(body)
    covers = _COVER.findall(body)
    if len(covers) != body.count(b"<img"):
        raise ValueError("a picture that is not TikTok's")
    return Seen(
        ids=tuple(video_id.decode() for video_id, _ in videos),
        pending=tuple(video_id.decode() for video_id, rest in videos if b"data-pending" in rest),
        breaks=tuple(sorted(breaks_at(int(given), int(expires)) for _, given, expires in covers)),
    )


def breaks_at(given: int, expires: int) -> float:
    return expires - min(LEFT, LEFT_SHARE * (expires - given))


def longest_kept(control: str) -> int:
    """Return for how many seconds a Cache-Control lets an answer be shown elsewhere.

    By a cache that sends no Age and then by a browser, each unasked once more at its end.
    """
    said = {name: int(seconds) for name, seconds in _KEPT.findall(control)}
    return sum(said.values()) + said.get("stale-while-revalidate", 0)
