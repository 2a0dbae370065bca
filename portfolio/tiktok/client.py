"""The three reading endpoints of TikTok's Display API."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Self

from . import fields as field_lists
from . import reading
from .answers import Answer, JsonObject, resource_data
from .endpoints import Endpoint
from .errors import ScopeMissing
from .models import Profile, Video, VideoAnswer, VideoPage
from .wire import AfterCall, Wire, no_limit, no_note, utc_now

MOST_VIDEOS = 20
"""The largest page of a listing, and the most ids of a query."""


class TikTok:
    """TikTok's Display API, version 2. Threads may share one object.

    Every method raises from `errors.py` alone: `AccessTokenInvalid`, `ScopeMissing`,
    `RateLimited`, `Unavailable` or `OurMistake`; ValueError for arguments with which no call can
    be made; and the error by which `before_call` refuses a call comes through unchanged.

    `deadline` is in seconds and covers a whole call. `now` returns our time, aware.
    """

    def __init__(
        self,
        api_url: str = "https://open.tiktokapis.com",
        *,
        user_agent: str,
        before_call: Callable[[Endpoint], None] = no_limit,
        after_call: AfterCall = no_note,
        deadline: float = 10.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._now = now
        self._wire = Wire(
            api_url,
            user_agent=user_agent,
            before_call=before_call,
            after_call=after_call,
            deadline=deadline,
            now=now,
        )

    def limited(self, before_call: Callable[[Endpoint], None], deadline: float) -> Self:
        """Return the same client over the same connections, with another budget and deadline."""
        other = copy(self)
        other._wire = self._wire.limited(before_call, deadline)
        return other

    def user_info(self, access_token: str, scopes: Collection[str]) -> Profile:
        """Return the profile of the creator the token belongs to.

        `scopes` are the *granted* ones: only their fields are asked for, since one field too
        many fails the whole call. Without `user.info.basic` no call is made.

        https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
        """
        endpoint = Endpoint.USER_INFO
        if field_lists.BASIC not in scopes:
            raise ScopeMissing(endpoint, "scope_not_authorized", f"{field_lists.BASIC} is missing.")
        wanted = field_lists.profile_fields(scopes)
        answer = self._wire.read(endpoint, access_token, wanted)
        data = resource_data(answer)
        user = data.get("user")
        profile = Profile.read(user, answer.answered_at) if isinstance(user, dict) else None
        if profile is None:
            raise answer.unexpected("unexpected_answer", "No user.")
        return profile

    def list_videos(
        self,
        access_token: str,
        *,
        cursor: int | None = None,
        max_count: int = MOST_VIDEOS,
        fields: Iterable[str] = field_lists.VIDEO_FIELDS,
    ) -> VideoPage:
        """Return one page of the creator's public videos, newest first.

        `cursor` is a Unix time in milliseconds: only videos posted before it are returned;
        `paging.next_step` decides on the next one. `max_count` is 1 to 20; a page may hold
        fewer, even none, while more remain. Needs the scope `video.list`.

        https://developers.tiktok.com/doc/tiktok-api-v2-video-list
        """
        if not 1 <= max_count <= MOST_VIDEOS:
            raise ValueError(f"max_count must be 1 to {MOST_VIDEOS}, not {max_count}.")
        body: dict[str, object] = {"max_count": max_count}
        if cursor is not None:
            body["cursor"] = cursor
        answer = self._wire.read(Endpoint.VIDEO_LIST, access_token, fields, body)
        data = resource_data(answer)
        has_more = data.get("has_more")
        if not isinstance(has_more, bool):
            raise answer.unexpected("unexpected_answer", "No has_more.")
        return VideoPage(
            videos=_videos(answer, data),
            cursor=reading.count(data.get("cursor")),
            has_more=has_more,
            answered_at=answer.answered_at,
            skew=answer.skew,
        )

    def query_videos(
        self,
        access_token: str,
        ids: Sequence[str],
        *,
        fields: Iterable[str] = field_lists.VIDEO_FIELDS,
    ) -> VideoAnswer:
        """Return these videos of the creator, with new cover addresses.

        At most 20 ids, all of this creator's. Ids that are deleted, private or foreign are in
        `missing`; one absence is no proof. Without ids no call is made. Needs the scope
        `video.list`.

        https://developers.tiktok.com/doc/tiktok-api-v2-video-query
        """
        asked = list(dict.fromkeys(ids))
        if len(asked) > MOST_VIDEOS:
            raise ValueError(f"At most {MOST_VIDEOS} ids can be asked for, not {len(asked)}.")
        if not asked:
            return VideoAnswer((), (), self._now())
        # Strings, not numbers: JSON numbers hold such large ids only inexactly.
        body = {"filters": {"video_ids": [str(video_id) for video_id in asked]}}
        answer = self._wire.read(Endpoint.VIDEO_QUERY, access_token, fields, body)
        # The "Get Started" page shows `cursor` and `has_more` here, the reference has neither.
        # They mean nothing for a query and are not looked at, nor is the order relied on.
        found = {video.id: video for video in _videos(answer, resource_data(answer))}
        return VideoAnswer(
            videos=tuple(found[video_id] for video_id in asked if video_id in found),
            missing=tuple(video_id for video_id in asked if video_id not in found),
            answered_at=answer.answered_at,
            skew=answer.skew,
        )


def _videos(answer: Answer, data: JsonObject) -> tuple[Video, ...]:
    """Return the answer's videos; TikTok's servers may write an empty list as null."""
    elements = data.get("videos", ())
    if elements is None:
        return ()
    videos = [
        Video.read(element, answer.answered_at) if isinstance(element, Mapping) else None
        for element in (elements if isinstance(elements, list) else [None])
    ]
    if None in videos:
        # One video without an id makes the rest doubtful too: an absent id hides a video.
        raise answer.unexpected("unexpected_answer", "Not a list of videos.")
    return tuple(video for video in videos if video is not None)
