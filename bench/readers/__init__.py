"""Programs that others wrote read a page: feed readers, link previews, validators, decoders.

Each is installed at a pinned version into a temporary folder, or is a Debian package that is there,
and reads the real site over HTTP. What its user would be shown is compared with what the creator
wrote, and every picture is fetched.
"""

from __future__ import annotations

from bench.readers.command import main

__all__ = ["main"]
