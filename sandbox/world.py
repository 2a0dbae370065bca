"""The parts of one sandbox, joined once and reached from the views."""

import time
from dataclasses import replace
from pathlib import Path
from typing import cast

from flask import Response, current_app, g, request
from werkzeug.exceptions import NotFound

from . import bodies
from .answers import ApiRefused, OAuthRefused, api_error, log_id, oauth_error
from .apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET, App, Apps
from .calls import Call, Calls
from .clock import Clock
from .creators import LISTED_DEMO, Creators, Listed
from .faults import BEFORE, Faults, instead, spoil
from .grants import Grants
from .identities import Identities
from .kept import Kept
from .libraries import Libraries
from .limits import SlidingWindows
from .scopes import DISPLAY
from .settings import Settings
from .signing import Signer
from .storage import Storage
from .webhooks import Webhooks

# The first parts of paths, with their endpoint's name in faults and in the record of calls.
RECORDED = {
    "/v2/auth/authorize": "authorize",
    "/v2/oauth/token": "oauth/token",
    "/v2/oauth/revoke": "oauth/revoke",
    "/v2/user/info": "user/info",
    "/v2/video/list": "video/list",
    "/v2/video/query": "video/query",
    "/player/v1": "player",
}
# Names for paths that TikTok documents and the sandbox does not serve, and for unknown paths.
NOT_OFFERED, UNKNOWN = "not offered", "unknown"
# A browser asks for the icon by itself; embed.js is named by TikTok's embed code.
OUR_OWN = ("/_control", "/favicon.ico", "/embed.js")
# Faults with TikTok's own error bodies: API code, OAuth category, status of the latter.
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
        scopes: tuple[str, ...] = DISPLAY,
        creators: tuple[Listed, ...] = LISTED_DEMO,
        storage: Storage | None = None,
    ) -> None:
        self._first_settings = replace(settings)
        self._creators = creators
        self.settings = settings
        self.storage = storage or Storage(folder)
        self.clock = Clock(self.storage)
        self.apps = Apps(self.storage)
        self.creators = Creators(self.storage)
        self.libraries = Libraries(self.storage, self.clock)
        for listed in creators:
            if self.creators.keep(listed.creator):
                self.libraries.write(listed.creator.account, listed.videos)
        self.grants = Grants(self.storage, self.clock, settings)
        self.signer = Signer(self.storage, self.clock, settings)
        self.identities = Identities(self.storage, settings)
        self.webhooks = Webhooks(self.apps, self.creators, self.identities, self.clock)
        self.windows = SlidingWindows()
        self.faults = Faults()
        self.calls = Calls(self.storage)
        self.kept = Kept(self.storage, self.libraries)
        self.pictures = {"ok": 0, "expired": 0, "tampered": 0, "missing": 0}
        known = self.apps.find(client_key)
        self.demo = self.apps.register_demo(
            App(
                client_key,
                client_secret,
                "Demo app",
                redirect_uris,
                scopes=scopes,
                loopback=True,
                webhook_url=webhook_url or (known.webhook_url if known else None),
            )
        )

    def anew(self) -> "World":
        """Delete everything, and return the world as it was at a first start."""
        self.webhooks.stop()
        self.storage.empty()
        return World(
            None,
            self._first_settings,
            client_key=self.demo.client_key,
            client_secret=self.demo.client_secret,
            redirect_uris=self.demo.redirect_uris,
            webhook_url=self.demo.webhook_url,
            scopes=self.demo.scopes,
            creators=self._creators,
            storage=self.storage,
        )

    def webhook_url(self) -> str | None:
        """Return the address for the demo app's events; it may have changed since the start."""
        app = self.apps.find(self.demo.client_key)
        return app.webhook_url if app else None

    def log_id(self) -> str:
        return log_id(self.clock.now())


def world() -> World:
    """Return the world of this call; a reset during the call makes another for later calls."""
    return cast(World, g.world)


def this_call() -> Call:
    """Return the record of the call being answered, for views to fill in."""
    return cast(Call, g.call)


def origin() -> str:
    """Return scheme, host and port under which the caller reached the sandbox."""
    return request.host_url.rstrip("/")


def begin() -> Response | None:
    """Open the record of a call, wait the set latency, and answer with a fault if one is due."""
    g.began = time.perf_counter()
    g.world = current_app.extensions["sandbox"]
    endpoint = _endpoint()
    if endpoint is None:
        return None
    g.call = Call(
        endpoint,
        world().clock.now(),
        request.headers.get("User-Agent", ""),
        request.method,
        request.path,
    )
    g.call.body = bodies.recorded(request)
    _recognise(g.call)
    if endpoint in SLOWED and world().settings.latency_ms:
        time.sleep(world().settings.latency_ms / 1000)
    if endpoint in (NOT_OFFERED, UNKNOWN):
        return None
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
    return refusal(ApiRefused(api))


def refusal(refused: ApiRefused) -> Response:
    """Return the answer to a resource call that was refused."""
    observed = world().settings.is_observed("answer_profile")
    return api_error(refused, world().log_id(), observed=observed)


def finish(answer: Response) -> Response:
    """Spoil the answer if a fault says so, close the record, and date it by the sandbox's clock."""
    call: Call | None = g.get("call")
    fault = g.get("fault")
    if fault and fault.kind not in BEFORE:
        answer = spoil(fault, answer)
    if call and call.endpoint not in ("cover", "avatar"):
        call.status = answer.status_code
        call.fault = fault.kind if fault else None
        call.log_id = answer.headers.get("x-tt-logid")
        call.milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
        if world() is current_app.extensions["sandbox"]:
            world().calls.add(call)
    # Clients measure lives against the answer's Date, so it must be the sandbox's time.
    answer.date = world().clock.now()  # type: ignore[assignment]
    return answer


def _endpoint() -> str | None:
    """Return the endpoint's name in faults and record; None for paths that are not recorded."""
    path = request.path
    if named := next((name for begin, name in RECORDED.items() if path.startswith(begin)), None):
        return named
    if path.startswith("/tos-"):
        return "avatar" if "-avt-" in path else "cover"
    if request.blueprint == "paths":
        return NOT_OFFERED
    wrong = request.routing_exception
    is_unknown = isinstance(wrong, NotFound) or (wrong is not None and path.startswith("/v2/"))
    return UNKNOWN if is_unknown and not path.startswith(OUR_OWN) else None


def _recognise(call: Call) -> None:
    """Note the caller's account and app before any check, so that refused calls have them too."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not (kind == "Bearer" and token) and call.endpoint.startswith("oauth/"):
        call.grant_type = request.form.get("grant_type")
        call.client_key = request.form.get("client_key")
        token = request.form.get("refresh_token") or request.form.get("token") or ""
    if token and (bearer := world().grants.known(token)):
        call.account = bearer.account
        call.client_key = bearer.client_key
        call.generation = bearer.generation
