"""The switch between the fronts and the site: it passes on, answers 503, or refuses."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_REUSEADDR, SOL_SOCKET, socket

#: Headers for one connection only, which are never passed on (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "te"})
PATIENCE_SECONDS = 30
#: A directive added after build 1886b29, whose pages Apache showed without end.
ADDED_SINCE = re.compile(r", proxy-revalidate\b")


class State(Enum):
    """The state of the site."""

    HEALTHY = "healthy"
    FAILING = "answering 503"
    REFUSING = "refusing connections"


class Switch:
    """One port on which a site is healthy, fails or refuses. Answers close their connection."""

    def __init__(self, site_port: int, *, is_as_before: bool) -> None:
        self.site_port = site_port
        #: Whether Cache-Control is changed to that of build 1886b29.
        self.is_as_before = is_as_before
        self.state = State.HEALTHY
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._bound = taken(0)
        self.port = int(self._bound.getsockname()[1])

    def turn(self, state: State) -> None:
        self.state = state
        if state is State.REFUSING:
            self._stop()
        elif self._server is None:
            self._server = Server(self, self._bound)
            self._thread = threading.Thread(target=self._server.serve_forever)
            self._thread.start()

    def end(self) -> None:
        self._stop()
        self._bound.close()

    def _stop(self) -> None:
        """Stop listening; a socket that refuses connections keeps the port."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None
        self._bound = taken(self.port)


def taken(port: int) -> socket:
    """Return a socket bound to this port, or to any for 0, that does not listen yet."""
    made = socket()
    made.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


@contextmanager
def switch(site_port: int, *, is_as_before: bool = False) -> Iterator[Switch]:
    """Run a switch before the site on this port; it begins healthy."""
    made = Switch(site_port, is_as_before=is_as_before)
    try:
        made.turn(State.HEALTHY)
        yield made
    finally:
        made.end()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: Switch, bound: socket) -> None:
        super().__init__(("127.0.0.1", owner.port), Passing, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.owner = owner
        self.server_activate()


class Passing(BaseHTTPRequestHandler):
    """One request, and the site's answer to it."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        owner = self.server.owner
        if owner.state is State.FAILING:
            self._answer(503, [("Content-Type", "text/plain")], b"later\n")
            return
        site = HTTPConnection("127.0.0.1", owner.site_port, timeout=PATIENCE_SECONDS)
        try:
            sent = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
            site.request(self.command, self.path, headers=sent)
            answer = site.getresponse()
            headers = [pair for pair in answer.getheaders() if pair[0].lower() not in HOP_BY_HOP]
            body = answer.read()
        finally:
            site.close()
        if owner.is_as_before:
            headers = [(name, ADDED_SINCE.sub("", text)) for name, text in headers]
        self._answer(answer.status, headers, body)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, text in headers:
            self.send_header(name, text)
        if "content-length" not in {name.lower() for name, _ in headers} and status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the requests are known."""
