"""How Chromium is started, by every test and benchmark: a process of tests has one for all."""

from __future__ import annotations

import os
from typing import Any

#: As a person's browser says it: one that calls itself headless is taken for a crawler, which
#: asks for no renewal.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
    "Safari/537.36"
)
FLAGS = (
    f"--user-agent={USER_AGENT}",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> str:
    """Return Debian's Chromium, which also keeps pages for Back and restores tabs."""
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")


def without_windows() -> str:
    """Return Chromium's build without windows: the same engine, a third of the cost of a tab."""
    return os.environ.get("CHROMIUM_HEADLESS_SHELL", "/usr/bin/chromium-headless-shell")


def launch_options(executable: str | None = None) -> dict[str, Any]:
    """Return Playwright's options for a launch: the program, by default Chromium, and its flags."""
    return {"executable_path": executable or program(), "args": list(FLAGS)}
