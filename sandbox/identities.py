"""The ids that name a creator to an app, and the short link to a profile."""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode

from .apps import App
from .creators import Creator
from .letters import base62
from .settings import Settings
from .storage import Storage


class Identities:
    def __init__(self, storage: Storage, settings: Settings) -> None:
        self._storage = storage
        self._settings = settings

    def open_id(self, app: App, creator: Creator) -> str:
        """Return an id per app and user. TikTok's pages show UUIDs; since 2024 it issues
        `-000…`."""
        digest = _digest(f"open/{app.client_key}/{creator.account}")
        if creator.uuid_open_id or not self._settings.is_observed("id_profile"):
            return str(uuid.UUID(bytes=digest[:16], version=4))
        return "-000" + urlsafe_b64encode(digest).decode()[:32]

    def union_id(self, app: App, creator: Creator) -> str:
        """Return an id per developer and user, the same in all of the developer's apps."""
        version = 5 if self._settings.is_observed("id_profile") else 4
        digest = _digest(f"union/{app.developer}/{creator.account}")
        return str(uuid.UUID(bytes=digest[:16], version=version))

    def profile_link(self, origin: str, creator: Creator) -> str:
        """Return the link to a profile; "observed" is a short one, as TikTok's vm.tiktok.com."""
        if not self._settings.is_observed("id_profile"):
            return f"{origin}/@{creator.account}?_t=deep"
        number = int.from_bytes(_digest(f"link/{creator.account}")[:8])
        code = f"ZM{base62(number, 7)[-7:]}"
        self._storage.write(
            "INSERT OR IGNORE INTO short_links VALUES (?, ?)", code, creator.account
        )
        return f"{origin}/{code}/"

    def account_behind(self, code: str) -> str | None:
        """Return the account that a short link leads to; None for an unknown link."""
        found = self._storage.row("SELECT account FROM short_links WHERE code = ?", code)
        return str(found["account"]) if found else None


def _digest(text: str) -> bytes:
    return hmac.new(b"sandbox", text.encode(), hashlib.sha256).digest()
