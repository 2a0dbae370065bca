"""A tab of WebKitGTK's MiniBrowser, with the methods of every engine's tab."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from pathlib import Path

from bench.webkit.driver import Refused, Session
from tests.browser.firefox.tab import KEYS
from tests.browser.tab import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS, Fleeting, Role, Tab

#: Errors from reading a document that is being replaced.
FLEETING = {
    "no such element",
    "stale element reference",
    "no such frame",
    "javascript error",
    "unknown error",  # on reading the name of an element that was just replaced
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the standard's key for a reference
#: The CSS selector for each role that the courses press.
TAGS = {"button": "button", "link": "a[href]"}
CALLS = """const [argument, done] = arguments;
    (FUNCTION)(argument).then(text => done({ text }), error => done({ error: `${error}` }));"""


class WebKitTab(Tab):
    """The one window of a session; a press does not wait for its effect, as the driver would."""

    def __init__(self, session: Session, site: str, width: int = 1280, height: int = 900) -> None:
        self._session = session
        self.site = site
        self.resize(width, height)

    def open(self, path: str) -> None:
        self._session.post("/url", url=path if "://" in path else f"{self.site}{path}")

    def reload(self) -> None:
        self._session.post("/refresh")

    def go(self, steps: int) -> None:
        # The driver's own command waits for a load, which the page cache never makes.
        self.evaluate("steps => { setTimeout(() => history.go(steps)) }", steps)

    def resize(self, width: int, height: int) -> None:
        """Resize the page, in CSS pixels. Raises `AssertionError` below the toolbar's width."""
        _, around = self._edges()
        self._session.post("/window/rect", x=0, y=0, width=width, height=height + around)
        self.wait_until("width => innerWidth === width", width)

    def _edges(self) -> tuple[int, int]:
        wide, high = self.evaluate("() => [outerWidth - innerWidth, outerHeight - innerHeight]")
        return int(wide), int(high)

    def click(self, what: str | Role) -> None:
        node = self._find(what)
        # At once: the place to press would be computed during a smooth scroll.
        self._session.post(
            "/execute/sync",
            script="arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })",
            args=[{ELEMENT: node}],
        )
        moved = {"type": "pointerMove", "x": 0, "y": 0, "origin": {ELEMENT: node}, "duration": 0}
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self._act("pointer", moved, down, up)

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self._act("key", {"type": "keyDown", "value": value}, {"type": "keyUp", "value": value})

    def screenshot(self, path: Path) -> None:
        """Save a picture of the window: the standard has none of the whole page."""
        path.write_bytes(base64.b64decode(self._session.get("/screenshot")))

    # --- the wire ---

    def _act(self, kind: str, *actions: Mapping[str, object]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._session.post("/actions", actions=[source])

    def _find(self, what: str | Role) -> str:
        css = TAGS[what.role] if isinstance(what, Role) else what
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                found = self._session.post("/elements", using="css selector", value=css)
                for node in (str(each[ELEMENT]) for each in found):
                    if self._is(node, what):
                        return node
            except Refused as refusal:
                if refusal.error not in FLEETING:
                    raise
            time.sleep(LOOK_AGAIN_SECONDS)
        raise AssertionError(f"{what} is not at {self.path}")

    def _is(self, node: str, what: str | Role) -> bool:
        """Whether the node is shown and, for a `Role`, has this role and name."""
        script = "return arguments[0].checkVisibility()"
        if not self._session.post("/execute/sync", script=script, args=[{ELEMENT: node}]):
            return False
        return not isinstance(what, Role) or (
            self._session.get(f"/element/{node}/computedlabel") == what.name
            and self._session.get(f"/element/{node}/computedrole") == what.role
        )

    def _call(self, function: str, argument: str) -> str:
        script = CALLS.replace("FUNCTION", function)
        try:
            said = self._session.post("/execute/async", script=script, args=[argument])
        except Refused as refusal:
            if refusal.error in FLEETING:
                raise Fleeting from refusal
            raise
        if "error" in said:
            raise AssertionError(f"{said['error']}\n{function}")
        return str(said["text"])
