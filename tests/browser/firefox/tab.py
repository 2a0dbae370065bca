"""A tab of Firefox: actions in it, and a record of its errors."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.firefox.bidi import Bidi, Refused
from tests.browser.tab import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS, Fleeting, Role, Tab

KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
#: Errors from reading a document that is being replaced.
FLEETING = {"no such frame", "no such node", "no such handle", "unknown error"}
#: Errors of requests that were abandoned for another page, which are no failure.
LEFT = {"NS_BINDING_ABORTED", "NS_BINDING_CANCELLED_OLD_LOAD"}
#: A script's error for any failed request; `network.fetchError` gives the reason.
FAILED = "NetworkError when attempting to fetch resource"


class FirefoxTab(Tab):
    """One tab with its own cookies.

    `problems` holds errors and warnings in the console of the site's own pages, breaches of the
    Content-Security-Policy, and failed requests to the site.
    """

    def __init__(self, bidi: Bidi, site: str, width: int, height: int) -> None:
        self._bidi = bidi
        self.site = site
        self.problems: list[str] = []
        self._expected: list[str] = []
        self._user = bidi.call("browser.createUserContext")["userContext"]
        made = bidi.call("browsingContext.create", type="tab", userContext=self._user)
        self.context: str = made["context"]
        bidi.listeners.append(self._heard)
        self.resize(width, height)

    def close(self) -> None:
        """Close the tab and delete its cookies, after its last events have arrived."""
        self._ask("browsingContext.close")
        self._bidi.call("browser.removeUserContext", userContext=self._user)
        self._bidi.listeners.remove(self._heard)

    def expect_trouble(self, *parts: str) -> None:
        """Ignore problems that contain one of `parts`."""
        self._expected += parts

    def open(self, path: str) -> None:
        address = path if "://" in path else f"{self.site}{path}"
        self._ask("browsingContext.navigate", url=address, wait="complete")

    def set_cookie(self, name: str, value: str) -> None:
        """Set a cookie of the site, as if the site had sent it."""
        self._bidi.call(
            "storage.setCookie",
            cookie={
                "name": name,
                "value": {"type": "string", "value": value},
                "domain": str(urlsplit(self.site).hostname),
            },
            partition={"type": "storageKey", "userContext": self._user},
        )

    def reload(self) -> None:
        self._ask("browsingContext.reload", wait="complete")

    def go(self, steps: int) -> None:
        self._ask("browsingContext.traverseHistory", delta=steps)

    def come_to_front(self) -> None:
        self._ask("browsingContext.activate")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", viewport=size)

    def click(self, what: str | Role) -> None:
        node = self._find(what)
        self._run("node => node.scrollIntoView({ block: 'center' })", node)
        middle = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        self._act(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": middle},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self._act("key", {"type": "keyDown", "value": value}, {"type": "keyUp", "value": value})

    def screenshot(self, path: Path) -> None:
        shot = self._ask("browsingContext.captureScreenshot", origin="document")
        path.write_bytes(base64.b64decode(shot["data"]))

    # --- the wire ---

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._ask("input.performActions", actions=[source])

    def _find(self, what: str | Role) -> dict[str, Any]:
        if isinstance(what, Role):
            value: object = {"role": what.role, "name": what.name}
            locator = {"type": "accessibility", "value": value}
        else:
            locator = {"type": "css", "value": what}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                for node in self._ask("browsingContext.locateNodes", locator=locator)["nodes"]:
                    if self._run("node => node.checkVisibility()", node)["value"]:
                        return dict(node)
            except Refused as refusal:
                if refusal.error not in FLEETING:
                    raise
            time.sleep(LOOK_AGAIN_SECONDS)
        raise AssertionError(f"{what} is not at {self.path}")

    def _call(self, function: str, argument: str) -> str:
        try:
            return str(self._run(function, {"type": "string", "value": argument})["value"])
        except Refused as refusal:
            if refusal.error in FLEETING:
                raise Fleeting from refusal
            raise

    def _run(self, function: str, argument: dict[str, Any]) -> dict[str, Any]:
        answer = self._bidi.call(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[argument],
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise AssertionError(f"{answer['exceptionDetails']['text']}\n{function}")
        return dict(answer["result"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._bidi.call(method, context=self.context, **parameters)

    def _heard(self, event: str, told: dict[str, Any]) -> None:
        said = None
        if event == "log.entryAdded":
            if told["source"].get("context") == self.context and told["level"] in ("error", "warn"):
                said = None if FAILED in str(told["text"]) else str(told["text"])
        elif told["context"] == self.context and self._is_asked_by_page(told["request"]["url"]):
            if event == "network.fetchError" and told["errorText"] not in LEFT:
                said = f"{told['errorText']} ({told['request']['url']})"
            elif event == "network.responseCompleted" and told["response"]["status"] >= 400:
                said = f"{told['response']['status']} ({told['request']['url']})"
        if said and not any(part in said for part in self._expected):
            self.problems.append(said)

    def _is_asked_by_page(self, address: str) -> bool:
        # Firefox requests the icon by itself when it shows a kept page.
        return address.startswith(self.site) and address != f"{self.site}/favicon.ico"
