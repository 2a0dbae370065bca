"""An answer's status, headers and body become its data, or the error it stands for.

Pure: no network, no clock. The body decides, not the status: TikTok's token endpoint sends errors
with status 200, and other clients saw the API do so too. Everything unexpected is `Unavailable`,
so that no passing fault of TikTok or of the network ends a connection.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from . import reading
from .endpoints import Endpoint
from .errors import TikTokError, Unavailable
from .failures import failure, http_date
from .secrecy import hide

JsonObject = Mapping[str, object]


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, received in full. `secrets` are values that no error may repeat."""

    endpoint: Endpoint
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @cached_property
    def lower_headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    @cached_property
    def answered_at(self) -> datetime:
        """The time of TikTok's answer, in whole seconds: TikTok's if it stated one, else ours."""
        return http_date(self.lower_headers.get("date")) or self.received_at

    @cached_property
    def skew(self) -> timedelta | None:
        """How far TikTok's clock is ahead of ours, to about a second; None if it is unknown."""
        date = http_date(self.lower_headers.get("date"))
        return None if date is None else date - self.received_at

    @cached_property
    def parsed(self) -> object:
        """The JSON of the body, None if there is none (or null, which is no use either)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            # An error raised here would carry the decoder's error, which holds the whole document,
            # tokens included.
            return None

    def log_id(self, body: JsonObject | None = None) -> str | None:
        """Return TikTok's id for this call: in `error`, at the top or in `data`, by kind of answer;
        else in the header, which also comes with bodies that are not JSON.
        """
        if body is None:
            body = self.parsed if isinstance(self.parsed, dict) else {}
        for holder in (body.get("error"), body, body.get("data")):
            if isinstance(holder, Mapping) and (found := self.line(holder.get("log_id"), 100)):
                return found
        return self.line(self.lower_headers.get("x-tt-logid"), 100) or None

    def stated(self, code: str, message: object, body: JsonObject | None) -> TikTokError:
        """Return the error for a code that TikTok gave."""
        return failure(
            self.endpoint,
            self.line(code, 100),
            self.line(message, 300),
            self.log_id(body),
            self.status,
            self.lower_headers,
            self.received_at,
        )

    def unexpected(self, code: str, message: str, body: JsonObject | None = None) -> TikTokError:
        """Return the error for an answer in which TikTok gave no readable code."""
        if self.status == 429:
            return self.stated("rate_limit_exceeded", message, body)
        return Unavailable(self.endpoint, code, message, self.log_id(body), self.status)

    def line(self, value: object, longest: int) -> str:
        """Return a foreign text, safe to show: secrets are removed before the text is cut."""
        return reading.line(hide(value, self.secrets), longest) if isinstance(value, str) else ""


def resource_data(answer: Answer) -> JsonObject:
    """Return the `data` of an answer of the API: `{"data": {…}, "error": {"code": "ok", …}}`.

    https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
    """
    body = json_object(answer)
    _raise_stated_error(answer, body)
    data = body.get("data")
    if not isinstance(data, dict) or not answer.succeeded:
        raise answer.unexpected("unexpected_answer", "No data.", body)
    return data


def token_fields(answer: Answer, body: JsonObject) -> dict[str, object]:
    """Return the token endpoint's fields, flat, whether or not they came in an envelope.

    TikTok's sources disagree. The OAuth v2 page "Manage User Access Tokens" and the live service
    answer flat; the page "Get Started" with the Display API shows the first version's envelope,
    `{"data": {…, "error_code": 0}, "message": "success"}`. Both are understood.

    https://developers.tiktok.com/doc/oauth-user-access-token-management
    https://developers.tiktok.com/doc/display-api-get-started
    """
    _raise_stated_error(answer, body)
    data = body.get("data")
    fields: dict[str, object] = dict(data if isinstance(data, dict) else body)
    token = fields.get("access_token")
    if not isinstance(token, str) or not token or not answer.succeeded:
        raise answer.unexpected("unexpected_answer", "No access token.", body)
    return fields


def accept_revocation(answer: Answer) -> None:
    """Raise unless the revocation succeeded.

    TikTok's text says that the body is empty then, its example shows `{}`: both are accepted.
    """
    if answer.succeeded and not answer.body.strip():
        return
    body = json_object(answer)
    _raise_stated_error(answer, body)
    if not answer.succeeded:
        raise answer.unexpected("unexpected_answer", "Not revoked.", body)


def json_object(answer: Answer) -> JsonObject:
    """Return the body as a JSON object; its content type is not believed."""
    if 300 <= answer.status < 400:
        raise answer.unexpected("redirect", "Redirects are not followed.")
    body = answer.parsed
    if body is None:
        kind = answer.line(answer.lower_headers.get("content-type"), 60) or "no type"
        raise answer.unexpected("not_json", f"{len(answer.body)} bytes of {kind}.")
    if not isinstance(body, dict):
        raise answer.unexpected("unexpected_answer", "JSON, but not an object.")
    return body


def _raise_stated_error(answer: Answer, body: JsonObject) -> None:
    """Raise the error that the body states, in any of the three forms TikTok has used."""
    error, data = body.get("error"), body.get("data")
    if isinstance(error, str) and error:  # The token endpoint's own form.
        raise answer.stated(error, body.get("error_description"), body)
    if isinstance(error, dict):  # The API's envelope.
        code = error.get("code")
        if not isinstance(code, str) or not code:
            raise answer.unexpected("unexpected_answer", "An error without a code.", body)
        if code != "ok":
            raise answer.stated(code, error.get("message"), body)
    elif error:
        raise answer.unexpected("unexpected_answer", "An error of another shape.", body)
    if isinstance(data, dict) and data.get("error_code") not in (None, 0, "0", ""):
        # The first version's envelope: a number, and its meaning in words.
        raise answer.stated(str(data["error_code"]), data.get("description"), body)
