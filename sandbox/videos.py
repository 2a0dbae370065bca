"""One video: the contents of its id, and its JSON in an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any, NamedTuple

from .creators import Creator
from .stories import CAPTIONS, SCENES, STORIES, TAGS, Story

FIELDS = (
    "id", "create_time", "cover_image_url", "share_url", "video_description", "duration",
    "height", "width", "title", "embed_html", "embed_link", "like_count", "comment_count",
    "share_count", "view_count", "is_aigc",
)  # fmt: skip

# The length of title and description on TikTok's page; real ones are far longer.
DOCUMENTED_LENGTH = 150


class Art(NamedTuple):
    """The contents of a picture. The video id contains it, so a cover needs nothing else."""

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
    """A video as the sandbox keeps it."""

    id: int
    created: int
    caption: str
    duration: int
    views: int
    likes: int
    comments: int
    shares: int
    is_aigc: bool
    # "300:400" for most videos on TikTok; photo posts are 640 wide, old videos 720x1280.
    cover: str

    @property
    def is_photo_post(self) -> bool:
        return self.duration == 0


def story(creator: Creator, index: int, video_id: int) -> Story:
    """Return the story of the creator's video number `index` (0 is the newest)."""
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
    views = int(chance.lognormvariate(10.4, 1.5))
    return Story(scene, palette, seconds, views, caption)


def make_video(
    creator: Creator, index: int, video_id: int, created: int, written: Mapping[str, Any]
) -> Video:
    """Make a video; `written` has its values from a file of creators, the rest is made up."""
    told = story(creator, index, video_id)
    told = told._replace(
        caption=written.get("caption", told.caption),
        seconds=written.get("duration", told.seconds),
        views=written.get("view_count", told.views),
    )
    seed = art(video_id).seed
    chance = Random(seed ^ 0x5EED)  # noqa: S311 - repeatable on purpose
    views = told.views
    likes = int(views * chance.uniform(0.04, 0.16))
    comments = likes // chance.randint(18, 90)
    old = creator.videos > 20 and index >= creator.videos * 0.9
    return Video(
        id=video_id,
        created=created,
        caption=told.caption,
        duration=told.seconds,
        views=views,
        likes=written.get("like_count", likes),
        comments=written.get("comment_count", comments),
        shares=written.get("share_count", likes // chance.randint(9, 60)),
        is_aigc=written.get("is_aigc", seed % 37 == 9),
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
    longest: int | None = None,
) -> dict[str, object]:
    """Return every field of the video object; `longest` cuts title and description.

    https://developers.tiktok.com/doc/tiktok-api-v2-video-object
    """
    mark = f"utm_campaign=tt4d_open_api&utm_source={client_key}"
    share = f"{origin}/@{creator.account}/video/{video.id}?{mark}"
    width, height = {"photo": (1080, 1440), "tall": (720, 1280)}.get(video.cover, (576, 1024))
    wire: dict[str, object] = {
        "id": str(video.id),
        "create_time": video.created,
        "cover_image_url": cover_url,
        "share_url": share,
        "video_description": video.caption[:longest],
        "duration": video.duration,
        "height": height,
        "width": width,
        "title": _title(video)[:longest],
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


def _title(video: Video) -> str:
    """Return mostly the caption itself; a very long one may end with an ellipsis."""
    if len(video.caption) < 400 or art(video.id).seed % 2:
        return video.caption
    return video.caption[:90].rpartition(" ")[0] + "…"
