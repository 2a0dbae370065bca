"""The copies of rendered pages that one web process keeps, and their answers."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import brotli
from werkzeug.http import parse_accept_header, parse_etags

from portfolio import clock
from portfolio.views.cache_policy import NOBODY, CachePolicy, said, whole_seconds

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOST_BYTES = 64 * 1024 * 1024
#: The bytes of a copy beside its bodies: headers, addresses and tags. A redirect is nothing else.
OWN_BYTES = 2560
#: Headers not stored with a copy: they differ in each answer, or are for one browser alone.
PER_ANSWER = frozenset(
    {"cache-control", "date", "etag", "content-length", "content-encoding", "vary", "set-cookie"}
)

#: How the names of the headers begin by which other sites' scripts may read an answer.
FOR_SCRIPTS = "access-control-"

OK = "200 OK"

#: The kinds of content that are compressed already.
COMPRESSED = ("image/", "video/", "audio/", "font/")

#: The policy of a page that is shown only while another request waits.
NOT_KEPT = CachePolicy(NOBODY, version=0, until=0, due_at=0)

Headers = list[tuple[str, str]]


class Ready(NamedTuple):
    """A copy's answer in one encoding, for as long as its Cache-Control stays the same.

    Its headers are tuples: a server may change the list that it is given (PEP 3333).
    """

    #: The seconds that this Cache-Control allows.
    seconds: int
    #: None if no reader can have the answer: no cache may keep it, or it is a redirect.
    etag: str | None
    headers: tuple[tuple[str, str], ...]
    not_modified: tuple[tuple[str, str], ...]
    body: bytes


class Copy:
    """One rendered page, or another answer for everybody, in every encoding that was requested.

    A redirect has no tag, and is never answered by 304: only an answer of 200 can be held
    (RFC 9110, 13.2.1).
    """

    __slots__ = (
        "_bodies",
        "_digest",
        "_headers",
        "_is_text",
        "_ready",
        "answered",
        "asked",
        "checked",
        "policy",
        "size",
        "status",
    )

    def __init__(
        self,
        body: bytes,
        headers: Sequence[tuple[str, str]],
        policy: CachePolicy,
        status: str = OK,
    ) -> None:
        self.policy = policy
        self.status = status
        #: When the view was last asked for this page, and when it last confirmed the copy; on the
        #: monotonic clock. They differ while the view fails.
        self.asked = self.checked = time.monotonic()
        #: Visits since the view was last asked. Threads may lose one; the count need not be exact.
        self.answered = 0
        self._bodies: dict[str, bytes] = {"": body}
        # Two compressed copies follow, of about a quarter each.
        address = sum(len(text) for name, text in headers if name == "Location")
        self.size = OWN_BYTES + address + len(body) * 3 // 2
        self._headers = [pair for pair in headers if pair[0].lower() not in PER_ANSWER]
        self._digest = digest_of(body, self._headers)
        self._is_text = bool(body) and not any(
            is_compressed(text) for name, text in self._headers if name.lower() == "content-type"
        )
        self._ready: dict[str, Ready] = {}  # by encoding

    def seconds_left(self) -> float:
        """Return for how long every cover on this page is still safe to show."""
        return self.policy.until - clock.unix_seconds()

    def is_safe(self) -> bool:
        return self.seconds_left() > 0

    def etag(self, encoding: str) -> str:
        """Return the strong tag of this page in one encoding, since the bytes differ."""
        return f'"{self._digest}-{encoding}"' if encoding else f'"{self._digest}"'

    def answer(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        left: float | None = None,
    ) -> Iterable[bytes]:
        """Answer with this page, with 304 if the reader has it, or to HEAD without the body.

        `left` are the seconds that it is still safe, if that is known.
        """
        seconds = whole_seconds(self.seconds_left() if left is None else left)
        encoding = preferred(environ.get("HTTP_ACCEPT_ENCODING", "")) if self._is_text else ""
        ready = self._ready.get(encoding)
        if ready is None or ready.seconds != seconds:
            ready = self._ready[encoding] = self._prepared(encoding, seconds)
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held and ready.etag and (held == ready.etag or is_held(ready.etag, held)):
            start_response("304 Not Modified", [*ready.not_modified])
            return []
        start_response(self.status, [*ready.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ready.body]

    def _prepared(self, encoding: str, seconds: int) -> Ready:
        etag = self.etag(encoding) if seconds > 0 and self.status == OK else None
        body = self._bodies.get(encoding)
        if body is None:
            body = self._squeezed(encoding)
        common: Headers = [("Cache-Control", said(self.policy, seconds))]
        if self._is_text:
            common.append(("Vary", "Accept-Encoding"))
        if etag:
            common.append(("ETag", etag))
        # Without these a script of another site is not told of a 304 either.
        told = [pair for pair in self._headers if pair[0].lower().startswith(FOR_SCRIPTS)]
        headers = [*self._headers, *common, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return Ready(seconds, etag, tuple(headers), (*told, *common), body)

    def _squeezed(self, encoding: str) -> bytes:
        plain = self._bodies[""]
        if encoding == "br":
            body: bytes = brotli.compress(plain, quality=9)
        else:
            body = gzip.compress(plain, mtime=0)  # the same bytes in every process
        self._bodies[encoding] = body
        return body


class Copies:
    """The copies by their paths, at most `most` bytes: the oldest copies make room for new ones."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._by_path: dict[str, Copy] = {}  # the newest copy last
        self._lock = threading.RLock()
        self.get, self.values = self._by_path.get, self._by_path.values

    def keep(self, path: str, copy: Copy) -> None:
        with self._lock:
            self.drop(path)
            self._by_path[path] = copy
            self._size += copy.size
            while self._size > self._most and len(self._by_path) > 1:
                self.drop(next(iter(self._by_path)))

    def drop(self, path: str) -> None:
        with self._lock:
            if copy := self._by_path.pop(path, None):
                self._size -= copy.size

    def clear(self) -> None:
        for path in list(self._by_path):
            self.drop(path)


def digest_of(body: bytes, headers: Sequence[tuple[str, str]]) -> str:
    """Return a text that another answer has no more when its body or its headers are others.

    A reader that is told 304 goes on with the headers that it holds.
    """
    digest = hashlib.sha256(body)
    for name, text in sorted(headers):
        digest.update(f"\n{name}: {text}".encode())
    return digest.hexdigest()[:20]


def is_compressed(content_type: str) -> bool:
    """Return whether content of this type is compressed already; SVG is text."""
    return content_type.startswith(COMPRESSED) and not content_type.startswith("image/svg")


def is_held(etag: str, held: str) -> bool:
    """Return whether an If-None-Match names this tag: RFC 9110, 13.1.2, by weak comparison."""
    return parse_etags(held).contains_weak(etag.strip('"'))


@lru_cache(maxsize=256)  # browsers send only a few different values
def preferred(accepted: str) -> str:
    """Return the best encoding that a reader accepts: "br", "gzip" or ""."""
    wanted = parse_accept_header(accepted)
    return next((name for name in ("br", "gzip") if wanted.quality(name) > 0), "")
