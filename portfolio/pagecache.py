"""The page layer: each web process keeps rendered, compressed public pages in front of Flask.

It keeps the answers of the views that are declared with `@caching.kept`. A copy confirmed less than
a second ago is sent before Flask does any work. For an older one the view is asked, which compares
versions before it renders. While one request waits for a page's covers, other requests get the page
in its present state; each page is rendered once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.copies import NOT_KEPT, Copies, Copy, Headers
from portfolio.views.cache_policy import CachePolicy
from portfolio.views.caching import COPY, MEANWHILE, POLICY, SAME, VISITS, Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from portfolio.views.kept_paths import KeptPaths
    from portfolio.views.waiting import Waiters

FRESH = 1.0  # seconds; on this site, "at once" may take this long
#: Seconds for which a copy may be sent while another request asks the view about it.
FRESH_MEANWHILE = 2.0
#: The methods that a copy answers.
READING = ("GET", "HEAD")
#: The answers of a view that may be kept: a page or picture, and the way to a picture's address.
KEPT_STATUSES = ("200", "302")
#: Seconds for which a copy may be sent while the view fails, as when the database restarts.
UNCHECKED_SECONDS = 300.0


class Flight:
    """One request that asks the view for a page, and the page that others get meanwhile."""

    def __init__(self) -> None:
        self.something = threading.Event()
        self.done = threading.Event()
        self.meanwhile: Copy | None = None

    def land(self) -> None:
        self.something.set()
        self.done.set()


@dataclass(frozen=True)
class Answer:
    """The view's answer. `policy` is None for an answer that is not kept, such as an error."""

    status: str
    headers: Headers
    body: bytes
    policy: CachePolicy | None
    #: Whether the view confirmed the layer's copy.
    is_same: bool

    @property
    def has_failed(self) -> bool:
        return self.status[0] == "5"

    def page(self) -> Copy | None:
        """Return the answer as a page to keep; None for an error or any other.

        Kept are pages, and the redirects that a view returns with a policy. The way from a former
        handle, or from another spelling, has none.
        """
        if self.policy is None or self.status[:3] not in KEPT_STATUSES:
            return None
        return Copy(self.body, self.headers, self.policy, self.status)

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class PageCache:
    """The WSGI application in front of `app`, which keeps the answers at `paths`.

    `base` are the headers of every answer.
    """

    def __init__(
        self,
        app: WSGIApplication,
        paths: KeptPaths,
        waiters: Waiters,
        base: Sequence[tuple[str, str]],
        patience: float,
    ) -> None:
        self._app = app
        self._paths = paths
        self._asked = paths.asked
        self._waiters = waiters
        self._base = base
        self._patience = patience
        self._copies = Copies()
        self._flights: dict[str, Flight] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in READING:
            return self._app(environ, start_response)
        hot = self.hot(path, environ, start_response)
        if hot is not None:
            return hot
        kept = self._asked.get(path)
        if kept is not None and kept.place is not None:
            place = kept.place(environ.get("QUERY_STRING", ""))
            if place is None:
                return self._pass(environ, start_response)
            path = place
        kept = kept or self._paths.find(path)
        if kept is None:
            return self._app(environ, start_response)
        with self._lock:
            flight = self._flights.get(path)
            if flight is None:
                mine = self._flights[path] = Flight()
        if flight is not None:
            return self._share(path, flight, environ, start_response)
        try:
            return self._fly(path, kept, mine, environ, start_response)
        finally:
            with self._lock:
                self._flights.pop(path, None)
            mine.land()

    def hot(
        self, path: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        """Answer a request for this path if the view was asked just now; return None otherwise.

        Of the environment only the method, the query and a reader's own headers are read.
        """
        copy = self._copies.get(path)
        if copy is None:
            kept = self._asked.get(path)
            if kept is None or kept.place is None:
                return None
            place = kept.place(environ.get("QUERY_STRING", ""))
            copy = None if place is None else self._copies.get(place)
        if copy is None or environ["REQUEST_METHOD"] not in READING:
            return None
        left = copy.seconds_left()
        if left <= 0 or not _is_fresh(copy, FRESH):
            return None
        copy.answered += 1
        return copy.answer(environ, start_response, left)

    def _share(
        self, path: str, flight: Flight, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with the page that another request brings, or has left meanwhile."""
        copy = self._copies.get(path)
        if copy and copy.is_safe() and _is_fresh(copy, FRESH_MEANWHILE):
            return copy.answer(environ, start_response)
        flight.something.wait(self._patience)
        if not flight.done.is_set():
            self._waiters.stay(flight.done, self._patience)
        if flight.meanwhile is not None and not flight.done.is_set():
            return flight.meanwhile.answer(environ, start_response)
        # The flight's own page; or, if the view fails or hangs, the copy of before.
        copy = self._copies.get(path)
        if copy is not None and _may_go_unchecked(copy):
            return copy.answer(environ, start_response)
        if flight.meanwhile is not None:
            return flight.meanwhile.answer(environ, start_response)
        return self._pass(environ, start_response)

    def _pass(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the view does now, and keep nothing."""
        answer = self._ask(environ)
        page = answer.page()
        return (page.answer if page else answer.send)(environ, start_response)

    def _fly(
        self,
        path: str,
        kept: Kept,
        flight: Flight,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Ask the view, and keep the page if its policy allows it."""

        def leave(body: str | bytes, more: Mapping[str, str]) -> None:
            headers = [("Content-Type", kept.content_type), *self._base, *more.items()]
            raw = body.encode() if isinstance(body, str) else body
            flight.meanwhile = Copy(raw, headers, NOT_KEPT)
            flight.something.set()

        copy = self._copies.get(path)
        told: dict[str, object] = {MEANWHILE: leave}
        visits = 0
        if copy is not None:
            visits, copy.answered = copy.answered, 0
            told |= {COPY: copy.policy, VISITS: visits}
        answer = self._ask(environ, told)
        if copy is not None and answer.is_same:
            copy.asked = copy.checked = time.monotonic()
            return copy.answer(environ, start_response)
        if copy is not None and answer.has_failed and _may_go_unchecked(copy):
            # Its covers are safe, and perhaps it is still true: a copy is better than an error.
            copy.asked = time.monotonic()
            copy.answered += visits + 1
            return copy.answer(environ, start_response)
        page = answer.page()
        if page is not None:
            if page.policy.until:
                self._copies.keep(path, page)
            else:
                self._copies.drop(path)
                flight.meanwhile = page
            return page.answer(environ, start_response)
        if not answer.has_failed:
            self._copies.drop(path)
        return answer.send(environ, start_response)

    def _ask(self, environ: WSGIEnvironment, told: dict[str, object] | None = None) -> Answer:
        """Ask the view for the whole page, even to answer a HEAD request."""
        asked = {**environ, "REQUEST_METHOD": "GET", **(told or {})}
        said: list[Any] = ["500 Internal Server Error", []]

        def start(status: str, headers: Headers, exc_info: object = None) -> Any:
            said[:] = [status, headers]
            return lambda data: None  # write(), which Flask never calls

        result = self._app(asked, start)
        try:
            body = b"".join(result)
        finally:
            if close := getattr(result, "close", None):
                close()
        return Answer(said[0], said[1], body, asked.get(POLICY), bool(asked.get(SAME)))


def _is_fresh(copy: Copy, seconds: float) -> bool:
    """Return whether the view was asked less than `seconds` ago and need not be asked again."""
    now = time.monotonic()
    return now - copy.asked < seconds and now - copy.checked < UNCHECKED_SECONDS


def _may_go_unchecked(copy: Copy) -> bool:
    """Return whether a copy may be sent although the view has not confirmed it again."""
    return time.monotonic() - copy.checked < UNCHECKED_SECONDS and copy.is_safe()
