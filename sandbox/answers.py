"""TikTok's two answer shapes: the envelope of the resource API and the flat one of OAuth."""

import json
import secrets
from collections.abc import Mapping
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

# Refusals observed without `data`, and a message observed with other words than documented.
WITHOUT_DATA = ("invalid_params", "scope_not_authorized", "scope_permission_missed")
QUOTED = {
    "scope_permission_missed": "Access token is invalid, some fields need additional scopes.",
}

JSON = "application/json"


class ApiRefused(Exception):
    """A resource call ends with this error code."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.documented = API_ERRORS[code]
        self.message = message


class OAuthRefused(Exception):
    """A token call ends with this error category and description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def log_id(now: float) -> str:
    """Return a fresh id in TikTok's form: UTC time to the second, then upper-case hex."""
    moment = datetime.fromtimestamp(now, UTC)
    return f"{moment:%Y%m%d%H%M%S}{secrets.token_hex(10).upper()}"


def enveloped(data: dict[str, object], log: str, *, observed: bool) -> Response:
    return _envelope({"data": data}, {"code": "ok", "message": ""}, log, observed=observed)


def api_error(refused: ApiRefused, log: str, *, observed: bool) -> Response:
    message = refused.message or refused.documented
    if observed and refused.message is None:
        message = QUOTED.get(refused.code, message)
    without = observed and refused.code in WITHOUT_DATA
    error = {"code": refused.code, "message": message}
    answer = _envelope({} if without else {"data": {}}, error, log, observed=observed)
    answer.status_code = refused.status
    return answer


def _envelope(
    body: Mapping[str, object], error: Mapping[str, str], log: str, *, observed: bool
) -> Response:
    whole = {**body, "error": {**error, "log_id": log}}
    answer = Response(as_go_writes(whole), mimetype=JSON) if observed else jsonify(whole)
    answer.headers["x-tt-logid"] = log
    return answer


def as_go_writes(value: object) -> str:
    """Write JSON as TikTok's servers do: keys in alphabetical order, and no `&`, `<` or `>`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for letter in "&<>\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    # UTF-8 cannot hold half a surrogate pair; Python's escape for one is that of JSON.
    return text.encode(errors="backslashreplace").decode() + "\n"


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
