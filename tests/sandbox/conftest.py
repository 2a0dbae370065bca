"""A fresh sandbox over real HTTP for each test, and a client in the role of an app.

One server answers all tests: each test gets a world of its own, as after a first start.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask

from sandbox.apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET
from sandbox.server import make_server
from sandbox.settings import Settings
from sandbox.wire import Server
from sandbox.world import World

CALLBACK = "http://127.0.0.1:9/login/callback"
ALL_SCOPES = "user.info.basic,user.info.profile,user.info.stats,video.list"
EVERY_VIDEO_FIELD = (
    "id,create_time,cover_image_url,share_url,video_description,duration,height,width,title,"
    "embed_html,embed_link,like_count,comment_count,share_count,view_count,is_aigc"
)


@dataclass
class Sandbox:
    """One running sandbox from its callers' side."""

    url: str
    key: str = DEMO_CLIENT_KEY
    secret: str = DEMO_CLIENT_SECRET
    http: requests.Session = field(default_factory=requests.Session)

    def authorize_url(self, **changes: str | None) -> str:
        query = {
            "client_key": self.key,
            "scope": ALL_SCOPES,
            "redirect_uri": CALLBACK,
            "state": "s+t/a=te",
            "response_type": "code",
            **changes,
        }
        given = {name: value for name, value in query.items() if value is not None}
        return f"{self.url}/v2/auth/authorize/?{urlencode(given)}"

    def consent(
        self,
        account: str = "mira",
        *,
        scopes: str = ALL_SCOPES,
        decision: str = "continue",
        **changes: str | None,
    ) -> dict[str, str]:
        """Answer the consent page; return the parameters of the app's callback."""
        form = {"account": account, "scopes": scopes.split(","), "decision": decision}
        answer = self.http.post(self.authorize_url(**changes), data=form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return came_back(answer)

    def token(self, **form: str | None) -> requests.Response:
        whole = {"client_key": self.key, "client_secret": self.secret, **form}
        return self.http.post(f"{self.url}/v2/oauth/token/", data=whole)

    def exchange(self, code: str, **form: str | None) -> requests.Response:
        form = {"redirect_uri": CALLBACK, **form}
        return self.token(grant_type="authorization_code", code=code, **form)

    def refresh(self, token: str) -> requests.Response:
        return self.token(grant_type="refresh_token", refresh_token=token)

    def sign_in(self, account: str = "mira", scopes: str = ALL_SCOPES) -> dict[str, object]:
        """Go through the whole sign-in; return the body with the tokens."""
        return self.exchange(self.consent(account, scopes=scopes)["code"]).json()

    def access(self, account: str = "mira", scopes: str = ALL_SCOPES) -> str:
        return str(self.sign_in(account, scopes)["access_token"])

    def user_info(self, access: str, fields: str = "open_id") -> requests.Response:
        return self.http.get(
            f"{self.url}/v2/user/info/", params={"fields": fields}, headers=bearer(access)
        )

    def page(
        self, access: str, fields: str = "id,create_time", **body: object
    ) -> requests.Response:
        return self._post("video/list", access, fields, body)

    def query(self, access: str, ids: list[str], fields: str = "id") -> requests.Response:
        return self._post("video/query", access, fields, {"filters": {"video_ids": ids}})

    def videos(self, access: str, fields: str = EVERY_VIDEO_FIELD) -> list[dict[str, object]]:
        """Return a whole library."""
        found: list[dict[str, object]] = []
        page: dict[str, object] = {"has_more": True}
        while page["has_more"]:
            body = {"cursor": page["cursor"]} if "cursor" in page else {}
            page = self.page(access, fields, max_count=20, **body).json()["data"]
            found += page["videos"]
        return found

    def control(
        self, path: str, body: object = None, method: str | None = None
    ) -> requests.Response:
        method = method or ("GET" if body is None else "POST")
        return self.http.request(method, f"{self.url}/_control/{path}", json=body)

    def settings(self, **wanted: object) -> None:
        assert self.control("settings", wanted).status_code == 200

    def later(self, seconds: float) -> None:
        self.control("clock", {"advance": seconds})

    def _post(self, path: str, access: str, fields: str, body: object) -> requests.Response:
        return self.http.post(
            f"{self.url}/v2/{path}/", params={"fields": fields}, json=body, headers=bearer(access)
        )


def bearer(access: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access}"}


def came_back(answer: requests.Response) -> dict[str, str]:
    """Return the parameters of a redirect to the app, decoded once."""
    query = urlsplit(answer.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}


def error_of(answer: requests.Response) -> tuple[int, str]:
    """Return status and code of an error, in either of TikTok's two shapes."""
    error = answer.json()["error"]
    return answer.status_code, error if isinstance(error, str) else error["code"]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that answers in a thread; the world of its start holds nobody's changes."""
    world = World(None, Settings())
    server = make_server(world, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
    world.storage.close()


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    world = World(None, Settings())
    cast(Flask, server.app).extensions["sandbox"] = world
    running = Sandbox(f"http://127.0.0.1:{server.port}")
    yield running
    running.http.close()
    world.storage.close()
