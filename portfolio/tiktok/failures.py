"""TikTok's error codes, and the error that each becomes.

Both families are here, since no code means two things: those of the API's envelope
(https://developers.tiktok.com/doc/tiktok-api-v2-error-handling) and those of the token endpoint
(https://developers.tiktok.com/doc/oauth-error-handling). `access_token_expired` and
`too_many_requests` are in neither list; other clients met them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .endpoints import Endpoint
from .errors import (
    AccessTokenInvalid,
    GrantEnded,
    OurMistake,
    RateLimited,
    ScopeMissing,
    TikTokError,
    Unavailable,
)

ERRORS: dict[str, type[TikTokError]] = {
    "access_token_invalid": AccessTokenInvalid,
    "access_token_expired": AccessTokenInvalid,
    "scope_not_authorized": ScopeMissing,
    "invalid_grant": GrantEnded,
    "access_denied": GrantEnded,
    "rate_limit_exceeded": RateLimited,
    "too_many_requests": RateLimited,
    "internal_error": Unavailable,
    "server_error": Unavailable,
    "temporarily_unavailable": Unavailable,
    "scope_permission_missed": OurMistake,
    "invalid_params": OurMistake,
    "invalid_file_upload": OurMistake,
    "invalid_client": OurMistake,
    "invalid_request": OurMistake,
    "invalid_scope": OurMistake,
    "unauthorized_client": OurMistake,
    "unsupported_grant_type": OurMistake,
    "unsupported_response_type": OurMistake,
}

LONGEST_PAUSE = 86_400.0
"""Seconds; a longer Retry-After counts as this."""


def error_class(code: str, status: int) -> type[TikTokError]:
    """Return the error for TikTok's code under this HTTP status.

    The code decides, since errors also come with status 200, with two exceptions: an error with a
    5xx is passing, even if it calls a grant invalid, and 429 always means to pause.
    """
    known = ERRORS.get(code)
    if status == 429 or known is RateLimited:
        return RateLimited
    if status >= 500:
        return Unavailable
    if known is not None:
        return known
    if status == 401:
        return AccessTokenInvalid
    if 400 <= status < 500 and status != 408:
        return OurMistake
    return Unavailable


def failure(
    endpoint: Endpoint,
    code: str,
    message: str,
    log_id: str | None,
    status: int,
    headers: Mapping[str, str],
    received_at: datetime,
) -> TikTokError:
    """Return the error to raise for a code in an answer. `headers` have lower-case names."""
    kind = error_class(code, status)
    if kind is RateLimited:
        pause = retry_after(headers, received_at)
        return RateLimited(endpoint, code, message, log_id, status, pause)
    return kind(endpoint, code, message, log_id, status)


def retry_after(headers: Mapping[str, str], received_at: datetime) -> float | None:
    """Return the seconds to wait by the Retry-After header.

    The header holds a number, or a date by the answer's own clock. TikTok documents none, but it
    is honoured if there is one.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_PAUSE)
    until = http_date(value)
    if until is None:
        return None
    seconds = (until - (http_date(headers.get("date")) or received_at)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_PAUSE)


def http_date(value: str | None) -> datetime | None:
    """Return the instant in an HTTP date header, None if it is absent or unreadable."""
    try:
        parsed = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else None
