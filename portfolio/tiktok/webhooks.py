"""TikTok's webhooks: the signature over the raw bytes, and the event in them. Pure.

https://developers.tiktok.com/doc/webhooks-overview
https://developers.tiktok.com/doc/webhooks-verification
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

REMOVED = "authorization.removed"

ACCOUNT_DELETED = 2
"""One of the reasons of `authorization.removed`: 0 unknown, 1 the creator disconnected the app,
2 the account was deleted, 3 the creator's age changed, 4 the account was banned, 5 we revoked."""

_SIGNATURE = re.compile(r"(?:^|,)\s*(t|s)=([0-9A-Za-z]+)\s*(?=,|$)")
_LONGEST = {"user_openid": 128}  # no length is documented; known ones have 36 characters
_MOST_REASONS = 1000
_LATEST = 253_402_300_799  # the last second a datetime can hold


class Forged(ValueError):
    """The signature is missing, wrong or too old: believe nothing of the body."""


class Malformed(ValueError):
    """Signed, but not an event: answer 400."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `reason` is None if the event has none; ids are opaque."""

    client_key: str
    name: str
    open_id: str
    happened_at: datetime
    reason: int | None


def verify(
    secret: str, header: str | None, body: bytes, *, now: datetime, tolerance: timedelta
) -> None:
    """Raise `Forged` unless `header` signs exactly these bytes and is not older than `tolerance`.

    `header` is the value of `TikTok-Signature`: `t=<Unix seconds>,s=<hex of HMAC-SHA256>` over
    the seconds, a dot and the raw body. TikTok does not document whether it signs a retry again,
    so the tolerance should cover the 72 hours for which TikTok retries.
    """
    parts = dict(_SIGNATURE.findall(header or ""))
    seconds, signature = parts.get("t", ""), parts.get("s", "")
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 12 or not signature:
        raise Forged("no readable signature")
    signed = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256)
    if not hmac.compare_digest(signed.hexdigest(), signature.lower()):
        raise Forged("the signature does not fit the body")
    if abs(now.timestamp() - int(seconds)) > tolerance.total_seconds():
        raise Forged("the signature is too old")


def read(body: bytes) -> Event:
    """Return the event in a body whose signature was verified; raise `Malformed` without one.

    `content` is documented as a JSON string; an object is understood as well.
    """
    fields = _json(body)
    if not isinstance(fields, dict):
        raise Malformed("not a JSON object")
    content = fields.get("content")
    if isinstance(content, str):
        try:
            content = _json(content.encode("utf-8", "surrogatepass"))
        except Malformed:
            content = None
    return Event(
        client_key=_text(fields, "client_key"),
        name=_text(fields, "event"),
        open_id=_text(fields, "user_openid"),
        happened_at=datetime.fromtimestamp(_whole(fields.get("create_time")) or 0, UTC),
        reason=_reason(content.get("reason")) if isinstance(content, dict) else None,
    )


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST.get(name, 256) or "\0" in value:
        raise Malformed(f"{name} is no text")
    return value.encode("utf-8", "replace").decode()


def _reason(value: object) -> int | None:
    """Return the reason, also an unknown one; None if it is missing or out of all bounds."""
    reason = _whole(value)
    return reason if reason is not None and reason < _MOST_REASONS else None


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LATEST:
        return None
    return value
