"""The developer's side: apps with their keys, redirect addresses and approved scopes."""

import json
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from .scopes import DISPLAY, unknown_scope
from .storage import Storage

DEMO_CLIENT_KEY = "sbawdemo"
DEMO_CLIENT_SECRET = "sandbox-demo-secret"  # noqa: S105 - public on purpose
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class AppRefused(ValueError):
    """The developer portal would not accept this app; the text says why."""


@dataclass(frozen=True)
class App:
    """With `target_users` None every account may sign in; a list is TikTok's own sandbox mode."""

    client_key: str
    client_secret: str
    name: str
    redirect_uris: tuple[str, ...] = ()
    platform: str = "web"
    scopes: tuple[str, ...] = DISPLAY
    developer: str = "demo"
    loopback: bool = False
    target_users: tuple[str, ...] | None = None
    webhook_url: str | None = None

    def accepts_redirect(self, uri: str) -> bool:
        """Compare exactly, as TikTok does; a desktop app may register `*` as its port."""
        if uri in self.redirect_uris:
            return True
        address = urlsplit(uri)
        if self.loopback and address.scheme == "http" and address.hostname in LOOPBACK:
            return not address.query and not address.fragment
        if self.platform != "desktop" or address.hostname not in LOOPBACK:
            return False
        any_port = uri.replace(address.netloc, f"{address.hostname}:*", 1)
        return any_port in self.redirect_uris


def redirect_fault(uri: str, platform: str) -> str | None:
    """Say why the portal refuses to register `uri`, or None.

    https://developers.tiktok.com/doc/login-kit-web (web) and /login-kit-desktop.
    """
    address = urlsplit(uri)
    local = platform == "desktop" and address.hostname in LOOPBACK
    if len(uri) >= 512:
        return "it must be shorter than 512 characters"
    if not address.netloc or not (
        address.scheme == "https" or (local and address.scheme == "http")
    ):
        return "it must be absolute and begin with https (loopback: desktop apps only)"
    if address.query or address.fragment:
        return "it must be static: no query, no fragment"
    return None


class Apps:
    """All registered apps. The demo app is renewed at each start, others are kept."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def find(self, client_key: str | None) -> App | None:
        found = self._storage.row("SELECT body FROM apps WHERE client_key = ?", client_key)
        return _from_json(found["body"]) if found else None

    def all(self) -> list[App]:
        rows = self._storage.rows("SELECT body FROM apps ORDER BY client_key")
        return [_from_json(row["body"]) for row in rows]

    def register(self, app: App) -> App:
        """Check the portal's rules and keep the app."""
        if len(app.redirect_uris) > 10:
            raise AppRefused("at most 10 redirect addresses can be registered")
        for uri in app.redirect_uris:
            if not app.loopback and (fault := redirect_fault(uri, app.platform)):
                raise AppRefused(f"redirect address {uri!r}: {fault}")
        if fault := unknown_scope(app.scopes):
            raise AppRefused(fault)
        if app.platform not in ("web", "desktop"):
            raise AppRefused("platform is web or desktop")
        if app.target_users is not None and len(app.target_users) > 10:
            raise AppRefused("an app in sandbox mode has at most 10 target users")
        return self._keep(app)

    def register_demo(self, app: App) -> App:
        """Store the app that accepts loopback addresses; delete an earlier one with another key."""
        self._storage.write(
            "DELETE FROM apps WHERE json_extract(body, '$.loopback') AND client_key <> ?",
            app.client_key,
        )
        return self.register(app)

    def set_webhook(self, client_key: str, url: str | None) -> App | None:
        app = self.find(client_key)
        return self._keep(replace(app, webhook_url=url)) if app else None

    def _keep(self, app: App) -> App:
        body = json.dumps(asdict(app))
        self._storage.write("INSERT OR REPLACE INTO apps VALUES (?, ?)", app.client_key, body)
        return app


def _from_json(body: str) -> App:
    raw = json.loads(body)
    for name in ("redirect_uris", "scopes", "target_users"):
        raw[name] = None if raw[name] is None else tuple(raw[name])
    return App(**raw)
