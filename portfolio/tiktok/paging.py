"""Which page of a listing comes next, and when it ends. Pure.

TikTok's cursor is a time in milliseconds, and a page holds what was posted *before* it; videos
carry whole seconds. Where the last videos of a page share their second with videos that did not
fit any more, the plain cursor would skip the rest. So the next page is asked for from one second
later: it begins with the whole of that second again, and what was seen before is known by its id.
Only where this makes no headway, because one second fills a whole page, the plain cursor leads on.

So every video that stays public is delivered at least once, as long as no more videos share one
second than a page takes in (20, hidden ones included): what exceeds that, no cursor can reach.

A page may be short or empty while more remain, since TikTok filters after it has cut the pages.
Any two consecutive pages take in at least as many new videos, filtered ones included, as a page
holds. A listing of n videos, hidden ones included, with pages of m therefore ends within
2 × ⌈n / m⌉ + 2 calls; without equal times it is about n / (m − 1).

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from dataclasses import dataclass

from portfolio.tiktok.models import VideoPage

SECOND = 1000
"""In a cursor's milliseconds."""

FULL_SECOND = "full second"
"""The reason of a step that may leave videos out: more share a second than a page holds."""

MOST_PAGES = 10_000
"""Of one listing: some 190,000 videos, far more than a creator has."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do after a page: ask again with `cursor`, or stop where that is None.

    `complete` tells whether the listing came to its end. Only then does a video's absence from
    it mean anything. `reason` is for logs.
    """

    cursor: int | None
    complete: bool
    reason: str


def next_step(
    asked: int | None, page: VideoPage, pages: int = 1, most_pages: int = MOST_PAGES
) -> Step:
    """What to do after `page`, which was asked for with the cursor `asked` (None: the newest).

    `pages` counts the pages of this listing so far, this one included. An empty page alone is
    not the end. A cursor that is missing or does not lead back in time would be a loop: stop.
    """
    if not page.has_more:
        return Step(None, complete=True, reason="end")
    if not page.cursor:
        return Step(None, complete=False, reason="no cursor")
    if pages >= most_pages:
        return Step(None, complete=False, reason="too many pages")
    for cursor, reason in ((page.cursor + SECOND, "next"), (page.cursor, FULL_SECOND)):
        if asked is None or cursor < asked:
            return Step(cursor, complete=False, reason=reason)
    return Step(None, complete=False, reason="no headway")
