"""The contents of TikTok's answers, as frozen dataclasses.

Ids are opaque strings, times are aware, unknown fields are ignored. None means that TikTok gave no
value, or was not asked; it never means 0.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from . import answers, covers, reading
from .endpoints import Endpoint


@dataclass(frozen=True, slots=True)
class Cover:
    """An image that stops working: a video's cover, or an avatar.

    `url` is verbatim and signed; it may hold a parameter named `refresh_token`, which belongs to
    TikTok's image cache and is no secret. `life` counts from the moment TikTok answered: add it
    to your own time of that moment. It may be zero or negative.
    """

    url: str
    life: timedelta

    @classmethod
    def read(cls, value: object, answered_at: datetime) -> Self | None:
        """Return the cover behind this value of an answer, None if it is not a web address."""
        url = reading.address(value)
        return None if url is None else cls(url, covers.life(url, answered_at))


@dataclass(frozen=True, slots=True)
class Video:
    """One public post of a creator.

    `duration` is in seconds; 0 marks a photo post. `title` and `description` may be empty, and
    far longer than the documented 150 characters. `share_url` and `embed_link` are verbatim and
    name the app's client key. `unstated` names the attributes about which the answer says nothing:
    it has no such key, or a value that cannot be read. A null states that there is none.

    https://developers.tiktok.com/doc/tiktok-api-v2-video-object
    """

    id: str
    created_at: datetime | None = None
    title: str | None = None
    description: str | None = None
    duration: int | None = None
    width: int | None = None
    height: int | None = None
    share_url: str | None = None
    embed_link: str | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    views: int | None = None
    is_aigc: bool | None = None
    cover: Cover | None = None
    unstated: frozenset[str] = frozenset()

    @classmethod
    def read(cls, values: Mapping[str, object], answered_at: datetime) -> Self | None:
        """Return the video in one element of an answer's `videos`, None if it has no usable id."""
        video_id = reading.identifier(values.get("id"))
        if video_id is None:
            return None
        stated: dict[str, Any] = {}
        for key, value in values.items():
            if key in _VIDEO_VALUES:
                name, read = _VIDEO_VALUES[key]
                found = read(value)
                if found is not None or value is None:
                    stated[name] = found
        cover = Cover.read(values.get("cover_image_url"), answered_at)
        return cls(id=video_id, cover=cover, unstated=_VIDEO_NAMES - stated.keys(), **stated)


#: Keys of an answer: the attribute of `Video` for each, and its reader.
_VIDEO_VALUES: dict[str, tuple[str, Callable[[object], Any]]] = {
    "create_time": ("created_at", reading.instant),
    "title": ("title", reading.text),
    "video_description": ("description", reading.text),
    "duration": ("duration", reading.small_count),
    "width": ("width", reading.small_count),
    "height": ("height", reading.small_count),
    "share_url": ("share_url", reading.address),
    "embed_link": ("embed_link", reading.address),
    "like_count": ("likes", reading.count),
    "comment_count": ("comments", reading.count),
    "share_count": ("shares", reading.count),
    "view_count": ("views", reading.count),
    "is_aigc": ("is_aigc", reading.truth),
}
_VIDEO_NAMES = frozenset(name for name, _ in _VIDEO_VALUES.values())


@dataclass(frozen=True, slots=True)
class Profile:
    """A creator, with the values that the granted scopes show.

    `open_id` names the creator for this app alone, `union_id` for all apps of one developer.
    Neither needs to be a UUID, and either may begin with a dash. `display_name` may be missing
    and is not unique; `username` is the handle. `avatar` is 168 pixels wide, `avatar_large` 720
    or more; TikTok documents no life for them, so their address decides as for covers.

    https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
    """

    open_id: str
    union_id: str | None = None
    display_name: str | None = None
    avatar: Cover | None = None
    username: str | None = None
    bio: str | None = None
    profile_url: str | None = None
    is_verified: bool | None = None
    followers: int | None = None
    following: int | None = None
    likes: int | None = None
    videos: int | None = None
    avatar_large: Cover | None = None

    @classmethod
    def read(cls, values: Mapping[str, object], answered_at: datetime) -> Self | None:
        """Return the profile in an answer's `user`, None if it has no usable open_id."""
        open_id = reading.identifier(values.get("open_id"))
        if open_id is None:
            return None
        return cls(
            open_id=open_id,
            union_id=reading.identifier(values.get("union_id")),
            display_name=reading.text(values.get("display_name")),
            avatar=Cover.read(values.get("avatar_url"), answered_at),
            username=reading.text(values.get("username")),
            bio=reading.text(values.get("bio_description")),
            profile_url=reading.address(values.get("profile_deep_link")),
            is_verified=reading.truth(values.get("is_verified")),
            followers=reading.count(values.get("follower_count")),
            following=reading.count(values.get("following_count")),
            likes=reading.count(values.get("likes_count")),
            videos=reading.small_count(values.get("video_count")),
            avatar_large=Cover.read(values.get("avatar_large_url"), answered_at),
        )


@dataclass(frozen=True, slots=True)
class VideoPage:
    """One page of a listing, newest first.

    `cursor` is a Unix time in milliseconds, for `paging.next_step` only: it leads backward in
    time and must not be kept to find new videos. The page may be short or empty while `has_more`
    is true. `answered_at` is by TikTok's clock (ours if it stated no time), `skew` how far that
    clock is ahead of ours, None if unknown.
    """

    videos: tuple[Video, ...]
    cursor: int | None
    has_more: bool
    answered_at: datetime
    skew: timedelta | None = None


@dataclass(frozen=True, slots=True)
class VideoAnswer:
    """The videos found by id, in the order of the ids, and the ids that were not found.

    An id is missing if its video was deleted, is private or is another creator's: TikTok does
    not tell these apart, and leaves one out now and then without reason.
    """

    videos: tuple[Video, ...]
    missing: tuple[str, ...]
    answered_at: datetime
    skew: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a sign-in or a refresh. Store them before use: the old pair is dead.

    Lifetimes count from the answer. TikTok's pages disagree about them (24 hours and 365 days in
    the classic ones, 2 hours and 180 days in those of November 2026): only these values hold.
    `refresh_token` and `refresh_life` are None if the answer had none; a stored refresh token then
    stays. `open_id` and `scopes` are empty if the answer lacked them. A sign-in without an open_id
    has failed; one without scopes has those of the callback, or else all that were asked for.

    https://developers.tiktok.com/doc/oauth-user-access-token-management
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    access_life: timedelta
    refresh_life: timedelta | None
    open_id: str
    scopes: frozenset[str]

    @classmethod
    def from_body(cls, body: Mapping[str, object]) -> Self:
        """Return the tokens in a token endpoint's JSON, flat or enveloped.

        Raises if the body states an error, which TikTok also sends with status 200, or holds no
        access token. All other values may be missing: the old refresh token is dead by now, so
        a missing detail must not cost the new one.
        """
        return cls.read(_PARSED, body)

    @classmethod
    def read(cls, answer: answers.Answer, body: Mapping[str, object]) -> Self:
        """Return the same for an answer's parsed body; errors then carry its status and log_id."""
        fields = answers.token_fields(answer, body)
        access_life = _seconds(fields.get("expires_in"))
        return cls(
            access_token=str(fields["access_token"]),
            refresh_token=reading.text(fields.get("refresh_token")) or None,
            access_life=UNSTATED_LIFE if access_life is None else access_life,
            refresh_life=_seconds(fields.get("refresh_expires_in")),
            open_id=reading.identifier(fields.get("open_id")) or "",
            scopes=frozenset(re.split(r"[\s,]+", reading.text(fields.get("scope")) or "")) - {""},
        )


UNSTATED_LIFE = timedelta(hours=1)
"""For an access token without `expires_in`: shorter than any life TikTok has documented."""

_LONGEST_SECONDS = 10 * 365 * 86_400
_PARSED = answers.Answer(Endpoint.TOKEN, 200, {}, b"", datetime(1970, 1, 1, tzinfo=UTC))


def _seconds(value: object) -> timedelta | None:
    seconds = reading.count(value)
    return None if seconds is None else timedelta(seconds=min(seconds, _LONGEST_SECONDS))
