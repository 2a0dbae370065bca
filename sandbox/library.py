"""A creator's videos in order, and TikTok's way of paging through them."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from zlib import crc32

from .creators import Creator
from .videos import Video, make_video

YEAR = 365.25 * 86_400
KEPT_IN_MEMORY = 64


class Entry(NamedTuple):
    """Entries sort by `created`, as TikTok lists them, but newest last."""

    created: int
    id: int
    number: int


class Page(NamedTuple):
    videos: list[Video]
    cursor: int
    has_more: bool


class Library:
    """One creator's videos as of now. Entries run from oldest to newest."""

    def __init__(
        self,
        creator: Creator,
        entries: list[Entry],
        absent: dict[int, str],
        written: Mapping[int, Mapping[str, Any]],
    ) -> None:
        self.creator = creator
        self._entries = entries
        self._absent = absent
        self._written = written

    @cached_property
    def _by_id(self) -> dict[int, Entry]:
        return {entry.id: entry for entry in self._entries}

    @cached_property
    def _public(self) -> list[Entry]:
        if not self._absent:
            return self._entries
        return [entry for entry in self._entries if entry.id not in self._absent]

    def count(self) -> int:
        return len(self._public)

    def newest_first(self) -> list[Entry]:
        return self._public[::-1]

    def absent(self) -> dict[int, str]:
        """Return ids that are "deleted" or "hidden" (made private)."""
        return dict(self._absent)

    def get(self, video_id: int, *, public: bool = True) -> Video | None:
        entry = self._by_id.get(video_id)
        if entry is None or (public and video_id in self._absent):
            return None
        return self._video(entry)

    def page(
        self, cursor: int | None, max_count: int, *, short: bool = False, split_ties: bool = False
    ) -> Page:
        """Return videos created strictly before `cursor` (milliseconds), newest first.

        As TikTok's samples show, the next cursor is the last video's time to the second. A page
        therefore ends before videos of equal time that do not all fit; with `split_ties` it splits
        them, and the rest of them is never listed.
        With `short`, private and deleted videos are filtered after paging, as TikTok's moderation
        does, and some pages are also cut short or empty.
        """
        entries = self._entries if short else self._public
        end = len(entries) if cursor is None else _before(entries, cursor)
        size, pause = max_count, None
        if short and end:
            newest = entries[end - 1].created * 1000
            size = crc32(b"%d/%d" % (entries[end - 1].id, max_count)) % (max_count + 1)
            # An empty page must still lead on, so its cursor is just after the next video.
            if size == 0 and (cursor is None or cursor > newest + 1):
                pause = newest + 1
            size = max(size, 1)
        if pause is not None:
            return Page([], pause, has_more=True)
        start = max(end - size, 0)
        if not split_ties:
            start = _beside_a_tie(entries, start, end, max_count)
        found = [e for e in reversed(entries[start:end]) if e.id not in self._absent]
        last = entries[start].created * 1000 if end else 0
        return Page([self._video(entry) for entry in found], last, has_more=start > 0)

    def _video(self, entry: Entry) -> Video:
        written = self._written.get(entry.id, {})
        return make_video(self.creator, entry.number, entry.id, entry.created, written)


def _before(entries: list[Entry], cursor: int) -> int:
    """Return the number of entries older than `cursor` (milliseconds)."""
    return bisect_right(entries, cursor - 1, key=lambda entry: entry.created * 1000)


def _beside_a_tie(entries: list[Entry], start: int, end: int, most: int) -> int:
    """Move `start` so that no older video shares its second; keep it where that cannot be."""

    def splits(place: int) -> bool:
        return 0 < place < end and entries[place - 1].created == entries[place].created

    newer = older = start
    while splits(newer):
        newer += 1
    if newer < end:
        return newer
    while splits(older) and end - older < most:
        older -= 1
    return start if splits(older) else older
