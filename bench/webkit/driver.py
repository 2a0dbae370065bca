"""Debian's WebKitWebDriver on a virtual screen: https://w3c.github.io/webdriver/."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.answers import running
from portfolio.supervisor.processes import Child
from tests.servers.surroundings import free_port
from tests.servers.waiting import wait_for

#: Each needed program, with its Debian package.
PACKAGES = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
ANSWER_SECONDS = 150
SCREEN = "2800x1600x24"  # larger than the largest window
#: MiniBrowser's toolbar makes a window at least 447 pixels wide; with this style, 290.
TOOLBAR = "* { min-width: 0; margin: 0; padding: 0; border-width: 0; font-size: 1px; }"


class Refused(Exception):
    """The driver answered a command with an error; `error` is its name in the standard."""

    def __init__(self, command: str, error: str, message: str) -> None:
        super().__init__(f"{command}: {error}: {message}")
        self.error = error


class Session:
    """One browser with its own cookies, which are deleted when it closes."""

    def __init__(self, address: str) -> None:
        self._http = requests.Session()
        self._http.trust_env = False  # the host's proxy cannot reach our loopback
        self._address = f"{address}/session"
        made = self.post("", capabilities={"alwaysMatch": {}})
        self.version = str(made["capabilities"]["browserVersion"])
        self._address += f"/{made['sessionId']}"
        self.post("/timeouts", script=ANSWER_SECONDS * 1000, pageLoad=ANSWER_SECONDS * 1000)

    def post(self, command: str, **parameters: object) -> Any:
        """Send a command and return its value. Raises `Refused`."""
        return self._ask("POST", command, parameters)

    def get(self, command: str) -> Any:
        return self._ask("GET", command, None)

    def delete(self, command: str = "") -> Any:
        return self._ask("DELETE", command, None)

    def _ask(self, method: str, command: str, parameters: object) -> Any:
        answer = self._http.request(
            method, f"{self._address}{command}", json=parameters, timeout=ANSWER_SECONDS + 30
        )
        value = answer.json()["value"]
        if not answer.ok:
            raise Refused(command, value["error"], value["message"])
        return value


def missing_packages() -> list[str]:
    return [package for program, package in PACKAGES.items() if not shutil.which(program)]


@contextmanager
def screen(folder: Path) -> Iterator[str]:
    """Run an X server that draws into memory; yield its display name."""
    log = folder / "screen.log"
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    child = Child("screen", command, dict(os.environ), log=log)

    def number() -> str | None:
        found = re.search(r"^(\d+)\n", log.read_text(), re.MULTILINE)
        return found and found[1]

    child.start()
    try:
        wait_for(number, "the screen", child)
        yield f":{number()}"
    finally:
        child.kill()


@contextmanager
def session(display: str, folder: Path) -> Iterator[Session]:
    """Start a driver and its browser, with their files in `folder`; end both."""
    style = folder / ".config/gtk-3.0/gtk.css"
    style.parent.mkdir(parents=True)
    style.write_text(TOOLBAR)
    port = free_port()
    child = Child(
        "driver",
        ["WebKitWebDriver", f"--port={port}"],
        {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "HOME": str(folder)},
        log=folder / "driver.log",
    )
    with running(child, port):
        made = Session(f"http://127.0.0.1:{port}")
        try:
            yield made
        finally:
            made.delete()
