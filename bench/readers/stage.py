"""The page that is read: one creator whose words are a trial for every encoding."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bench.looks import send
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

ACCOUNT = "noor"
NAME = "Noor & Söhne 🍞"
HEADLINE = "Bread, fire & patience: “slow” is <3"
#: Newest first. The last one is a photo post without a word.
CAPTIONS = (
    "Bread & fire: “slow” crumb <3 🍞 #baking",
    "خبز الصباح على الجمر",
    'Don\'t "flip" it twice',
    "Cast iron, cold oven\nTwo lines, and 1/2 a cup < 1 cup",
    "Käsespätzle für zwölf",
    "Sourdough at 5 a.m. — again",
    "",
)
NEWEST, APART = 1_795_000_000, 90_000  # Unix seconds
#: The picks of the first section, which has no title, and then of those with one.
SECTIONS = (("", 2), ("Start here", 5), ("Over fire & coals", 7))


@dataclass(frozen=True)
class Video:
    """`day` is when it was posted; `caption` is as its creator wrote it."""

    id: str
    caption: str
    day: datetime
    seconds: int

    @property
    def title(self) -> str:
        """The caption on one line, or the name that a video without one has."""
        return " ".join(self.caption.split()) or f"Video of {self.day.day} {self.day:%b}"

    @property
    def lasting_title(self) -> str:
        """The title as feeds have it, which are kept for years."""
        return self.title if self.caption else f"{self.title} {self.day.year}"


@dataclass(frozen=True)
class Stage:
    """The running site, the address of the page, and what its creator wrote."""

    site: Site
    page: str
    videos: tuple[Video, ...]
    name: str = NAME
    headline: str = HEADLINE
    sections: tuple[str, ...] = field(default=tuple(title for title, _ in SECTIONS if title))

    def address(self, video: Video) -> str:
        return f"{self.page}/v/{video.id}"

    def by_address(self, address: str) -> Video | None:
        """Return the video whose page has this address."""
        return next((video for video in self.videos if self.address(video) == address), None)

    @property
    def handle(self) -> str:
        return urlsplit(self.page).path.removeprefix("/@")


def _videos() -> tuple[Video, ...]:
    return tuple(
        Video(
            id=str(7_600_000_000_000_000_137 + 1_000_003 * (len(CAPTIONS) - number)),
            caption=caption,
            day=datetime.fromtimestamp(NEWEST - APART * number, UTC),
            seconds=20 + number if caption else 0,
        )
        for number, caption in enumerate(CAPTIONS)
    )


@contextmanager
def stage() -> Iterator[Stage]:
    """Run the site, and publish a page with sections for the length of the block."""
    videos = _videos()
    listed = [
        {"id": each.id, "caption": each.caption, "create_time": int(each.day.timestamp()),
         "duration": each.seconds}
        for each in videos
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="readers-") as folder:
        creators = Path(folder) / "creators.json"
        creators.write_text(
            json.dumps([{"account": ACCOUNT, "display_name": NAME, "videos": listed}])
        )
        with showreel(sandbox_options=["--creators", str(creators)]) as site:
            yield Stage(site, _published(site), videos)


def _published(site: Site) -> str:
    creator = Creator(site, ACCOUNT)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    send(creator, "/studio/look", {"headline": HEADLINE})
    address = ""
    for title, count in SECTIONS:
        if title:
            send(creator, "/studio/order", {"title": title, "about": ""})
        address = creator.publish(count)
    return address
