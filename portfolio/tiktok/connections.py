"""Connections that keep to the deadline of `deadline.within` at every step."""

import io
import queue
import socket
import threading
from http.client import HTTPResponse
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .deadline import Deadline, current


class _TimedReader(io.RawIOBase):
    """Reads from a socket; each wait gets only the rest of the deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw = raw
        self._socket = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._socket.settimeout(self._deadline.left())
        received = self._raw.readinto(buffer)
        if received:
            self._deadline.heard = True
        return received

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """http.client's answer; status line, headers and body all come through a `_TimedReader`."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        if deadline := current():
            raw = self.fp.detach()
            self.fp = io.BufferedReader(_TimedReader(raw, sock, deadline))


class _TimedConnection(HTTPConnection):
    """Looks up, connects and sends within the deadline."""

    response_class = _TimedResponse

    def _new_conn(self) -> socket.socket:
        deadline = current()
        if deadline is None:
            return super()._new_conn()
        name = self._dns_host
        try:
            addresses = _addresses(name, self.port, deadline)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        try:
            return self._first_that_answers(addresses, deadline)
        finally:
            self._dns_host = name

    def _first_that_answers(self, addresses: list[str], deadline: Deadline) -> socket.socket:
        """Connect to one of the addresses, each getting its share of the time."""
        failed: Exception | None = None
        for number, address in enumerate(addresses):
            self._dns_host = address
            self.timeout = deadline.left() / (len(addresses) - number)
            try:
                connected = super()._new_conn()
            except (NewConnectionError, ConnectTimeoutError) as error:
                failed = error
            else:
                self.timeout = deadline.left()
                connected.settimeout(self.timeout)  # A TLS handshake takes this as its whole.
                return connected
        raise failed or OSError("The name has no address.")

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if deadline := current():
            deadline.sent = True
        super().send(data)


class _TimedTLSConnection(_TimedConnection, HTTPSConnection):
    """The same over TLS."""


class TimedPool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class TimedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTLSConnection


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": TimedPool, "https": TimedTLSPool}


def _addresses(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the addresses of a name, in the system's order.

    The system's look-up cannot be interrupted, so it runs in a thread of its own, which is left
    to end by itself when the deadline passes first.
    """
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except Exception as error:
            found.put(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        answer = found.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError("The name was not found in time.") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
