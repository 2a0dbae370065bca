"""TikTok's two answer shapes: the envelope of the resource API and the flat one of OAuth."""

import secrets
from datetime import UTC, datetime

from flask import Response, jsonify

# Code -> HTTP status and message. https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
API_ERRORS = {
    "access_token_invalid": (
        401,
        "The access token is invalid or not found in the request.",
    ),
    "scope_not_authorized": (
        401,
        "The user did not authorize the scope required for completing this request.",
    ),
    "scope_permission_missed": (
        400,
        "The app has no permission for the scope required for completing this request.",
    ),
    "invalid_params": (400, "One or more fields in request is invalid."),
    "rate_limit_exceeded": (
        429,
        "The API rate limit was exceeded. Please try again later.",
    ),
    "internal_error": (500, "Something went wrong. Please try again later."),
}


class ApiRefused(Exception):
    """A resource call ends with this error code."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status, usual = API_ERRORS[code]
        self.message = message or usual


class OAuthRefused(Exception):
    """A token call ends with this error category and description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def log_id(now: float) -> str:
    """Return a fresh id in TikTok's form: UTC time to the second, then upper-case hex."""
    moment = datetime.fromtimestamp(now, UTC)
    return f"{moment:%Y%m%d%H%M%S}{secrets.token_hex(9).upper()}"


def enveloped(data: dict[str, object], log: str) -> Response:
    answer = jsonify(data=data, error={"code": "ok", "message": "", "log_id": log})
    answer.headers["x-tt-logid"] = log
    return answer


def api_error(refused: ApiRefused, log: str) -> Response:
    error = {"code": refused.code, "message": refused.message, "log_id": log}
    answer = jsonify(data={}, error=error)
    answer.status_code = refused.status
    answer.headers["x-tt-logid"] = log
    return answer


def oauth_error(refused: OAuthRefused, log: str, *, status: int, v1: bool) -> Response:
    """Answer as OAuth errors do; TikTok sends them with HTTP status 200 in practice."""
    if v1:
        data = {
            "captcha": "",
            "desc_url": "",
            "description": refused.description,
            "error_code": 10_000,
            "log_id": log,
        }
        answer = jsonify(data=data, message="error")
    else:
        answer = jsonify(error=refused.error, error_description=refused.description, log_id=log)
    answer.status_code = status
    answer.headers["x-tt-logid"] = log
    return answer
