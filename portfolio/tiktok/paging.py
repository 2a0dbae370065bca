"""The next page of a listing, and the listing's end. Pure.

TikTok's cursor is a time in milliseconds, and a page holds videos posted *before* it; videos carry
whole seconds. If the last videos of a page share their second with videos that no longer fitted,
the plain cursor would skip the rest. So the next page is asked for from one second later: it
begins with the whole of that second again, and repeated videos are known by their ids. Only if
that makes no headway, because one second fills a whole page, the plain cursor is used.

So every video that stays public is delivered at least once, as long as no more videos share one
second than a page takes in (20, hidden ones included): no cursor can reach those beyond.

A page may be short or empty while more remain, since TikTok filters after it has cut the pages.
Any two consecutive pages take in at least as many new videos, filtered ones included, as a page
holds. A listing of n videos, hidden ones included, with pages of m therefore ends within
2 × ⌈n / m⌉ + 2 calls; without equal times it is about n / (m − 1).

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from dataclasses import dataclass

from .models import VideoPage

SECOND = 1000
"""A second in a cursor's unit, milliseconds."""

TOO_MANY = "too many pages"
"""The reason of a step that gives up a listing."""

EARLIEST = 1_262_304_000_000
"""1 January 2010: all videos on TikTok are younger, so an earlier cursor is no time."""

FULL_SECOND = "full second"
"""The reason of a step that may skip videos: more of them share a second than a page holds."""

MOST_PAGES = 10_000
"""The most pages of a listing: some 190,000 videos, far more than a creator has."""


@dataclass(frozen=True, slots=True)
class Step:
    """The step after a page: ask again with `cursor`, or stop if that is None.

    `complete` tells whether the listing reached its end. Only then does a video's absence from
    it mean anything. `reason` is for logs.
    """

    cursor: int | None
    complete: bool
    reason: str


def next_step(
    asked: int | None, page: VideoPage, pages: int = 1, most_pages: int = MOST_PAGES
) -> Step:
    """Return the step after `page`, which was asked for with the cursor `asked` (None: the newest).

    `pages` counts the pages of this listing until now, this one included. An empty page alone is
    not the end. TikTok's cursor is the time of the page's oldest video, so that time is used if
    the cursor is missing, is no time of this century (0, or in seconds), or does not lead back.
    If that does not lead back either, the listing would loop: stop.
    """
    if not page.has_more:
        return Step(None, complete=True, reason="end")
    if pages >= most_pages:
        return Step(None, complete=False, reason=TOO_MANY)
    given, oldest = page.cursor or 0, _oldest(page)
    steps = [(given, "next"), (given - SECOND, FULL_SECOND), (oldest, "oldest video")]
    for before, reason in [*steps, (oldest - SECOND, FULL_SECOND)]:
        is_a_time = before + SECOND > EARLIEST
        if is_a_time and (asked is None or before + SECOND < asked):
            return Step(before + SECOND, complete=False, reason=reason)
    reason = "no headway" if given > EARLIEST else "no cursor"
    return Step(None, complete=False, reason=reason)


def _oldest(page: VideoPage) -> int:
    """Return the time of the page's oldest video, in milliseconds; 0 if none is dated."""
    dates = [video.created_at for video in page.videos if video.created_at is not None]
    return int(min(dates).timestamp()) * SECOND if dates else 0
