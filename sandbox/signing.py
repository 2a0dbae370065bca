"""Addresses of covers and avatars: made in TikTok's shapes, signed, and checked byte for byte."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from random import SystemRandom
from urllib.parse import parse_qs, quote, unquote

from sandbox.clock import Clock
from sandbox.creators import Creator
from sandbox.settings import Settings
from sandbox.storage import Storage
from sandbox.videos import Video

HOUR = 3_600
DAY = 24 * HOUR
# Folded into the names of pictures, only so that they look as opaque as TikTok's.
MASK = 0x5A17_C39E_02D4_B86F
_chance = SystemRandom()


@dataclass(frozen=True)
class Lives:
    """`exact` False rounds the expiry down to the full hour, as observed since 2025."""

    seconds: int
    exact: bool = True


class Signer:
    """Signs and judges addresses. A key of its own is made with the state folder."""

    def __init__(self, storage: Storage, clock: Clock, settings: Settings) -> None:
        self._storage = storage
        self._clock = clock
        self._settings = settings
        if storage.note("signing_key") is None:
            storage.put_note("signing_key", secrets.token_hex(20))
        self._key = bytes.fromhex(storage.note("signing_key") or "")
        self._epoch = int(storage.note("cover_epoch") or 0)

    def expire_all(self) -> None:
        """Let every address handed out so far answer 403, whatever its x-expires says."""
        self._epoch += 1
        self._storage.put_note("cover_epoch", str(self._epoch))

    def cover(self, origin: str, video: Video) -> str:
        name = f"{video.id ^ MASK:016x}{video.id * 0x9E3779B97F4A7C15 % 2**64:016x}"
        if video.is_photo_post:
            path = f"/tos-maliva-i-photomode/{name}~tplv-photomode-image-cover:640:0:q70.webp"
            return self._signed(origin, path, "tt_photomode", self._cover_life(photo=True))
        if video.cover == "tall":
            path = f"/tos-alisg-p-0037/{name}~tplv-noop.image"
        elif video.id % 5 == 0:
            inner = f"tos-useast2a-v-0068/{name[::-1]}"
            path = f"/tos-maliva-p-0068/{name}~tplv-tiktokx-dmt-logoccm:300:400:{inner}.jpeg"
        else:
            path = f"/tos-maliva-p-0068/{name}~tplv-tiktokx-cropcenter-q:300:400:q72.jpeg"
        return self._signed(origin, path, "tt_video", self._cover_life(photo=False))

    def avatar(self, origin: str, creator: Creator, size: int) -> str:
        name = creator.account.encode().hex().ljust(48, "0")
        path = f"/tos-maliva-avt-0068/{name}~c5_{size}x{size}.jpeg"
        return self._signed(origin, path, "tt_user", self._avatar_life())

    def verdict(self, raw: str) -> str:
        """Judge a request's raw path and query: "ok", "expired" or "tampered"."""
        path, _, query = raw.partition("?")
        sent = dict(part.partition("=")[::2] for part in query.split("&"))
        signature = sent.pop("x-signature", "")
        # Compared in its encoded form: an address that was decoded and encoded anew may differ.
        if not hmac.compare_digest(signature.encode(), self._signature(path, sent).encode()):
            return "tampered"
        if int(sent["x-expires"]) <= self._clock.now():
            return "expired"
        return "ok" if sent["refresh_token"] == self._era() else "expired"

    def left(self, raw: str) -> float:
        """Return how many seconds a valid address has left."""
        return int(parse_qs(raw.partition("?")[2])["x-expires"][0]) - self._clock.now()

    def _signed(self, origin: str, path: str, business: str, life: Lives) -> str:
        expires = int(self._clock.now()) + life.seconds
        if not life.exact:
            expires -= expires % HOUR
        query = {
            "dr": "14782",
            "refresh_token": self._era(),
            "x-expires": str(expires),
            "t": "4d5b0474",
            "ps": "13740610",
            "shp": "d05b14bd",
            "shcp": "8aecc5ac",
            "idc": "maliva",
            "biz_tag": business,
            "s": "TIKTOK_FOR_DEVELOPER",
            "sc": "cover" if business != "tt_user" else "avatar",
        }
        parts = [f"{name}={value}" for name, value in query.items()]
        parts.append(f"x-signature={self._signature(path, query)}")
        _chance.shuffle(parts)
        return f"{origin}{path}?{'&'.join(parts)}"

    def _signature(self, path: str, query: dict[str, str]) -> str:
        text = path + "?" + "&".join(f"{name}={query[name]}" for name in sorted(query))
        digest = hmac.new(self._key, text.encode(), hashlib.sha1).digest()
        return quote(base64.b64encode(digest).decode(), safe="")

    def _era(self) -> str:
        """Eight hex digits: a cache's mark, unrelated to OAuth in spite of its name."""
        return hmac.new(self._key, b"era %d" % self._epoch, hashlib.sha1).hexdigest()[:8]

    def _cover_life(self, *, photo: bool) -> Lives:
        if self._settings.cover_life is not None:
            return Lives(self._settings.cover_life)
        if self._settings.cover_profile == "documented":
            return Lives(6 * HOUR)
        return Lives(15 * DAY if photo else DAY, exact=False)

    def _avatar_life(self) -> Lives:
        if self._settings.avatar_life is not None:
            return Lives(self._settings.avatar_life)
        if self._settings.cover_life is not None:
            return Lives(self._settings.cover_life)
        return Lives(2 * DAY, exact=False)


def video_of(path: str) -> int | None:
    """Return which video a cover's path shows."""
    name = path.split("/")[2].partition("~")[0]
    try:
        return int(name[:16], 16) ^ MASK
    except ValueError:
        return None


def account_of(path: str) -> str | None:
    """Return whose avatar a path shows."""
    name = unquote(path).split("/")[2].partition("~")[0]
    try:
        return bytes.fromhex(name).rstrip(b"\0").decode()
    except ValueError:
        return None
