"""A creator's videos in order, made cheaply: ids and times first, everything else on request."""

import json
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from random import Random
from typing import NamedTuple
from zlib import crc32

from sandbox.clock import Clock
from sandbox.creators import Creator
from sandbox.storage import Storage
from sandbox.stories import SCENES, STORIES
from sandbox.videos import Video, make_id, make_video

YEAR = 365.25 * 86_400
KEPT_IN_MEMORY = 64


class Entry(NamedTuple):
    """`created` first: entries sort as TikTok lists them, newest last here."""

    created: int
    id: int
    number: int


class Page(NamedTuple):
    videos: list[Video]
    cursor: int
    has_more: bool


class Library:
    """One creator's videos as of now. Entries run from oldest to newest."""

    def __init__(self, creator: Creator, entries: list[Entry], absent: dict[int, str]) -> None:
        self.creator = creator
        self._entries = entries
        self._absent = absent

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
        therefore ends before videos of equal time that it cannot hold; with `split_ties` it does
        not, and the rest of them is never listed.
        With `short`, private and deleted ones are filtered after paging, as TikTok's moderation
        does, and some pages are cut short or empty besides.
        """
        entries = self._entries if short else self._public
        end = len(entries) if cursor is None else _before(entries, cursor)
        size, pause = max_count, None
        if short and end:
            newest = entries[end - 1].created * 1000
            size = crc32(b"%d/%d" % (entries[end - 1].id, max_count)) % (max_count + 1)
            # An empty page must still lead on: its cursor stands just after the next video.
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
        return make_video(self.creator, entry.number, entry.id, entry.created)


def _before(entries: list[Entry], cursor: int) -> int:
    """Return how many entries are older than `cursor` milliseconds."""
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


def original_entries(creator: Creator, anchor: int) -> list[Entry]:
    """Make the library a creator starts with, oldest first, spread back from `anchor`."""
    entries: list[Entry] = []
    written = STORIES.get(creator.account, [])
    gap = creator.years * YEAR / max(creator.videos, 1)
    chance = Random(crc32(creator.account.encode()))  # noqa: S311 - repeatable on purpose
    created = anchor - 20 * 3600
    for index in range(creator.videos):
        bits = chance.getrandbits(64)
        # Some share a second with their newer neighbour.
        tied = bits % 17 == 0 and creator.videos > 40
        if index and not tied:
            created = anchor - 20 * 3600 - int(gap * (index + (bits >> 40 & 0xFFFF) / 80_000))
        if index < len(written):
            scene, palette = written[index].scene, written[index].palette
        else:
            scene, palette = SCENES[bits % len(SCENES)], bits >> 8 & 7
        # 24 bits that no other video of this library has, so that ids never meet.
        seed = (index * 0x9E3779 + crc32(creator.account.encode())) & 0xFFFFFF
        video_id = make_id(created - 10 - (bits >> 56) % 50, scene, palette, seed)
        entries.append(Entry(created, video_id, index))
    entries.sort()
    return entries


class Libraries:
    """Builds a library when it is first asked for and keeps the last few."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._lock = threading.Lock()
        self._made: OrderedDict[str, Library] = OrderedDict()
        if storage.note("anchor") is None:
            storage.put_note("anchor", str(int(clock.now()) // 3600 * 3600))
        self._anchor = int(storage.note("anchor") or 0)

    def of(self, creator: Creator) -> Library:
        with self._lock:
            library = self._made.pop(creator.account, None)
            # A changed profile makes a new Creator, so the one inside must still be the same.
            if library is None or library.creator != creator:
                library = self._build(creator)
            self._made[creator.account] = library
            while len(self._made) > KEPT_IN_MEMORY:
                self._made.popitem(last=False)
            return library

    def _build(self, creator: Creator) -> Library:
        entries = original_entries(creator, self._anchor)
        added = self._storage.rows(
            "SELECT id, created FROM added_videos WHERE account = ?", creator.account
        )
        # An index past every written story: added videos tell from the common pool.
        entries += [Entry(row["created"], row["id"], 1_000_000) for row in added]
        entries.sort()
        absent = self._storage.rows(
            "SELECT id, state FROM video_changes WHERE account = ? AND state IS NOT NULL",
            creator.account,
        )
        return Library(creator, entries, {row["id"]: row["state"] for row in absent})

    def add(self, creator: Creator, count: int, created: int | None = None) -> list[int]:
        """Post `count` new videos, one second apart, or all at `created`; return newest first."""
        now = int(self._clock.now())
        made: list[tuple[int, str, int]] = []
        taken = {row["id"] for row in self._storage.rows("SELECT id FROM added_videos")}
        chance = Random()  # noqa: S311
        while len(made) < count:
            moment = now - len(made) if created is None else created
            scene, palette = chance.choice(SCENES), chance.getrandbits(3)
            video_id = make_id(moment - 10, scene, palette, chance.getrandbits(24))
            if video_id not in taken:
                taken.add(video_id)
                made.append((video_id, creator.account, moment))
        self._storage.write_many("INSERT INTO added_videos VALUES (?, ?, ?)", made)
        self._forget(creator)
        return [video_id for video_id, _, _ in made]

    def mark(self, creator: Creator, ids: Iterable[int], state: str | None) -> None:
        """Make videos "deleted", "hidden" or, with None, public again."""
        self._storage.write_many(
            "INSERT INTO video_changes (id, account, state) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            [(video_id, creator.account, state) for video_id in ids],
        )
        self._forget(creator)

    def change(self, creator: Creator, video_id: int, wire: dict[str, object]) -> None:
        """Let these fields of a video go out with these very values."""
        self._storage.write(
            "INSERT INTO video_changes (id, account, wire) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET wire = excluded.wire",
            video_id,
            creator.account,
            json.dumps(wire),
        )

    def changes(self, creator: Creator) -> dict[int, dict[str, object]]:
        rows = self._storage.rows(
            "SELECT id, wire FROM video_changes WHERE account = ? AND wire IS NOT NULL",
            creator.account,
        )
        return {row["id"]: json.loads(row["wire"]) for row in rows}

    def find(self, video_id: int, creators: Iterable[Creator]) -> tuple[Creator, Video] | None:
        """Return a public video and its creator; libraries in memory are asked first."""
        with self._lock:
            known = [library.creator for library in self._made.values()]
        for creator in [*known, *creators]:
            if video := self.of(creator).get(video_id):
                return creator, video
        return None

    def _forget(self, creator: Creator) -> None:
        with self._lock:
            self._made.pop(creator.account, None)
