"""Visitors: each asks the real application for a page, and the answer is judged."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask

from bench.drill.shown import Seen, longest_kept, read
from bench.drill.simulation import Simulation
from bench.drill.versions import Versions
from portfolio.views.cache_policy import CachePolicy

#: Seconds between a page's requests for its pending cards, as in static/js/pending.js.
ASKS_AGAIN = (1, 2, 4, 8, 30)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
#: Seconds for which a page may still show an older version.
AT_ONCE = 1.0


@dataclass
class Figures:
    """Counts of the views and covers of all visitors."""

    views: int = 0
    in_outages: int = 0
    by_crawlers: int = 0
    #: Views by people, outside outages.
    calm_views: int = 0
    covers: int = 0
    broken: int = 0
    broken_views: int = 0
    pending_views: int = 0
    pending_in_outages: int = 0
    pending_for_crawlers: int = 0
    never_came: int = 0
    stale: int = 0
    not_found: int = 0
    vanished: int = 0
    waited: list[float] = field(default_factory=list)
    #: Why the first views with a pending card outside outages had one: when, and whose page.
    pending_at: list[tuple[float, str, int, int]] = field(default_factory=list)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )


class Visitors:
    """All visitors: they open pages and note the contents."""

    def __init__(
        self,
        simulation: Simulation,
        app: Flask,
        versions: Versions,
        is_down: Callable[[float], object],
        chance: random.Random,
    ) -> None:
        self.simulation = simulation
        self.app = app
        self.versions = versions
        self.is_down = is_down
        self.chance = chance
        self.figures = Figures()
        #: The moment and the videos of every page that was served outside outages.
        self.demands: list[tuple[float, tuple[str, ...]]] = []
        #: The videos of each page at its last visit.
        self.shown: dict[str, tuple[str, ...]] = {}
        self.before_visit: Callable[[], None] = lambda: None
        self._seen: dict[bytes, Seen] = {}
        self._versions: dict[str, tuple[UUID, int]] = {}

    def visit(self, path: str, *, crawler: bool = False) -> None:
        """Open a page; as a browser, ask again for its pending cards."""
        began = self.simulation.now
        self.before_visit()
        status, headers, body, policy = self.get(path, CRAWLER if crawler else BROWSER)
        now = self.simulation.now
        figures = self.figures
        if status == 404 and "/v/" in path:
            figures.vanished += 1  # between the look at the page and the click
            return
        if status != 200:
            figures.not_found += 1
            return
        figures.views += 1
        if now - began > 0.001:
            figures.waited.append(now - began)
        seen = self._look(body)
        if "/v/" not in path:
            self.shown[path] = seen.ids
        self._judge_covers(seen, headers)
        self._judge_version(headers, policy)
        down = bool(self.is_down(now) or self.is_down(began))
        figures.in_outages += down
        figures.by_crawlers += crawler
        figures.calm_views += not crawler and not down
        if not down:
            self.demands.append((now, seen.ids))
        if not seen.pending:
            return
        if crawler:
            figures.pending_for_crawlers += 1
            return
        if down:
            figures.pending_in_outages += 1
        else:
            figures.pending_views += 1
            figures.pending_at.append((began, path, len(seen.pending), len(seen.ids)))
        self._ask_again(path, seen.pending)

    def _ask_again(self, path: str, pending: tuple[str, ...]) -> None:
        page = "/".join(path.split("/")[:2])
        pauses = list(ASKS_AGAIN)
        while pauses:
            pause = pauses.pop(0)
            self.simulation.sleep(pause * self.chance.uniform(0.8, 1.2))
            self.before_visit()
            status, headers, body, _ = self.get(
                f"{page}/covers", BROWSER, f"ids={','.join(pending)}"
            )
            if status != 200:
                return
            seen = self._look(body)
            self._judge_covers(seen, headers)
            pending = seen.pending
            if not pending:
                return
            if "Retry-After" in headers:
                pauses = pauses[-1:]
        if not self.is_down(self.simulation.now):
            self.figures.never_came += 1

    def get(
        self, path: str, agent: str, query: str = ""
    ) -> tuple[int, dict[str, str], bytes, CachePolicy | None]:
        """Ask the WSGI application, page layer included."""
        environ = {**_ENVIRON, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_USER_AGENT": agent}
        environ["wsgi.input"] = BytesIO()
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            said[:] = [int(status[:3]), dict(headers)]

        answer = self.app.wsgi_app(environ, start_response)
        body = answer[0] if isinstance(answer, list) and len(answer) == 1 else b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return said[0], said[1], body, self._policy_of(path, said[1])

    def _policy_of(self, path: str, headers: dict[str, str]) -> CachePolicy | None:
        """Return the policy of the page layer's copy, if this answer is that copy."""
        copy = self.app.extensions["page_layer"]._copies.get(path)
        return copy.policy if copy and headers.get("ETag") == copy.etag("") else None

    def _look(self, body: bytes) -> Seen:
        seen = self._seen.get(body)
        if seen is None:
            seen = read(body)
            if len(self._seen) > 1000:
                self._seen.clear()
            self._seen[body] = seen
        return seen

    def _judge_covers(self, seen: Seen, headers: dict[str, str]) -> None:
        """Count covers that break before the last moment at which caches may show the page."""
        kept = longest_kept(headers.get("Cache-Control", ""))
        broken = bisect_right(seen.breaks, self.simulation.now + kept)
        self.figures.covers += len(seen.breaks)
        self.figures.broken += broken
        self.figures.broken_views += broken > 0

    def _judge_version(self, headers: dict[str, str], policy: CachePolicy | None) -> None:
        etag = headers.get("ETag", "")
        if policy is not None:
            shown = policy.creator_id, policy.version
            if etag:
                self._versions[etag] = shown
        elif etag in self._versions:
            shown = self._versions[etag]
        else:
            return  # an interim answer, while the page itself is rendered
        if self.versions.replaced_at(*shown) < self.simulation.now - AT_ONCE:
            self.figures.stale += 1


_ENVIRON: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "127.0.0.1:8000",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": None,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
