"""TikTok's webhooks in the tests, written and signed as TikTok documents them."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import TestResponse

from portfolio import clock
from portfolio.tiktok.webhooks import REMOVED
from sandbox.webhooks import signature
from tests.support.people import Browser, Person

SECRET, CLIENT_KEY = "sandbox-demo-secret", "sbawdemo"
DISCONNECTED, DELETED, REVOKED_BY_US = 1, 2, 5


def now() -> int:
    return int(clock.now().timestamp())


def removal_of(person: Person, reason: int = DISCONNECTED, **changes: object) -> dict[str, Any]:
    """Return the event `authorization.removed` for a person, as of now."""
    return {
        "client_key": CLIENT_KEY,
        "event": REMOVED,
        "create_time": now(),
        "user_openid": person.account.open_id,
        "content": json.dumps({"reason": reason}),
        **changes,
    }


def deliver(
    browser: Browser,
    event: object,
    *,
    signed_at: int | None = None,
    secret: str = SECRET,
) -> TestResponse:
    """Send an event, or any text, as TikTok does."""
    body = event if isinstance(event, str) else json.dumps(event)
    header = signature(secret, now() if signed_at is None else signed_at, body)
    return post(browser, body.encode(), header)


def post(browser: Browser, body: bytes, header: str | None) -> TestResponse:
    headers = {} if header is None else {"TikTok-Signature": header}
    return browser._open(
        "POST", "/webhooks/tiktok", data=body, headers=headers, content_type="application/json"
    )
