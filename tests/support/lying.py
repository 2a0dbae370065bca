"""A TikTok that lies about its listings: a proxy of the sandbox that changes its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask

from portfolio.services.calls import clients
from tests.support.tiktok import TikTok
from tests.tiktok.canned import Canned, Request, canned_server, message

Data = dict[str, Any]
LIST = "/v2/video/list/"
TOKEN = "/v2/oauth/token/"
TEN_YEARS = 10 * 365 * 86_400_000


def _says(**news: object) -> Callable[[Data], Data]:
    return lambda data: {**data, **news}


#: Changes to an honest page of a listing, by name; "error" and "html" replace the answer.
LIES: Mapping[str, Callable[[Data], Data] | None] = {
    "honest": _says(),
    "ends early": _says(has_more=False),
    "is empty": _says(videos=[], has_more=False, cursor=0),
    "is null": _says(videos=None, has_more=False),
    "is empty with more": _says(videos=[]),
    "leads nowhere": _says(videos=[], cursor=0, has_more=True),
    "cursor 0": _says(cursor=0, has_more=True),
    "cursor -1": _says(cursor=-1, has_more=True),
    "no cursor": lambda data: {"videos": data["videos"], "has_more": True},
    "seconds": lambda data: {**data, "cursor": data["cursor"] // 1000},
    "microseconds": lambda data: {**data, "cursor": data["cursor"] * 1000},
    "ten years back": lambda data: {**data, "cursor": data["cursor"] - TEN_YEARS},
    "half": lambda data: {**data, "videos": data["videos"][::2]},
    "error": None,
    "html": None,
}


@dataclass
class Liar:
    """Answers each page of a listing with the next of `lies`, and honestly after the last one."""

    tiktok: TikTok
    lies: list[str] = field(default_factory=list)
    #: Fields that are left out of answers with the profile.
    left_out: frozenset[str] = frozenset()
    #: Fields that are left out of answers with tokens.
    tokens_lack: frozenset[str] = frozenset()
    #: Ids that answers of `video/query` lack, with the number of answers.
    omits: dict[str, int] = field(default_factory=dict)
    #: The bodies of the next answers, at any endpoint.
    bodies: list[object] = field(default_factory=list)
    #: Takes an endpoint's path and data, and returns the data to send.
    garbles: Callable[[str, Data], Data] = lambda _, data: data

    def answer(self, request: Request) -> bytes:
        headers = {
            name: value
            for name, value in request.headers.items()
            if name in ("authorization", "content-type")
        }
        lie = self.lies.pop(0) if request.path == LIST and self.lies else "honest"
        if lie == "error":
            return message({"data": {}, "error": {"code": "internal_error"}}, 500)
        if lie == "html":
            return message(b"<h1>502 Bad Gateway</h1>", 502)
        if self.bodies:
            return message(self.bodies.pop(0))
        url = f"{self.tiktok.url}{request.target}"
        answer = self.tiktok.http.request(
            request.method, url, data=request.body, headers=headers, timeout=120
        )
        body = answer.json()
        change = LIES[lie]
        if request.path == LIST and change and answer.ok:
            body["data"] = change(body["data"])
        if user := body.get("data", {}).get("user"):
            body["data"]["user"] = {k: v for k, v in user.items() if k not in self.left_out}
        if request.path == TOKEN:
            body = {name: value for name, value in body.items() if name not in self.tokens_lack}
        if request.path == "/v2/video/query/" and answer.ok:
            videos = body["data"]["videos"]
            body["data"]["videos"] = [each for each in videos if not self._is_omitted(each["id"])]
        if answer.ok and "data" in body:
            body["data"] = self.garbles(request.path, body["data"])
        return message(body, answer.status_code, date=answer.headers["Date"])

    def _is_omitted(self, video_id: str) -> bool:
        left = self.omits.get(video_id, 0)
        self.omits[video_id] = left - 1
        return left > 0


@contextmanager
def lying(tiktok: TikTok, apps: Mapping[str, Flask]) -> Iterator[Liar]:
    """Let the apps call TikTok through a `Liar` for the length of the block."""
    liar = Liar(tiktok)
    usual = {app: app.extensions["tiktok"] for app in apps.values()}
    logins = [app.extensions["tiktok_login"] for app in usual if "tiktok_login" in app.extensions]
    exchanged_at = [login.access_token_url for login in logins]
    with canned_server() as server:

        def behave(connection: Any) -> None:
            server.send(connection, liar.answer(_last(server)))

        server.then(behave)
        for process, app in apps.items():
            config = replace(app.extensions["settings"], tiktok_api_url=server.url)
            clients.connect(app, config, process)
        for login in logins:
            login.access_token_url = f"{server.url}{TOKEN}"
        try:
            yield liar
        finally:
            for app, way in usual.items():
                app.extensions["tiktok"] = way
            for login, url in zip(logins, exchanged_at, strict=True):
                login.access_token_url = url


def _last(server: Canned) -> Request:
    """Return the current request: the tests' worker sends only one at a time."""
    return server.requests[-1]
