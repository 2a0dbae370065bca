"""Making and changing libraries cheaply: ids and times first, the rest on request."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any
from zlib import crc32

from .clock import Clock
from .creators import Creator
from .library import Entry, Library
from .storage import Storage
from .stories import SCENES, STORIES
from .videos import Video, make_id

YEAR = 365.25 * 86_400
KEPT_IN_MEMORY = 64


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
            # A changed profile makes a new Creator, so compare the one that the library holds.
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
        written = self._storage.rows(
            "SELECT id, created, body FROM written_videos WHERE account = ?", creator.account
        )
        added += written
        # An index past every written story: added videos take captions from the common pool.
        entries += [Entry(row["created"], row["id"], 1_000_000) for row in added]
        entries.sort()
        absent = self._storage.rows(
            "SELECT id, state FROM video_changes WHERE account = ? AND state IS NOT NULL",
            creator.account,
        )
        return Library(
            creator,
            entries,
            {row["id"]: row["state"] for row in absent},
            {row["id"]: json.loads(row["body"]) for row in written},
        )

    def write(self, account: str, videos: Sequence[Mapping[str, Any]]) -> None:
        """Keep the videos that a file writes out; without a time, one a day back from yesterday."""
        rows = []
        for index, video in enumerate(videos):
            created = video.get("create_time", self._anchor - 20 * 3600 - index * 86_400)
            seed = crc32(f"{account}/{index}".encode())
            made = make_id(max(created - 10, 0), SCENES[seed % len(SCENES)], seed >> 8, seed >> 16)
            rows.append((int(video.get("id", made)), account, created, json.dumps(video)))
        self._storage.write_many("INSERT OR REPLACE INTO written_videos VALUES (?, ?, ?, ?)", rows)

    def add(self, creator: Creator, count: int, created: int | None = None) -> list[int]:
        """Post `count` new videos, one second apart, or all at `created`; return newest first."""
        now = int(self._clock.now())
        made: list[tuple[int, str, int]] = []
        taken = {row["id"] for row in self._storage.rows("SELECT id FROM added_videos")}
        chance = Random()  # noqa: S311
        while len(made) < count:
            moment = now - len(made) if created is None else created
            scene, palette = chance.choice(SCENES), chance.getrandbits(3)
            # An id contains its time of creation, which is never in the future.
            video_id = make_id(min(moment, now) - 10, scene, palette, chance.getrandbits(24))
            if video_id not in taken:
                taken.add(video_id)
                made.append((video_id, creator.account, moment))
        self._storage.write_many("INSERT INTO added_videos VALUES (?, ?, ?)", made)
        self.forget(creator)
        return [video_id for video_id, _, _ in made]

    def mark(self, creator: Creator, ids: Iterable[int], state: str | None) -> None:
        """Make videos "deleted", "hidden" or, with None, public again."""
        self._storage.write_many(
            "INSERT INTO video_changes (id, account, state) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            [(video_id, creator.account, state) for video_id in ids],
        )
        self.forget(creator)

    def change(self, creator: Creator, video_id: int, wire: dict[str, object]) -> None:
        """Answer these fields of a video with these exact values."""
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

    def forget(self, creator: Creator) -> None:
        """Build this creator's library anew when it is next asked for."""
        with self._lock:
            self._made.pop(creator.account, None)
