"""One running Firefox with a profile of its own, and its preferences."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import connect

from portfolio.supervisor.processes import Child
from tests.browser.firefox.bidi import Bidi
from tests.servers.waiting import wait_for

Preference = bool | int | str
START_SECONDS = 300

#: Preferences for tests, besides those that Firefox itself sets when it is driven.
ALWAYS: Mapping[str, Preference] = {
    "browser.newtab.preload": False,
    "browser.startup.page": 0,
    "dom.ipc.processPrelaunch.enabled": False,
    "layout.frame_rate": 20,  # drawing without a graphics card is most of its work
    "network.proxy.type": 0,
    "ui.prefersReducedMotion": 1,
    "ui.systemUsesDarkTheme": 0,
}
EVENTS = ("log.entryAdded", "network.responseCompleted", "network.fetchError")

# BiDi does not report breaches of the Content-Security-Policy as console lines.
TELLS_BREACHES = """() => addEventListener("securitypolicyviolation", breach =>
    console.error(`Content-Security-Policy: ${breach.violatedDirective} ${breach.blockedURI}`))"""

CHANGES = """preferences => {
    for (const [name, value] of Object.entries(preferences)) {
        const kind = { boolean: "Bool", number: "Int", string: "String" }[typeof value];
        if (value === null) Services.prefs.clearUserPref(name);
        else Services.prefs[`set${kind}Pref`](name, value);
    }
}"""


class Firefox:
    """One browser process with its shared preferences and window."""

    def __init__(self, bidi: Bidi) -> None:
        self.bidi = bidi
        tree = bidi.call("browsingContext.getTree", **{"moz:scope": "chrome", "maxDepth": 0})
        self._window = tree["contexts"][0]["context"]
        bidi.call("script.addPreloadScript", functionDeclaration=TELLS_BREACHES)
        bidi.call("session.subscribe", events=list(EVENTS))

    @contextmanager
    def preferring(self, preferences: Mapping[str, Preference]) -> Iterator[None]:
        """Change preferences of all tabs for the block; documents loaded in it follow them."""
        self._set(preferences)
        try:
            yield
        finally:
            self._set({name: ALWAYS.get(name) for name in preferences})

    def _set(self, preferences: Mapping[str, Preference | None]) -> None:
        self.in_window(CHANGES, preferences)

    def in_window(self, function: str, argument: object = None) -> None:
        """Call a function in the browser's own window, where `gBrowser` has the tabs."""
        answer = self.bidi.call(
            "script.callFunction",
            functionDeclaration=f"async json => {{ await ({function})(JSON.parse(json)) }}",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            target={"context": self._window},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise AssertionError(answer["exceptionDetails"]["text"])

    def contexts(self) -> set[str]:
        """Return BiDi's ids of the open tabs."""
        tree = self.bidi.call("browsingContext.getTree", maxDepth=0)
        return {each["context"] for each in tree["contexts"]}


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Debian's Firefox without a window; kill it and all its processes at the end.

    It is not asked to end: now and then it waits a minute for its own threads.
    """
    with tempfile.TemporaryDirectory(
        prefix="showreel-firefox-", ignore_cleanup_errors=True
    ) as folder:
        profile = Path(folder)
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in ALWAYS.items())
        (profile / "user.js").write_text("".join(lines))
        child = Child(
            "firefox",
            [
                os.environ.get("FIREFOX", "firefox-esr"),
                "--headless",
                "--no-remote",
                "--remote-debugging-port=0",
                "--remote-allow-system-access",  # lets its window set preferences
                "--profile",
                folder,
            ],
            {**os.environ, "HOME": folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
            log=profile / "firefox.log",
        )
        child.start()
        try:
            with connect(_address(profile, child), max_size=None, proxy=None) as socket:
                bidi = Bidi(socket)
                bidi.call("session.new", capabilities={})
                yield Firefox(bidi)
        finally:
            child.kill()


def _address(profile: Path, child: Child) -> str:
    """Wait for the file with Firefox's address."""
    said = profile / "WebDriverBiDiServer.json"

    def port() -> int | None:
        try:
            return int(json.loads(said.read_text())["ws_port"])
        except (OSError, ValueError):
            return None  # missing or incomplete

    wait_for(port, "Firefox's socket", child, seconds=START_SECONDS)
    return f"ws://127.0.0.1:{port()}/session"
