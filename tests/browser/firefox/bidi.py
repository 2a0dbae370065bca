"""One WebDriver BiDi session: commands with their answers, and events in between."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from websockets.sync.connection import Connection

ANSWER_SECONDS = 300
Listener = Callable[[str, dict[str, Any]], None]


class Refused(Exception):
    """The browser answered a command with an error; `error` is its name in the standard."""

    def __init__(self, method: str, error: str, message: str) -> None:
        super().__init__(f"{method}: {error}: {message}")
        self.error = error


class Bidi:
    """Commands over one socket. Events reach the listeners while a command waits for its answer."""

    def __init__(self, socket: Connection) -> None:
        self._socket = socket
        self._number = 0
        self.listeners: list[Listener] = []

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result. Raises `Refused` and `TimeoutError`."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(command))
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            message = json.loads(self._socket.recv(timeout=deadline - time.monotonic()))
            if message["type"] == "event":
                for listener in list(self.listeners):
                    listener(message["method"], message["params"])
            elif message["id"] != self._number:
                continue  # the late answer to a command that timed out
            elif message["type"] == "error":
                raise Refused(method, message["error"], message["message"])
            else:
                return dict(message["result"])
