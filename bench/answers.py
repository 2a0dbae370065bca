"""One answer over HTTP, byte for byte, and a plain WSGI server that repeats it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from portfolio.supervisor import programs
from portfolio.supervisor.ports import answers
from portfolio.supervisor.processes import Child
from tests.servers.surroundings import free_port
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

#: Headers that a server adds by itself.
SERVERS_OWN = frozenset({"date", "server", "connection", "transfer-encoding", "keep-alive"})


@dataclass(frozen=True)
class Answer:
    """Status, headers and body as the server sent them; the body is still compressed."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return {key.lower(): text for key, text in self.headers}[name.lower()]


def get(
    url: str, headers: Mapping[str, str] | None = None, *, timeout: float = PATIENCE_SECONDS
) -> Answer:
    """Send one request; follow no redirect, unpack and cache nothing."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=timeout)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


@contextmanager
def repeating(answer: Answer, folder: Path, *, workers: int, threads: int) -> Iterator[str]:
    """Serve `answer` from a raw WSGI function, under the flags of the real server."""
    kept = [pair for pair in answer.headers if pair[0].lower() not in SERVERS_OWN]
    (folder / "headers.json").write_text(json.dumps(kept))
    (folder / "body").write_bytes(answer.body)
    (folder / "status").write_text(f"{answer.status} {HTTPStatus(answer.status).phrase}")
    port = free_port()
    environment = {**os.environ, "RAW_ANSWER": str(folder)}
    server = programs.web(environment, port=port, workers=workers, threads=threads)
    server.command = [*server.command[:-1], "bench.raw:app"]
    server.log = folder / "raw.log"
    with running(server, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running(server: Child, port: int) -> Iterator[None]:
    """Run a server for the length of the block."""
    server.start()
    try:
        wait_for(lambda: answers(port, "/"), server.name, server)
        yield
    finally:
        server.send(signal.SIGTERM)
        try:
            wait_for(lambda: not server.is_running(), f"{server.name}'s end", seconds=3)
        finally:
            server.kill()
