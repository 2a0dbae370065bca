"""A page of another site that shows ours in frames, in any engine: all that it says and holds."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import ConsoleMessage

from tests.browser.chromium import ChromiumTab
from tests.browser.firefox.process import Firefox
from tests.browser.firefox.tab import FirefoxTab
from tests.browser.tab import Tab
from tests.browser.watched import Watched
from tests.servers.waiting import wait_for

HEIGHTS = "() => [...document.querySelectorAll('iframe')].map((each) => each.clientHeight)"
#: What a frame's document tells: the widths of its pictures, and whether it may store anything.
TELLS = """async () => ({
    widths: await Promise.all([...document.images].map(async (each) => {
        await each.decode().catch(() => 0);
        return each.naturalWidth;
    })),
    stores: (() => { try { return !!localStorage; } catch { return false; } })(),
})"""
#: WordPress 6.1's own: `wp-embed.js`, with the attributes that its filter gives to a frame.
SECRET = "aB3dE5gH7j"
WORDPRESS_FRAME = (
    'class="wp-embedded-content" sandbox="allow-scripts" security="restricted" frameborder="0" '
    f'scrolling="no" data-secret="{SECRET}{{0}}" src="{{1}}#?secret={SECRET}{{0}}"'
)
WORDPRESS_SCRIPT = """<script>
addEventListener("message", ({ data, source }) => {
    if (!data || !(data.secret || data.message || data.value)) return;
    if (/[^a-zA-Z0-9]/.test(data.secret)) return;
    for (const frame of document.querySelectorAll(`iframe[data-secret="${data.secret}"]`)) {
        if (source !== frame.contentWindow) continue;
        if (data.message === "height") {
            frame.height = Math.min(1000, Math.max(200, ~~data.value));
        }
        if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host) {
            if (document.activeElement === frame) top.location.href = data.value;
        }
    }
});
addEventListener("load", () => {
    for (const frame of document.querySelectorAll("iframe[data-secret]")) {
        frame.contentWindow.postMessage({ message: "ready", secret: frame.dataset.secret }, "*");
    }
});
</script>"""


class Framing(ABC):
    """A tab at another site. `said` are all lines of its console, those of frames as well."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.said: list[str] = []

    @abstractmethod
    def in_frames(self, function: str) -> list[Any]:
        """Call an async function in each frame."""

    @abstractmethod
    def click(self, place: int, css: str) -> None:
        """Press the first element with this CSS selector in a frame; `place` counts from 0."""

    @abstractmethod
    @contextmanager
    def opening(self) -> Iterator[list[str]]:
        """Wait for a new tab at the end of the block, and close it; the list gets its address."""

    def becomes(self, heights: Sequence[int]) -> None:
        """Wait until the frames have these heights, to the pixel."""
        is_so = f"heights => String(({HEIGHTS})()) === String(heights)"
        assert self.tab.becomes_true(is_so, heights), f"{self.heights()}, not {heights}"

    def heights(self) -> list[int]:
        return list(self.tab.evaluate(HEIGHTS))


class InChromium(Framing):
    def __init__(self, watched: Watched) -> None:
        super().__init__(ChromiumTab(watched))
        self._watched = watched
        watched.context.on("console", self._heard)

    def in_frames(self, function: str) -> list[Any]:
        return [frame.evaluate(function) for frame in self._watched.page.frames[1:]]

    def click(self, place: int, css: str) -> None:
        self._watched.page.frames[1 + place].locator(css).first.click()

    @contextmanager
    def opening(self) -> Iterator[list[str]]:
        addresses: list[str] = []
        with self._watched.context.expect_page() as opened:
            yield addresses
        opened.value.wait_for_load_state("domcontentloaded")
        addresses.append(opened.value.url)
        opened.value.close()

    def _heard(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)


class InFirefox(Framing):
    def __init__(self, tab: FirefoxTab, firefox: Firefox) -> None:
        super().__init__(tab)
        self._context, self._bidi = tab.context, firefox.bidi
        self._bidi.listeners.append(self._heard)

    def in_frames(self, function: str) -> list[Any]:
        return [self._in(frame, function) for frame in self._frames()]

    def click(self, place: int, css: str) -> None:
        # A press in the page itself would not reach a frame of another site.
        frame = self._frames()[place]
        locator = {"type": "css", "value": css}
        found = self._bidi.call("browsingContext.locateNodes", context=frame, locator=locator)
        node = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        press = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": node},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        actions = [{"type": "pointer", "id": "pointer", "actions": press}]
        self._bidi.call("input.performActions", context=frame, actions=actions)

    @contextmanager
    def opening(self) -> Iterator[list[str]]:
        addresses: list[str] = []
        before = set(self._tabs())
        yield addresses

        def opened() -> str | None:
            new = [url for each, url in self._tabs().items() if each not in before]
            return next((url for url in new if url != "about:blank"), None)

        wait_for(opened, "a new tab")
        addresses.append(str(opened()))
        for each in self._tabs().keys() - before:
            self._bidi.call("browsingContext.close", context=each)

    def _frames(self) -> list[str]:
        (tree,) = self._bidi.call("browsingContext.getTree", root=self._context)["contexts"]
        return [each["context"] for each in tree["children"]]

    def _tabs(self) -> dict[str, str]:
        tree = self._bidi.call("browsingContext.getTree", maxDepth=0)
        return {each["context"]: each["url"] for each in tree["contexts"]}

    def _in(self, context: str, function: str) -> Any:
        answer = self._bidi.call(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await ({function})())",
            target={"context": context},
            awaitPromise=True,
        )
        return json.loads(answer["result"]["value"])

    def _heard(self, event: str, told: dict[str, Any]) -> None:
        if event == "log.entryAdded":
            self.said.append(str(told["text"]))
