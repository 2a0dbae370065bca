"""One video: what its id says, and how it looks on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from random import Random
from typing import NamedTuple

from sandbox.creators import Creator
from sandbox.stories import CAPTIONS, SCENES, STORIES, TAGS, Story

FIELDS = (
    "id", "create_time", "cover_image_url", "share_url", "video_description", "duration",
    "height", "width", "title", "embed_html", "embed_link", "like_count", "comment_count",
    "share_count", "view_count", "is_aigc",
)  # fmt: skip


class Art(NamedTuple):
    """What the picture shows. It is part of the id, so that a cover needs nothing else."""

    scene: str
    palette: int
    seed: int


def make_id(uploaded: int, scene: str, palette: int, seed: int) -> int:
    """Return a snowflake as TikTok's are: the upper half is the time of upload in seconds."""
    low = SCENES.index(scene) << 27 | (palette & 7) << 24 | (seed & 0xFFFFFF)
    return uploaded << 32 | low


def art(video_id: int) -> Art:
    low = video_id & 0xFFFFFFFF
    return Art(SCENES[(low >> 27) % len(SCENES)], low >> 24 & 7, low & 0xFFFFFF)


@dataclass(frozen=True)
class Video:
    """A video as the sandbox keeps it; counts of None go out as null."""

    id: int
    created: int
    caption: str
    duration: int
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    is_aigc: bool
    # "300:400" is what TikTok delivers for most, photo posts come 640 wide, old ones 720x1280.
    cover: str

    @property
    def is_photo_post(self) -> bool:
        return self.duration == 0


def story(creator: Creator, index: int, video_id: int) -> Story:
    """Return what the creator's video number `index` (0 is the newest) tells."""
    written = STORIES.get(creator.account, [])
    if index < len(written):
        return written[index]
    scene, palette, seed = art(video_id)
    chance = Random(seed)  # noqa: S311 - a repeatable look, not a secret
    captions = CAPTIONS[scene]
    caption = captions[seed % len(captions)]
    if seed % 7 == 3:
        caption = f"Part {seed % 23 + 2}: {caption}"
    caption += TAGS[seed % len(TAGS)]
    if seed % 41 == 5:
        caption += " " + " ".join(chance.sample(captions, 4)) + "  " + "✨" * 3 + TAGS[-1] * 30
    if chance.random() < 0.012:
        caption = ""
    seconds = 0 if seed % 13 == 4 else chance.choice((9, 14, 21, 28, 33, 41, 47, 58, 72, 95, 184))
    views = None if seed % 53 == 7 else int(chance.lognormvariate(10.4, 1.5))
    return Story(scene, palette, seconds, views, caption)


def make_video(creator: Creator, index: int, video_id: int, created: int) -> Video:
    told = story(creator, index, video_id)
    seed = art(video_id).seed
    chance = Random(seed ^ 0x5EED)  # noqa: S311 - repeatable on purpose
    views = told.views
    likes = None if views is None else int(views * chance.uniform(0.04, 0.16))
    comments = None if seed % 29 == 3 or likes is None else likes // chance.randint(18, 90)
    old = creator.videos > 20 and index >= creator.videos * 0.9
    return Video(
        id=video_id,
        created=created,
        caption=told.caption,
        duration=told.seconds,
        views=views,
        likes=likes,
        comments=comments,
        shares=None if likes is None else likes // chance.randint(9, 60),
        is_aigc=seed % 37 == 9,
        cover="photo" if told.seconds == 0 else "tall" if old else "crop",
    )


def on_the_wire(
    video: Video,
    creator: Creator,
    *,
    client_key: str,
    origin: str,
    cover_url: str,
    changes: Mapping[str, object],
) -> dict[str, object]:
    """Return every field of the video object. https://developers.tiktok.com/doc/tiktok-api-v2-video-object"""
    mark = f"utm_campaign=tt4d_open_api&utm_source={client_key}"
    share = f"{origin}/@{creator.account}/video/{video.id}?{mark}"
    width, height = {"photo": (1080, 1440), "tall": (720, 1280)}.get(video.cover, (576, 1024))
    wire: dict[str, object] = {
        "id": str(video.id),
        "create_time": video.created,
        "cover_image_url": cover_url,
        "share_url": share,
        "video_description": video.caption,
        "duration": video.duration,
        "height": height,
        "width": width,
        "title": video.caption[:162],
        "embed_html": (
            f'<blockquote class="tiktok-embed" cite="{escape(share)}" data-video-id="{video.id}"'
            f' style="max-width: 605px;min-width: 325px;"> <section> <a target="_blank"'
            f' href="{origin}/@{creator.account}">@{creator.account}</a>'
            f" <p>{escape(video.caption)}</p> </section> </blockquote>"
            f' <script async src="{origin}/embed.js"></script>'
        ),
        "embed_link": (
            f"{origin}/player/v1/{video.id}?music_info=1&description=1&autoplay=1&loop=1&{mark}"
        ),
        "like_count": video.likes,
        "comment_count": video.comments,
        "share_count": video.shares,
        "view_count": video.views,
        "is_aigc": video.is_aigc,
    }
    return wire | dict(changes)
