"""TikTok in the tests: the sandbox as a process of its own, reached over HTTP alone."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import urllib3

from portfolio.supervisor.processes import Child
from tests.servers.surroundings import without_settings
from tests.servers.waiting import wait_for

SCOPES = ("user.info.basic", "user.info.profile", "user.info.stats", "video.list")
#: Seconds, not rounded to full hours as TikTok's, so that a test does not depend on the time of
#: day. All else is as observed; tests `on_both_profiles` have the lives of their profile.
COVER_LIFE, AVATAR_LIFE = 6 * 3600, 48 * 3600
PROFILES = ("observed", "documented")

_numbers = count(1)


@dataclass
class Account:
    """An account at TikTok, made for one test."""

    tiktok: TikTok
    name: str

    @property
    def ids(self) -> list[str]:
        """The ids of the public videos, newest first."""
        return [video["id"] for video in self._state()["videos"]]

    @property
    def open_id(self) -> str:
        return str(self._state()["open_id"])

    def posts(self, videos: int, **details: int) -> list[str]:
        """Post more videos; return their ids, newest first."""
        answer = self.tiktok.control(f"creators/{self.name}/videos", {"add": videos, **details})
        return [str(video_id) for video_id in answer["added"]]

    def deletes(self, ids: Sequence[str]) -> None:
        self.tiktok.control(f"creators/{self.name}/videos", {"delete": list(ids)})

    def hides(self, ids: Sequence[str]) -> None:
        self.tiktok.control(f"creators/{self.name}/videos", {"hide": list(ids)})

    def shows(self, ids: Sequence[str]) -> None:
        self.tiktok.control(f"creators/{self.name}/videos", {"show": list(ids)})

    def changes(self, video_id: str, **fields: object) -> None:
        """Let TikTok answer these fields of a video with these exact values."""
        self.tiktok.control(f"creators/{self.name}/videos", {"change": {video_id: fields}})

    def is_called(self, **profile: object) -> None:
        self.tiktok.control(f"creators/{self.name}", profile, "PATCH")

    def ends_the_permission(self) -> None:
        """Remove the app in TikTok's own settings."""
        self.tiktok.control(f"creators/{self.name}/disconnect", {"reason": 1})

    def consents(self, authorize_url: str, scopes: Sequence[str] = SCOPES) -> str:
        """Press Continue on TikTok's page; return the address TikTok sends the browser to."""
        return self._answers(authorize_url, "continue", scopes)

    def cancels(self, authorize_url: str) -> str:
        """Press Cancel on TikTok's page; return the address TikTok sends the browser to."""
        return self._answers(authorize_url, "cancel", SCOPES)

    def is_kept(self) -> None:
        """Let TikTok keep this account as it is now, for `TikTok.brings_back`."""
        self.tiktok.control(f"creators/{self.name}/kept", {}, "PUT")

    def calls(self, endpoint: str) -> list[dict[str, Any]]:
        """Return the calls for this account, oldest first."""
        return [call for call in self.tiktok.calls(endpoint) if call["account"] == self.name]

    def _answers(self, url: str, decision: str, scopes: Sequence[str]) -> str:
        form = {"account": self.name, "scopes": list(scopes), "decision": decision}
        answer = self.tiktok.http.post(url, data=form, allow_redirects=False, timeout=120)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def _state(self) -> dict[str, Any]:
        return self.tiktok.state_of(self.name)


@dataclass
class TikTok:
    """The look-alike, with its faults, clock and settings."""

    url: str
    http: requests.Session = field(default_factory=requests.Session)
    cover_life: int = COVER_LIFE
    #: The parts of its state that a test has changed.
    _changed: set[str] = field(default_factory=set)
    #: Of each account what TikTok said of it since the last change.
    _states: dict[str, dict[str, Any]] = field(default_factory=dict)

    def has_account(self, name: str, videos: int = 0, display_name: str | None = None) -> Account:
        account = f"{name}{next(_numbers)}"
        body = {"account": account, "videos": videos, "display_name": display_name}
        self.control("creators", body)
        return Account(self, account)

    def brings_back(self, name: str) -> Account:
        """Return an account as it was when it was kept."""
        self._states[name] = self.control(f"creators/{name}/kept", {})
        return Account(self, name)

    def changes(self) -> set[str]:
        """Return the parts of its state that this test has changed."""
        return set(self._changed)

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        method = method or ("GET" if body is None else "POST")
        if method != "GET":
            self._changed.add(path)
            self._states.clear()
        answer = self._line.request(method, f"/_control/{path}", json=body, timeout=120)
        assert answer.status < 400, answer.data.decode()
        return json.loads(answer.data) if answer.data else None

    def state_of(self, name: str) -> dict[str, Any]:
        """Return an account as TikTok has it, the ids of its videos among them."""
        if name not in self._states:
            self._states[name] = self.control(f"creators/{name}")
        return self._states[name]

    def settings(self, **settings: object) -> None:
        self.control("settings", settings)
        self.cover_life = self.control("settings")["cover_life"] or COVER_LIFE

    def fails(self, endpoint: str, kind: str = "internal_error", **details: object) -> None:
        """Let calls fail, at most `count`. sandbox/faults.py has the kinds."""
        self.control("faults", {"endpoint": endpoint, "kind": kind, **details})

    def recovers(self) -> None:
        self.control("faults", method="DELETE")

    def calls(self, endpoint: str) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.control(f"calls?endpoint={endpoint}")
        return calls

    def lets_tokens_expire(self, account: Account) -> None:
        """Let the account's access tokens expire now."""
        self.control("expire", {"tokens": True, "account": account.name})

    def ends_refresh_tokens(self, account: Account) -> None:
        self.control("expire", {"refresh_tokens": True, "account": account.name})

    def shows(self, cover_url: str) -> bool:
        """Whether a cover's address still answers with a picture."""
        return self.http.head(cover_url, timeout=120).status_code == 200

    def begins_anew(self) -> None:
        """Undo the changes of earlier tests, except accounts: each test makes its own."""
        changed, self._changed = self._changed, set()
        self.control("calls", method="DELETE")
        if "faults" in changed:
            self.control("faults", method="DELETE")
        if "clock" in changed:
            self.control("clock", {"reset": True})
        if "settings" in changed:
            self.control("settings", self.usual)
            self.cover_life = COVER_LIFE
        self._changed = set()

    def __post_init__(self) -> None:
        self.http.trust_env = False  # No proxy is looked up for each of thousands of requests.
        # A test controls TikTok a dozen times; Requests takes twice as long for it.
        self._line = urllib3.connection_from_url(self.url, maxsize=8, retries=False)
        lives = {"cover_life": COVER_LIFE, "avatar_life": AVATAR_LIFE}
        self.usual = {**self.control("settings"), **lives, "calls_per_minute": 0}
        self.control("settings", self.usual)


def expiry_of(url: str) -> int | None:
    """Return the Unix time from which a cover's address is refused, if it names one."""
    stated = parse_qs(urlsplit(url).query).get("x-expires")
    return int(stated[0]) if stated else None


@contextmanager
def running_sandbox() -> Iterator[TikTok]:
    """Run the sandbox for the block, on a free port, without a state folder."""
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "sandbox", "--port", "0"]
        child = Child("sandbox", command, without_settings(), log=log)
        child.start()
        try:
            wait_for(lambda: "listening on" in log.read_text(), "the sandbox", child)
            line = next(line for line in log.read_text().splitlines() if "listening on" in line)
            with requests.Session() as http:
                yield TikTok(line.split()[-1], http)
        finally:
            child.kill()
            wait_for(lambda: not child.is_running(), "the sandbox's end")
