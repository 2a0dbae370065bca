"""The drill's TikTok: creators, videos, rotating tokens, signed covers, limits, outages."""

from __future__ import annotations

import json
import random
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from email.utils import formatdate
from math import floor
from typing import Any
from urllib.parse import parse_qs

from bench.drill.accounts import (
    DAY,
    EXACT,
    HOUR,
    PAGE,
    Account,
    Down,
    Outage,
    Video,
    parts_of,
)

ACCESS_LIFE, REFRESH_LIFE = DAY, 365 * DAY
#: Calls per sliding minute and endpoint.
LIMIT, WINDOW = 600, 60.0
SCOPES = "user.info.basic,user.info.profile,user.info.stats,video.list"


class TikTok:
    """Answers calls and counts them; each call tells it the time."""

    def __init__(self, chance: random.Random, outages: Sequence[Outage]) -> None:
        self.chance = chance
        self.outages = list(outages)
        self.accounts: dict[str, Account] = {}
        self.videos: dict[str, tuple[Account, Video]] = {}
        self.calls: Counter[str] = Counter()
        self.calls_in_outages: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        #: The moment and the ids of every listing that was answered.
        self.listed: list[tuple[float, list[str]]] = []
        self._tokens: dict[str, Account] = {}
        self._refresh_tokens: dict[str, Account] = {}
        self._calls: dict[str, deque[float]] = {}
        self._next = 7_000_000_000_000_000_000

    # Actions of creators.

    def join(self, number: int, covers: str, videos: int, photos: float, now: float) -> Account:
        account = Account(number, covers)
        self.accounts[account.open_id] = account
        for age in sorted(self.chance.uniform(HOUR, 400 * DAY) for _ in range(videos))[::-1]:
            self.post(account, now - age, is_photo=self.chance.random() < photos)
        return account

    def post(self, account: Account, created: float, *, is_photo: bool) -> Video:
        self._next += self.chance.randrange(1, 10_000)
        video = Video(str(self._next), int(created), is_photo)
        video.parts = parts_of(account, video, self.chance)
        account.videos.insert(0, video)
        self.videos[video.id] = account, video
        return video

    def grant(self, account: Account, now: float) -> dict[str, Any]:
        """Return a new pair of tokens; the earlier refresh token stops working."""
        self._refresh_tokens.pop(account.refresh_token, None)
        access = f"act.{self.chance.getrandbits(120):x}"
        account.refresh_token = f"rft.{self.chance.getrandbits(120):x}"
        account.access = {
            token: until for token, until in account.access.items() if until > now
        } | {access: now + ACCESS_LIFE}
        self._tokens[access] = account
        self._refresh_tokens[account.refresh_token] = account
        return {
            "open_id": account.open_id,
            "scope": SCOPES,
            "access_token": access,
            "expires_in": int(ACCESS_LIFE),
            "refresh_token": account.refresh_token,
            "refresh_expires_in": int(REFRESH_LIFE),
            "token_type": "Bearer",
        }

    # Facts.

    def is_down(self, now: float) -> Outage | None:
        return next((outage for outage in self.outages if outage.covers(now)), None)

    def expiry(self, account: Account, now: float, *, is_photo: bool) -> int:
        """Return the Unix time from which a cover issued now is refused."""
        if account.covers == EXACT:
            return int(now + 6 * HOUR)
        return int(floor((now + (15 if is_photo else 1) * DAY) / HOUR) * HOUR)

    def cover(self, account: Account, name: str, now: float, *, is_photo: bool) -> str:
        expiry = self.expiry(account, now, is_photo=is_photo)
        return (
            f"https://p16-sign.tiktokcdn-us.com/tos-useast5/{name}~tplv-tiktokx:300:400.jpeg"
            f"?dr={int(now)}&refresh_token=5e1fc0de&x-expires={expiry}"
            f"&x-signature=c2lnbmVk{int(now) ^ expiry:x}%3D&s=TIKTOK_FOR_DEVELOPER"
        )

    # Answers.

    def answer(
        self, path: str, headers: dict[str, str], body: bytes, now: float
    ) -> tuple[int, bytes]:
        """Return status and body of the answer to one call; raise `Down` if there is none."""
        if outage := self.is_down(now):
            self.calls_in_outages[path] += 1
            if outage.kind == "error":
                return 503, b"<html>upstream connect error</html>"
            raise Down(outage.kind)
        self.calls[path] += 1
        window = self._calls.setdefault(path, deque())
        while window and window[0] <= now - WINDOW:
            window.popleft()
        if len(window) >= LIMIT:
            self.refused["429"] += 1
            return 429, _error("rate_limit_exceeded")
        window.append(now)
        if path == "/v2/oauth/token/":
            return self._token(body, now)
        account = self._tokens.get(headers.get("Authorization", "").removeprefix("Bearer "))
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if account is None or account.access.get(token, 0) <= now:
            self.refused["access token"] += 1
            return 401, _error("access_token_invalid")
        asked = json.loads(body) if body else {}
        if path == "/v2/user/info/":
            return 200, self._user(account, now)
        if path == "/v2/video/list/":
            return 200, self._list(account, asked, now)
        return 200, self._query(account, asked["filters"]["video_ids"], now)

    def _token(self, body: bytes, now: float) -> tuple[int, bytes]:
        form = parse_qs(body.decode())
        account = self._refresh_tokens.get(form["refresh_token"][0])
        if account is None:
            self.refused["refresh token"] += 1
            return 400, b'{"error":"invalid_grant","error_description":"dead","log_id":"1"}'
        return 200, json.dumps(self.grant(account, now)).encode()

    def _user(self, account: Account, now: float) -> bytes:
        user = {
            "open_id": account.open_id,
            "union_id": f"union{account.number}",
            "display_name": f"Creator {account.number}",
            "username": account.name,
            "avatar_url": self.cover(account, f"avatar{account.number}", now, is_photo=False),
            "bio_description": "A line about me.\nAnd another one.",
            "profile_deep_link": f"https://vm.tiktok.com/{account.name}",
            "is_verified": False,
            "follower_count": 1000 + account.number,
            "following_count": 10,
            "likes_count": 12_345,
            "video_count": len(account.public),
        }
        return json.dumps({"data": {"user": user}, "error": _OK}).encode()

    def _list(self, account: Account, asked: dict[str, Any], now: float) -> bytes:
        before = asked.get("cursor") or (now + 1) * 1000
        older = [video for video in account.public if video.created * 1000 < before]
        page = older[: asked["max_count"]]
        self.listed.append((now, [video.id for video in page]))
        cursor = page[-1].created * 1000 if page else 0
        return self._videos(
            account, page, now, f',"cursor":{cursor},"has_more":{_json(len(older) > len(page))}'
        )

    def _query(self, account: Account, ids: Sequence[str], now: float) -> bytes:
        found = []
        for video_id in ids:
            owner, video = self.videos.get(video_id, (None, None))
            if owner is not account:
                self.refused["foreign id"] += 1
            elif video is not None and video.is_public:
                found.append(video)
        if len(ids) > PAGE:
            self.refused["more than 20 ids"] += 1
        return self._videos(account, found, now, "")

    def _videos(self, account: Account, videos: Iterable[Video], now: float, more: str) -> bytes:
        rows = ",".join(
            self.cover(account, video.id, now, is_photo=video.is_photo).join(video.parts)
            for video in videos
        )
        return f'{{"data":{{"videos":[{rows}]{more}}},"error":{_json(_OK)}}}'.encode()


_OK = {"code": "ok", "message": "", "log_id": "20261201"}


def _json(value: object) -> str:
    return json.dumps(value)


def _error(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": code, "log_id": "1"}}).encode()


def http_date(moment: float) -> str:
    return formatdate(moment, usegmt=True)
