"""The addresses of TikTok's API that this client calls."""

from enum import StrEnum


class Endpoint(StrEnum):
    """One endpoint; its value is the path.

    The trailing slash is the documented form. Without it a POST may be redirected and lose its
    body. TikTok's rate limits count each of the first three on its own:
    https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit
    """

    USER_INFO = "/v2/user/info/"
    VIDEO_LIST = "/v2/video/list/"
    VIDEO_QUERY = "/v2/video/query/"
    TOKEN = "/v2/oauth/token/"  # noqa: S105  A path, not a password.
    REVOKE = "/v2/oauth/revoke/"
