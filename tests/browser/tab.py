"""A browser's tab as a person uses it, in any engine."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 120
LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True)
class Role:
    """A screen reader's name for an element: `Role("button", "Publish")`."""

    role: str
    name: str


class Fleeting(Exception):
    """The document was being replaced; try again."""


class Tab(ABC):
    """The methods of every engine's tab. Paths are relative to `site`."""

    site: str

    @abstractmethod
    def open(self, path: str) -> None:
        """Go to a path of the site, or to a full address, and wait until it is fully loaded."""

    @abstractmethod
    def reload(self) -> None: ...

    @abstractmethod
    def go(self, steps: int) -> None:
        """Go back (negative) or forward by `steps` entries, without waiting for the page."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Resize the page, in CSS pixels."""

    def lay_out(self, width: int, height: int) -> None:
        """Lay the page out in this size only to measure it, drawn as small as the engine can."""
        self.resize(width, height)

    @abstractmethod
    def click(self, what: str | Role) -> None:
        """Press the middle of the first element with this CSS selector or role."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key, named as in `KeyboardEvent.key`."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Save a picture of the page."""

    @abstractmethod
    def _call(self, function: str, argument: str) -> str:
        """Call an async JavaScript function with a text; return its text. Raises `Fleeting`."""

    def evaluate(self, function: str, argument: object = None) -> Any:
        """Call a JavaScript function with an argument, both ways as JSON."""
        return json.loads(
            self._call(
                f"async json => JSON.stringify(await ({function})(JSON.parse(json))) ?? 'null'",
                json.dumps(argument),
            )
        )

    @property
    def path(self) -> str:
        return str(self.evaluate("() => location.href")).removeprefix(self.site)

    def text(self, css: str) -> str:
        """Return the visible text of an existing element."""
        return str(self.evaluate("css => document.querySelector(css).innerText", css))

    def count(self, css: str) -> int:
        return int(self.evaluate("css => document.querySelectorAll(css).length", css))

    def wait_until(self, function: str, argument: object = None) -> None:
        """Wait until the function returns a true value, also on a following page."""
        if not self.becomes_true(function, argument):
            raise AssertionError(f"never true at {self.path}: {function} ({argument})")

    def becomes_true(
        self, function: str, argument: object = None, *, seconds: float = PATIENCE_SECONDS
    ) -> bool:
        """Return whether the function returns a true value within `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.evaluate(f"async argument => !!(await ({function})(argument))", argument):
                    return True
            except Fleeting:
                pass
            time.sleep(LOOK_AGAIN_SECONDS)
        return False

    def wait_for(self, css: str) -> None:
        """Wait until an element with this CSS selector is visible."""
        self.wait_until("css => document.querySelector(css)?.checkVisibility()", css)

    def wait_for_path(self, path: str) -> None:
        self.wait_until("path => location.pathname === path", path)
