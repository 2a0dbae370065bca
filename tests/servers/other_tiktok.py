"""A second TikTok look-alike: small, strict, and without any code of the sandbox.

Consent page, API, player and pictures are at four origins, under paths of their own. The server
refuses each request that TikTok's documents do not allow, and notes it as a complaint:
https://developers.tiktok.com/doc/login-kit-web
https://developers.tiktok.com/doc/tiktok-api-v2-video-list
https://developers.tiktok.com/doc/tiktok-api-v2-video-query
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qsl, quote, urlsplit

from PIL import Image

KEY, SECRET = "aw7strictapp", "a secret / with + signs"
SCOPES = {"user.info.basic", "user.info.profile", "user.info.stats", "video.list"}
USER_FIELDS = {
    "open_id": "_000other-Open_Id",
    "union_id": "union-of-nobody",
    "avatar_url": None,
    "avatar_url_100": None,
    "avatar_large_url": None,
    "display_name": "Ines of Elsewhere",
    "bio_description": "Somewhere else entirely.",
    "profile_deep_link": "https://www.tiktok.com/@ines",
    "username": "ines.elsewhere",
    "is_verified": False,
    "follower_count": 0,
    "following_count": 3,
    "likes_count": 12,
    "video_count": 25,
}
VIDEO_FIELDS = {
    *("id", "create_time", "cover_image_url", "share_url", "video_description", "duration"),
    *("height", "width", "title", "embed_html", "embed_link", "is_aigc"),
    *("like_count", "comment_count", "share_count", "view_count"),
}
VIDEOS = 25
NEWEST = 1_780_000_000
COVER_LIFE = 3_600  # seconds
CONSENT = b"""<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>
<form method=post><button>Allow</button></form>"""
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """The app sent a request that is not allowed; the text names the fault."""


@dataclass(frozen=True)
class Asked:
    """One request, as the parts of the server need it."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: str
    raw: str

    @property
    def form(self) -> dict[str, str]:
        if self.headers.get("Content-Type", "").partition(";")[0] != FORM:
            raise Refused("the body is not a form")
        return dict(parse_qsl(self.body, keep_blank_values=True, strict_parsing=True))

    @property
    def json(self) -> dict[str, object]:
        if self.headers.get("Content-Type") != "application/json":
            raise Refused("the body is not called application/json")
        body = json.loads(self.body)
        if not isinstance(body, dict):
            raise Refused("the body is no object")
        return body


Answer = tuple[int, str, bytes]  # status, Content-Type (or Location of a 302), body


@dataclass
class OtherTikTok:
    """A TikTok with one creator. `redirect_uri` is the address that the app registered."""

    origins: dict[str, str] = field(default_factory=dict)
    redirect_uri: str = ""
    complaints: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    access: str = ""
    refresh: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a host whose site uses this server."""
        return {
            "TIKTOK_CLIENT_KEY": KEY,
            "TIKTOK_CLIENT_SECRET": SECRET,
            "TIKTOK_AUTHORIZE_URL": f"{self.origins['consent']}/connect/authorise",
            "TIKTOK_API_URL": f"{self.origins['api']}/display/eu",
            "TIKTOK_PLAYER_URL": f"{self.origins['player']}/watch/",
            "TIKTOK_MEDIA_HOSTS": self.origins["media"],
        }

    # The consent page.

    def consent(self, asked: Asked) -> Answer:
        if asked.path != "/connect/authorise":
            raise Refused("not the consent page's address")
        query = asked.query
        if query.get("client_key") != KEY or query.get("response_type") != "code":
            raise Refused("not an app of ours")
        if query.get("redirect_uri") != self.redirect_uri:
            raise Refused("the redirect address is not the registered one")
        if not query.get("state") or "client_id" in query:
            raise Refused("no state, or a client_id")
        scopes = query.get("scope", "").split(",")
        if not set(scopes) <= SCOPES or "user.info.basic" not in scopes:
            raise Refused("unknown scopes")
        if asked.method == "GET":
            return 200, "text/html", CONSENT
        code = f"{token_urlsafe(12)}*1!77.ot"
        self.codes.add(code)
        given = {"code": code, "scopes": ",".join(scopes), "state": query["state"]}
        tail = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())
        return 302, f"{self.redirect_uri}?{tail}", b""

    # The API.

    def api(self, asked: Asked) -> Answer:
        ends: dict[tuple[str, str], Callable[[Asked], dict[str, object]]] = {
            ("POST", "/display/eu/v2/oauth/token/"): self._token,
            ("GET", "/display/eu/v2/user/info/"): self._user,
            ("POST", "/display/eu/v2/video/list/"): self._list,
            ("POST", "/display/eu/v2/video/query/"): self._query,
        }
        end = ends.get((asked.method, asked.path))
        if end is None:
            raise Refused("there is no such endpoint")
        self.calls.append(asked.path.rpartition("/v2/")[2])
        return 200, "application/json", json.dumps(end(asked)).encode()

    def _token(self, asked: Asked) -> dict[str, object]:
        form = asked.form
        if (form.get("client_key"), form.get("client_secret")) != (KEY, SECRET):
            raise Refused("wrong client_key or client_secret")
        if form.get("grant_type") == "authorization_code":
            if form.get("code") not in self.codes or form.get("redirect_uri") != self.redirect_uri:
                raise Refused("the code is unknown or used, or the redirect address another one")
            self.codes.remove(form["code"])
        elif form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            raise Refused("a dead refresh token, or no grant_type")
        self.access, self.refresh = f"act.{token_urlsafe(20)}", f"rft.{token_urlsafe(20)}"
        return {
            "open_id": USER_FIELDS["open_id"],
            "scope": ",".join(sorted(SCOPES)),
            "access_token": self.access,
            "expires_in": 7200,
            "refresh_token": self.refresh,
            "refresh_expires_in": 15_552_000,
            "token_type": "Bearer",
        }

    def _user(self, asked: Asked) -> dict[str, object]:
        fields = self._allowed(asked, set(USER_FIELDS))
        return _enveloped({"user": {name: USER_FIELDS[name] for name in fields}})

    def _list(self, asked: Asked) -> dict[str, object]:
        fields, body = self._allowed(asked, VIDEO_FIELDS), asked.json
        if not set(body) <= {"cursor", "max_count"}:
            raise Refused("parameters that video/list does not have")
        cursor, most = body.get("cursor"), body.get("max_count", 10)
        if type(most) is not int or not 1 <= most <= 20:
            raise Refused("max_count is no number from 1 to 20")
        if cursor is not None and (type(cursor) is not int or not 0 < cursor < 10**14):
            raise Refused("a cursor that is no time in milliseconds")
        # The cursor may be any time; a page holds videos that were posted before it.
        before = [n for n in range(VIDEOS) if cursor is None or (NEWEST - n) * 1000 < cursor]
        shown = before[:most]
        following = (NEWEST - shown[-1]) * 1000 if shown else 0
        videos = [self._video(number, fields) for number in shown]
        return _enveloped(
            {"videos": videos, "cursor": following, "has_more": len(before) > len(shown)}
        )

    def _query(self, asked: Asked) -> dict[str, object]:
        fields, body = self._allowed(asked, VIDEO_FIELDS), asked.json
        filters = body.get("filters")
        ids = filters.get("video_ids") if isinstance(filters, dict) else None
        if set(body) != {"filters"} or not isinstance(ids, list) or not 1 <= len(ids) <= 20:
            raise Refused("filters.video_ids does not hold 1 to 20 ids")
        known = {self.id_of(number): number for number in range(VIDEOS)}
        if not all(isinstance(each, str) and each in known for each in ids):
            raise Refused("an id that is no string, or of nobody's video")
        return _enveloped({"videos": [self._video(known[each], fields) for each in ids]})

    def _allowed(self, asked: Asked, known: set[str]) -> list[str]:
        if asked.headers.get("Authorization") != f"Bearer {self.access}":
            raise Refused("not the newest access token")
        fields = asked.query.get("fields", "").split(",")
        if not set(fields) <= known:
            raise Refused("unknown fields")
        return fields

    def id_of(self, number: int) -> str:
        return str(7_550_000_000_000_000_000 - number)

    def embed_link(self, video_id: str) -> str:
        return f"{self.origins['player']}/watch/{video_id}?utm_source=other&b=%2F+%20"

    def _video(self, number: int, fields: list[str]) -> dict[str, object]:
        video_id = self.id_of(number)
        whole: dict[str, object] = {
            "id": video_id,
            "create_time": NEWEST - number,
            "cover_image_url": self._cover(video_id),
            "share_url": f"https://www.tiktok.com/@ines/video/{video_id}?utm_campaign=x",
            "video_description": f"Elsewhere, take {number}",
            "title": f"Elsewhere, take {number}",
            "duration": 20 + number,
            "height": 1024,
            "width": 576,
            "embed_link": self.embed_link(video_id),
            "view_count": 100 * number,
        }
        return {name: whole.get(name) for name in fields}

    # Pictures and the player.

    def _cover(self, video_id: str) -> str:
        until = int(time.time()) + COVER_LIFE
        path = f"/obj/{video_id}~300:400.png?x-expires={until}"
        return f"{self.origins['media']}{path}&x-signature={self._signature(path)}%3D"

    def _signature(self, path: str) -> str:
        return hashlib.sha256(f"{KEY}{path}".encode()).hexdigest()[:20]

    def media(self, asked: Asked) -> Answer:
        path, _, signature = asked.raw.partition("&x-signature=")
        if signature != f"{self._signature(path)}%3D":
            raise Refused(f"an altered picture address: {asked.raw}")
        if int(asked.query["x-expires"]) <= time.time():
            raise Refused("an expired picture address")
        picture = io.BytesIO()
        Image.new("RGB", (300, 400), f"#{signature[:6]}").save(picture, "PNG")
        return 200, "image/png", picture.getvalue()

    def player(self, asked: Asked) -> Answer:
        self.calls.append("player")
        return 200, "text/html", b"<!doctype html><title>Player</title><p>It plays."


def _enveloped(data: object) -> dict[str, object]:
    return {"data": data, "error": {"code": "ok", "message": "", "log_id": "20260101OTHER"}}


def _handler(part: str, other: OtherTikTok) -> type[BaseHTTPRequestHandler]:
    answer_of: Callable[[Asked], Answer] = getattr(other, part)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                self.headers,
                self.rfile.read(length).decode(),
                self.path,
            )
            try:
                status, kind, body = answer_of(asked)
            except (Refused, ValueError, KeyError) as refused:
                other.complaints.append(f"{part} {self.command} {self.path}: {refused}")
                status, kind, body = 403, "text/plain", str(refused).encode()
            self.send_response(status)
            self.send_header("Location" if status == 302 else "Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815  (the standard library's names)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing: complaints are stored."""

    return Handler


@contextmanager
def other_tiktok() -> Iterator[OtherTikTok]:
    """Run the server for the length of the block, on four free ports."""
    other = OtherTikTok()
    with ExitStack() as stack:
        for part, host in (
            *(("consent", "localhost"), ("api", "127.0.0.1")),
            *(("player", "localhost"), ("media", "127.0.0.1")),
        ):
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(part, other))
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            other.origins[part] = f"http://{host}:{server.server_port}"
        yield other
