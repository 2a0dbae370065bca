"""A public page that no process keeps a copy of: of 300 videos beside 24, and an earlier build's.

Requests are made within this process, so a figure is the server's own time. Each promise is of a
ratio: its two sides were measured in turn in the same run.
"""

from __future__ import annotations

from bench.cold_page.command import main

__all__ = ["main"]
