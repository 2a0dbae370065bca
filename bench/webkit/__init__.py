"""The browser courses in WebKit, which every iPhone has: Debian's WebKitGTK over WebDriver.

`python3 tests` does not run them, since that would need one more browser.
"""

from __future__ import annotations

from bench.webkit.command import main

__all__ = ["main"]
