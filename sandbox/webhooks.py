"""Events to the app's callback address: signed, retried, and on request duplicated or forged.

https://developers.tiktok.com/doc/webhooks-overview: at least once, exponential backoff, 72 hours.
"""

import hashlib
import hmac
import http.client
import itertools
import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from .apps import App, Apps
from .clock import Clock
from .creators import Creators
from .identities import Identities

# TikTok's own pauses are not documented; these add up to a little over 72 hours.
PAUSES = (1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 86_400, 86_400)
FORGERIES = ("signature", "body", "missing")
TIMEOUT = 5.0


@dataclass
class Delivery:
    """One event on its way to one address; `answers` are statuses, 0 for no connection."""

    url: str
    body: str
    headers: dict[str, str]
    retry: bool = True
    answers: list[int] = field(default_factory=list)
    id: int = field(default_factory=itertools.count(1).__next__)


def signature(secret: str, moment: int, body: str) -> str:
    """Return the value of the TikTok-Signature header."""
    signed = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256)
    return f"t={moment},s={signed.hexdigest()}"


class Webhooks:
    def __init__(
        self, apps: Apps, creators: Creators, identities: Identities, clock: Clock
    ) -> None:
        self._apps = apps
        self._creators = creators
        self._identities = identities
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._deliveries: deque[Delivery] = deque(maxlen=500)

    def removed(self, app: App, account: str, reason: int) -> None:
        """Tell the app that this creator's authorization has ended."""
        self.send(app, {"account": account, "reason": reason})

    def send(self, app: App, wanted: Mapping[str, object]) -> list[Delivery]:
        """Send one event as `wanted` says; every key of it is explained in docs/sandbox.md."""
        url = wanted.get("url") or app.webhook_url
        if not isinstance(url, str):
            return []
        forged = wanted.get("forged")
        if forged not in (None, False, True, *FORGERIES):
            raise ValueError(f"forged is one of {', '.join(FORGERIES)}")
        moment = int(self._clock.now()) - _number(wanted, "age", 0)
        body = wanted.get("body")
        if not isinstance(body, str):
            body = self._body(app, wanted, moment)
        secret = "not the secret" if forged in (True, "signature") else app.client_secret
        headers = {"Content-Type": "application/json", "User-Agent": "sandbox-webhooks/1"}
        if forged != "missing":
            headers["TikTok-Signature"] = signature(secret, moment, body)
        if forged == "body":
            body = body.replace("{", '{"forged":true,', 1)
        sent = [
            Delivery(url, body, headers, retry=bool(wanted.get("retry", True)))
            for _ in range(_number(wanted, "copies", 1))
        ]
        for delivery in sent:
            with self._lock:
                self._deliveries.append(delivery)
            threading.Thread(target=self._deliver, args=(delivery,), daemon=True).start()
        return sent

    def as_json(self) -> list[dict[str, object]]:
        with self._lock:
            return [asdict(delivery) for delivery in reversed(self._deliveries)]

    def stop(self) -> None:
        """Give up all further attempts."""
        self._stopped.set()

    def _body(self, app: App, wanted: Mapping[str, object], moment: int) -> str:
        content = wanted.get("content", {"reason": _number(wanted, "reason", 1)})
        account = wanted.get("account")
        creator = self._creators.find(account) if isinstance(account, str) else None
        event = {
            "client_key": wanted.get("client_key", app.client_key),
            "event": wanted.get("event", "authorization.removed"),
            "create_time": _number(wanted, "create_time", moment),
            "user_openid": wanted.get("open_id")
            or (self._identities.open_id(app, creator) if creator else ""),
            # TikTok sends JSON inside a string here.
            "content": content if wanted.get("content_as") == "object" else json.dumps(content),
        }
        return json.dumps(event, separators=(",", ":"))

    def _deliver(self, delivery: Delivery) -> None:
        for pause in (*PAUSES, None):
            status = _post(delivery)
            delivery.answers.append(status)
            if status == 200 or not delivery.retry or pause is None:
                return
            if self._stopped.wait(pause):
                return


def _post(delivery: Delivery) -> int:
    address = urlsplit(delivery.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection.request("POST", path, delivery.body.encode(), delivery.headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _number(wanted: Mapping[str, object], name: str, usual: int) -> int:
    value = wanted.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} must be a whole number")
    return value
