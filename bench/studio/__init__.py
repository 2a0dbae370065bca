"""The studio's speed: two libraries on both databases, and the picker in a browser.

Requests are made within this process, so a figure is the server's own time. Each promise is of a
ratio: its two sides were measured in turn in the same run.
"""

from __future__ import annotations

from bench.studio.command import main

__all__ = ["main"]
