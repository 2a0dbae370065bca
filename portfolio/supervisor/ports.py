"""Whether a port is free, and whether a server behind it answers."""

from __future__ import annotations

import socket

from portfolio.supervisor.problems import CannotStart

HOST = "127.0.0.1"


def must_be_free(port: int, setting: str) -> None:
    """Raise `CannotStart` if a program already listens on `port`, which `setting` chose."""
    with socket.socket() as probe:
        # As the servers do: a lingering connection of the last run is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = (error.strerror or "it cannot be had").lower()
            raise CannotStart(
                f"Port {port} cannot be used: {why}. Set {setting} to a free one."
            ) from error


def answers(port: int, path: str) -> bool:
    """Return whether a web server on `port` answers, with any status.

    A connection alone proves little: the kernel accepts it before the application is loaded.
    """
    with socket.socket() as probe:
        probe.settimeout(0.5)
        try:
            probe.connect((HOST, port))
            probe.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode())
            return probe.recv(16).startswith(b"HTTP/")
        except OSError:
            return False
