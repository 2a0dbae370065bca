"""A server that sends exactly a test's bytes."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Self
from urllib.parse import parse_qsl, urlsplit

Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Request:
    """A received request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> list[tuple[str, str]]:
        return sorted(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Canned:
    """Answers each request by the next behaviour; the last one repeats.

    A behaviour that raises an OSError closes its connection.
    """

    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    sent: int = 0
    """Bytes of answers that left the server."""

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.open: list[socket.socket] = []
        self.threads: list[threading.Thread] = []

    def then(self, behaviour: Behaviour) -> Self:
        self.behaviours.append(behaviour)
        return self

    def answer(
        self,
        body: object,
        status: int = 200,
        headers: dict[str, str] | None = None,
        *,
        date: str | None = "now",
    ) -> Self:
        """Answer with this body: bytes unchanged, any other value as JSON."""
        return self.raw(message(body, status, headers, date))

    def reply(self, make: Callable[[Request], object]) -> Self:
        """Answer with the JSON that this function returns for the request."""
        return self.then(lambda connection: self.send(connection, message(make(self.requests[-1]))))

    def raw(self, data: bytes, *, close: bool = False) -> Self:
        def behave(connection: socket.socket) -> None:
            self.send(connection, data)
            if close:
                connection.shutdown(socket.SHUT_RDWR)

        return self.then(behave)

    def reset(self) -> Self:
        """Reset the connection without sending a byte."""

        def behave(connection: socket.socket) -> None:
            # A linger of zero seconds sends a reset, not an orderly end.
            linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            raise ConnectionAbortedError

        return self.then(behave)

    def hang(self) -> Self:
        return self.then(lambda connection: None)

    def drip(self, data: bytes, pause: float = 0.05) -> Self:
        """Send one byte at a time, each long before any timeout per read, and then close.

        Only a caller with a deadline over the whole answer times out.
        """

        def behave(connection: socket.socket) -> None:
            for number in range(len(data)):
                self.send(connection, data[number : number + 1])
                time.sleep(pause)
            connection.shutdown(socket.SHUT_RDWR)

        return self.then(behave)

    def send(self, connection: socket.socket, data: bytes) -> None:
        view = memoryview(data)
        while view:
            count = connection.send(view[:65536])
            self.sent += count
            view = view[count:]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            thread = threading.Thread(target=self._serve_connection, args=(connection,))
            self.threads.append(thread)
            thread.start()

    def _serve_connection(self, connection: socket.socket) -> None:
        # The client may close at any moment, as many tests let it.
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            while request := _read_request(lines):
                self.requests.append(request)
                number = min(len(self.requests), len(self.behaviours)) - 1
                self.behaviours[number](connection)


def message(
    body: object,
    status: int = 200,
    headers: dict[str, str] | None = None,
    date: str | None = "now",
) -> bytes:
    """Return an HTTP answer in bytes."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(payload))}
    if date:
        fields["Date"] = formatdate(usegmt=True) if date == "now" else date
    lines = [f"{name}: {value}\r\n" for name, value in (fields | (headers or {})).items()]
    return f"HTTP/1.1 {status} Whatever\r\n{''.join(lines)}\r\n".encode() + payload


def _read_request(lines) -> Request | None:
    first = lines.readline().decode()
    if not first:
        return None
    method, target, _ = first.split()
    headers = {}
    while (line := lines.readline().decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, target, headers, lines.read(int(headers.get("content-length", 0))))


@contextmanager
def canned_server() -> Iterator[Canned]:
    server = Canned()
    accepting = threading.Thread(target=server.serve)
    accepting.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        for connection in server.open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in [accepting, *server.threads]:
            thread.join(60)
