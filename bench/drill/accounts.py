"""Creators and videos of the drill's TikTok, and its outages."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field

HOUR, DAY = 3600.0, 86_400.0
#: The most videos in a page of a listing, and the most ids in a query.
PAGE = 20
#: A cover's life by TikTok's documentation, and by the addresses observed since 2025.
EXACT, HOURLY = "6 h", "24 h to the full hour"


@dataclass(frozen=True)
class Outage:
    """An outage of TikTok: it answers with 503, takes no connection, or never answers."""

    begins: float
    ends: float
    kind: str

    def covers(self, moment: float) -> bool:
        return self.begins <= moment < self.ends


class Down(Exception):
    """No answer: "refused" at once, or "silent" until the caller gives up."""


@dataclass
class Video:
    id: str
    created: int
    is_photo: bool
    is_public: bool = True
    #: The video's JSON before and after the address of the cover.
    parts: tuple[str, str] = ("", "")


@dataclass
class Account:
    """A creator at TikTok, with the newest video first."""

    number: int
    covers: str
    videos: list[Video] = field(default_factory=list)
    access: dict[str, float] = field(default_factory=dict)
    refresh_token: str = ""

    @property
    def open_id(self) -> str:
        return f"-open{self.number:05}"

    @property
    def name(self) -> str:
        return f"creator{self.number}"

    @property
    def public(self) -> list[Video]:
        return [video for video in self.videos if video.is_public]


def parts_of(account: Account, video: Video, chance: random.Random) -> tuple[str, str]:
    text = json.dumps(
        {
            "id": video.id,
            "create_time": video.created,
            "cover_image_url": "\0",
            "share_url": f"https://www.tiktok.com/@{account.name}/video/{video.id}?utm=1",
            "video_description": f"What happened on day {video.created // 86_400}",
            "duration": 0 if video.is_photo else chance.randrange(8, 180),
            "height": 1024,
            "width": 576,
            "title": f"Video {video.id[-4:]}",
            "embed_link": f"https://www.tiktok.com/player/v1/{video.id}",
            "like_count": chance.randrange(10_000),
            "comment_count": chance.randrange(100),
            "share_count": chance.randrange(100),
            "view_count": chance.randrange(1_000_000),
            "is_aigc": False,
        }
    )
    before, after = text.split(json.dumps("\0")[1:-1])
    return before, after
