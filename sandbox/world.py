"""Everything one sandbox consists of, joined once and reached from the views."""

import time
from pathlib import Path
from typing import cast

from flask import Response, current_app, g, request

from sandbox.answers import ApiRefused, OAuthRefused, api_error, log_id, oauth_error
from sandbox.apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET, App, Apps
from sandbox.calls import Call, Calls
from sandbox.clock import Clock
from sandbox.creators import Creators
from sandbox.faults import BEFORE, Faults, instead, spoil
from sandbox.grants import Grants
from sandbox.libraries import Libraries
from sandbox.limits import SlidingWindows
from sandbox.settings import Settings
from sandbox.signing import Signer
from sandbox.storage import Storage
from sandbox.webhooks import Webhooks

# How a path's first parts name the endpoint in faults and in the record of calls.
RECORDED = {
    "/v2/auth/authorize": "authorize",
    "/v2/oauth/token": "oauth/token",
    "/v2/oauth/revoke": "oauth/revoke",
    "/v2/user/info": "user/info",
    "/v2/video/list": "video/list",
    "/v2/video/query": "video/query",
    "/player/v1": "player",
}
# Faults that TikTok itself would word: API code, OAuth category, status of the latter.
OWN_ERRORS = {
    "internal_error": ("internal_error", "server_error", 500),
    "rate_limit": ("rate_limit_exceeded", "temporarily_unavailable", 429),
    "token_invalid": ("access_token_invalid", "invalid_grant", 200),
}
SLOWED = ("oauth/token", "oauth/revoke", "user/info", "video/list", "video/query")


class World:
    def __init__(
        self,
        folder: Path | None,
        settings: Settings,
        *,
        client_key: str = DEMO_CLIENT_KEY,
        client_secret: str = DEMO_CLIENT_SECRET,
        redirect_uris: tuple[str, ...] = (),
        webhook_url: str | None = None,
    ) -> None:
        self.settings = settings
        self.storage = Storage(folder)
        self.clock = Clock(self.storage)
        self.apps = Apps(self.storage)
        self.creators = Creators(self.storage)
        self.libraries = Libraries(self.storage, self.clock)
        self.grants = Grants(self.storage, self.clock, settings)
        self.signer = Signer(self.storage, self.clock, settings)
        self.webhooks = Webhooks(self.apps, self.creators, self.clock)
        self.windows = SlidingWindows()
        self.faults = Faults()
        self.calls = Calls(self.storage)
        self.pictures = {"ok": 0, "expired": 0, "tampered": 0, "missing": 0}
        known = self.apps.find(client_key)
        self.demo = self.apps.register_demo(
            App(
                client_key,
                client_secret,
                "Demo app",
                redirect_uris,
                loopback=True,
                webhook_url=webhook_url or (known.webhook_url if known else None),
            )
        )

    def webhook_url(self) -> str | None:
        """Return where the demo app's events go; it may have changed since the start."""
        app = self.apps.find(self.demo.client_key)
        return app.webhook_url if app else None

    def log_id(self) -> str:
        return log_id(self.clock.now())


def world() -> World:
    return cast(World, current_app.extensions["sandbox"])


def this_call() -> Call:
    """Return the record of the call being answered, for views to fill in."""
    return cast(Call, g.call)


def origin() -> str:
    """Return scheme, host and port under which the caller reached the sandbox."""
    return request.host_url.rstrip("/")


def begin() -> Response | None:
    """Open the record of a call, wait as long as told, and give a fault that stops it."""
    g.began = time.perf_counter()
    endpoint = next((n for p, n in RECORDED.items() if request.path.startswith(p)), None)
    if endpoint is None and request.path.startswith("/tos-"):
        endpoint = "avatar" if "-avt-" in request.path else "cover"
    if endpoint is None:
        return None
    g.call = Call(
        endpoint, world().clock.now(), request.headers.get("User-Agent", ""), request.method
    )
    _recognise(g.call)
    if endpoint in SLOWED and world().settings.latency_ms:
        time.sleep(world().settings.latency_ms / 1000)
    fault = g.fault = world().faults.take(endpoint, g.call.account)
    if fault is None or fault.kind not in BEFORE:
        return None
    g.call.outcome = fault.kind
    if fault.kind not in OWN_ERRORS:
        return instead(fault)
    api, oauth, status = OWN_ERRORS[fault.kind]
    if endpoint.startswith("oauth/"):
        refused = OAuthRefused(oauth, "Something is wrong. Please try again later.")
        return oauth_error(refused, world().log_id(), status=status, v1=False)
    return api_error(ApiRefused(api), world().log_id())


def finish(answer: Response) -> Response:
    """Spoil the answer if a fault says so, close the record, and date it by our clock."""
    call: Call | None = g.get("call")
    fault = g.get("fault")
    if fault and fault.kind not in BEFORE:
        answer = spoil(fault, answer)
    if call and call.endpoint in RECORDED.values():
        call.status = answer.status_code
        call.fault = fault.kind if fault else None
        call.log_id = answer.headers.get("x-tt-logid")
        call.milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
        world().calls.add(call)
    # Clients measure lives against the Date of the answer, so it must tell our time.
    answer.date = world().clock.now()  # type: ignore[assignment]
    return answer


def _recognise(call: Call) -> None:
    """Find out who calls before anything is judged, so that every call has a name."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not (kind == "Bearer" and token) and call.endpoint.startswith("oauth/"):
        call.grant_type = request.form.get("grant_type")
        call.client_key = request.form.get("client_key")
        token = request.form.get("refresh_token") or request.form.get("token") or ""
    if token and (bearer := world().grants.known(token)):
        call.account = bearer.account
        call.client_key = bearer.client_key
        call.generation = bearer.generation
