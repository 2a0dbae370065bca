"""The page layer: rendered, compressed pages for everybody in each web process, before Flask.

A copy younger than a second is answered before Flask does any work. An older one goes to the
view, which compares versions before it renders. While one request waits for a page's covers,
the others are served what is there meanwhile; each page is rendered once.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import brotli
from werkzeug.http import parse_accept_header

from portfolio import clock
from portfolio.views.keeping import (
    COPY,
    MEANWHILE,
    SAME,
    TERMS,
    VISITS,
    Terms,
    cache_control,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from portfolio.views.waiting import Waiters

FRESH = 1.0  # seconds; what "at once" means on this site
#: A copy may be served so long while another request is looking whether it is still true.
FRESH_MEANWHILE = 2.0
MOST_BYTES = 64 * 1024 * 1024
#: Left out of a stored answer: said anew with each one, or meant for one browser alone.
SAID_ANEW = frozenset(
    {"cache-control", "etag", "content-length", "content-encoding", "vary", "set-cookie"}
)

#: The terms of what is shown for the moment.
NOT_KEPT = Terms(UUID(int=0), version=0, until=0, due_at=0)

Headers = list[tuple[str, str]]


class Copy:
    """One rendered page, in every encoding that was asked for."""

    __slots__ = ("_bodies", "_headers", "answered", "checked", "etag", "size", "terms")

    def __init__(self, body: bytes, headers: Sequence[tuple[str, str]], terms: Terms) -> None:
        self.terms = terms
        self.checked = time.monotonic()
        #: Visits since the view was last asked. Threads may lose one; it is no bill.
        self.answered = 0
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        self._bodies: dict[str, bytes] = {"": body}
        self.size = len(body) * 3 // 2  # it is squeezed twice, to about a quarter each
        self._headers = [pair for pair in headers if pair[0].lower() not in SAID_ANEW]

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with this page, or with 304 where the reader has it."""
        control = cache_control(self.terms, clock.now().timestamp())
        common: Headers = [("Cache-Control", control), ("Vary", "Accept-Encoding")]
        if control != "no-store":
            common.append(("ETag", self.etag))
            if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
                start_response("304 Not Modified", common)
                return []
        encoding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self._bodies.get(encoding) or self._squeezed(encoding)
        headers = [*self._headers, *common, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", headers)
        return [body]

    def _squeezed(self, encoding: str) -> bytes:
        plain = self._bodies[""]
        if encoding == "br":
            body: bytes = brotli.compress(plain, quality=9)
        else:
            body = gzip.compress(plain, mtime=0)  # the same bytes in every process
        self._bodies[encoding] = body
        return body


class Copies:
    """The copies by their paths, `most` bytes of them: those rendered longest ago make room."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._by_path: dict[str, Copy] = {}  # the latest last
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


class Flight:
    """One request that is with the view for a page, and what others may have meanwhile."""

    def __init__(self) -> None:
        self.something = threading.Event()
        self.done = threading.Event()
        self.meanwhile: Copy | None = None

    def land(self) -> None:
        self.something.set()
        self.done.set()


class PageCache:
    """The WSGI application in front of `app`. `base` are the headers of every answer."""

    def __init__(
        self,
        app: WSGIApplication,
        waiters: Waiters,
        base: Sequence[tuple[str, str]],
        patience: float,
    ) -> None:
        self._app = app
        self._waiters = waiters
        self._base = [("Content-Type", "text/html; charset=utf-8"), *base]
        self._patience = patience
        self._copies = Copies()
        self._flights: dict[str, Flight] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] != "GET" or not _is_kept(path):
            return self._app(environ, start_response)
        copy = self._copies.get(path)
        if copy is not None and time.monotonic() - copy.checked < FRESH and _is_true(copy):
            copy.answered += 1
            return copy.answer(environ, start_response)
        with self._lock:
            flight = self._flights.get(path)
            if flight is None:
                mine = self._flights[path] = Flight()
        if flight is not None:
            return self._share(path, flight, environ, start_response)
        try:
            return self._fly(path, mine, environ, start_response)
        finally:
            with self._lock:
                self._flights.pop(path, None)
            mine.land()

    def _share(
        self, path: str, flight: Flight, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with what another request for the same page brings, or has left meanwhile."""
        copy = self._copies.get(path)
        if copy and time.monotonic() - copy.checked < FRESH_MEANWHILE and _is_true(copy):
            return copy.answer(environ, start_response)
        flight.something.wait(self._patience)
        if not flight.done.is_set():
            self._waiters.stay(flight.done, self._patience)
        copy = self._copies.get(path)
        if flight.done.is_set() and copy is not None and _is_true(copy):
            return copy.answer(environ, start_response)
        if flight.meanwhile is not None:
            return flight.meanwhile.answer(environ, start_response)
        return self._app(environ, start_response)

    def _fly(
        self, path: str, flight: Flight, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask the view, and keep what it allows to be kept."""

        def leave(html: str) -> None:
            flight.meanwhile = Copy(html.encode(), self._base, NOT_KEPT)
            flight.something.set()

        copy = self._copies.get(path)
        if copy is not None:
            environ[COPY], environ[VISITS], copy.answered = copy.terms, copy.answered, 0
        environ[MEANWHILE] = leave
        status, headers, body = self._asked(environ)
        if copy is not None and environ.get(SAME):
            copy.checked = time.monotonic()
            return copy.answer(environ, start_response)
        terms: Terms | None = environ.get(TERMS)
        if status[:3] == "200" and terms is not None:
            rendered = Copy(body, headers, terms)
            if terms.until:
                self._copies.keep(path, rendered)
            else:
                self._copies.drop(path)
                flight.meanwhile = rendered
            return rendered.answer(environ, start_response)
        self._copies.drop(path)
        start_response(status, headers)
        return [body]

    def _asked(self, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
        said: list[Any] = ["500 Internal Server Error", []]

        def start(status: str, headers: Headers, exc_info: object = None) -> Any:
            said[:] = [status, headers]
            return lambda data: None  # write(), which Flask never calls

        result = self._app(environ, start)
        try:
            body = b"".join(result)
        finally:
            if close := getattr(result, "close", None):
                close()
        return said[0], said[1], body


def _is_kept(path: str) -> bool:
    """Whether this is the address of the directory, of a creator's page, or of a video on it."""
    if path[:2] != "/@":
        return path == "/"
    parts = path.split("/")
    return len(parts) == 2 or (len(parts) == 4 and parts[2] == "v")


def _is_true(copy: Copy) -> bool:
    return clock.now().timestamp() < copy.terms.until


@lru_cache(maxsize=256)  # readers word it in a few ways
def preferred(accepted: str) -> str:
    """Return the best encoding a reader accepts: "br", "gzip" or none."""
    wanted = parse_accept_header(accepted)
    return next((name for name in ("br", "gzip") if wanted.quality(name) > 0), "")
