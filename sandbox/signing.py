"""Addresses of covers and avatars that expire: signed, and checked byte for byte."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from .addresses import EXPIRES, SIGNATURE, Address, avatar, cover
from .clock import Clock
from .creators import Creator
from .settings import Settings
from .storage import Storage
from .videos import Video

HOUR = 3_600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Lives:
    """`exact` False rounds the expiry down to the full hour, as observed since 2025."""

    seconds: int
    exact: bool = True


class Signer:
    """Signs and checks addresses, with a key that is made with the state folder."""

    def __init__(self, storage: Storage, clock: Clock, settings: Settings) -> None:
        self._storage = storage
        self._clock = clock
        self._settings = settings
        if storage.note("signing_key") is None:
            storage.put_note("signing_key", secrets.token_hex(20))
        self._key = bytes.fromhex(storage.note("signing_key") or "")
        self._epoch = int(storage.note("cover_epoch") or 0)

    def expire_all(self) -> None:
        """Let every address handed out so far answer 403, even before its x-expires."""
        self._epoch += 1
        self._storage.put_note("cover_epoch", str(self._epoch))

    def cover(self, origin: str, video: Video) -> str:
        address = cover(video, observed=self._settings.is_observed("cover_profile"))
        return self._signed(origin, address, self._cover_life(photo=video.is_photo_post))

    def avatar(self, origin: str, creator: Creator, size: int) -> str:
        observed = self._settings.is_observed("cover_profile")
        address = avatar(creator.account, size, observed=observed)
        return self._signed(origin, address, self._avatar_life())

    def verdict(self, raw: str) -> str:
        """Return "ok", "expired" or "tampered" for a request's raw path and query."""
        path, _, query = raw.partition("?")
        sent = dict(part.partition("=")[::2] for part in query.split("&"))
        signature = sent.pop(SIGNATURE, "").encode()
        # Compared in its encoded form: a decoded and re-encoded address may differ.
        for epoch in range(self._epoch, -1, -1):
            if hmac.compare_digest(signature, self._signature(path, sent, epoch).encode()):
                living = int(sent[EXPIRES]) > self._clock.now() and epoch == self._epoch
                return "ok" if living else "expired"
        return "tampered"

    def left(self, raw: str) -> float:
        """Return the seconds until a valid address expires."""
        return int(parse_qs(raw.partition("?")[2])["x-expires"][0]) - self._clock.now()

    def _signed(self, origin: str, address: Address, life: Lives) -> str:
        expires = int(self._clock.now()) + life.seconds
        if not life.exact:
            expires -= expires % HOUR
        query = {**dict(address.parameters), EXPIRES: str(expires)}
        del query[SIGNATURE]
        query[SIGNATURE] = self._signature(address.path, query, self._epoch)
        parts = [f"{name}={query[name]}" for name, _ in address.parameters]
        return f"{origin}{address.path}?{'&'.join(parts)}"

    def _signature(self, path: str, query: dict[str, str], epoch: int) -> str:
        """Sign an address; `epoch` counts the calls of `expire_all`."""
        names = "&".join(f"{name}={query[name]}" for name in sorted(query))
        text = f"{epoch} {path}?{names}"
        digest = hmac.new(self._key, text.encode(), hashlib.sha1).digest()
        return quote(base64.b64encode(digest).decode(), safe="")

    def _cover_life(self, *, photo: bool) -> Lives:
        if self._settings.cover_life is not None:
            return Lives(self._settings.cover_life)
        if not self._settings.is_observed("cover_profile"):
            return Lives(6 * HOUR)
        return Lives(15 * DAY if photo else DAY, exact=False)

    def _avatar_life(self) -> Lives:
        if self._settings.avatar_life is not None:
            return Lives(self._settings.avatar_life)
        if self._settings.cover_life is not None:
            return Lives(self._settings.cover_life)
        return Lives(2 * DAY, exact=False)
