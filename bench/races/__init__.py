"""Two workers and two web processes race on one connection, and are killed at every step."""

from __future__ import annotations

from bench.races.command import main

__all__ = ["main"]
