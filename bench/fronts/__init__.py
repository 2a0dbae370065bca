"""Caches in front of a site: none of them may show a page with a dead cover.

Five shared caches and nginx, each with its default settings and caching switched on, are in front
of one real site, whose covers live for little more than a minute. Between them and the site a
switch can answer 503 or refuse connections.
"""

from __future__ import annotations

from bench.fronts.command import main

__all__ = ["main"]
