"""The fields that may be asked for.

One field outside the granted scopes fails the whole call with 401 `scope_not_authorized`, and
creators can untick scopes: ask by the granted scopes, never by the requested ones.
https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
https://developers.tiktok.com/doc/tiktok-api-scopes
"""

from collections.abc import Collection

BASIC = "user.info.basic"
PROFILE = "user.info.profile"
STATS = "user.info.stats"
VIDEOS = "video.list"

PROFILE_FIELDS: dict[str, tuple[str, ...]] = {
    BASIC: ("open_id", "union_id", "avatar_url", "avatar_large_url", "display_name"),
    PROFILE: ("bio_description", "profile_deep_link", "username", "is_verified"),
    STATS: ("follower_count", "following_count", "likes_count", "video_count"),
}

VIDEO_FIELDS: tuple[str, ...] = (
    "id",
    "create_time",
    "cover_image_url",
    "share_url",
    "video_description",
    "duration",
    "height",
    "width",
    "title",
    "embed_link",
    "like_count",
    "comment_count",
    "share_count",
    "view_count",
    "is_aigc",
)
"""All fields of the video object but `embed_html`, which is a kilobyte of script.

https://developers.tiktok.com/doc/tiktok-api-v2-video-object
"""

COVER_FIELDS: tuple[str, ...] = ("id", "cover_image_url", "embed_link")
"""The fields with which the "Get Started" page asks `/v2/video/query/` for new covers."""


def profile_fields(scopes: Collection[str]) -> tuple[str, ...]:
    """Return the fields of `/v2/user/info/` that these granted scopes allow, in a fixed order."""
    return tuple(
        field for scope, fields in PROFILE_FIELDS.items() if scope in scopes for field in fields
    )
