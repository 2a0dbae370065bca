"""The drill: thirty days of visits, outages, flushes, kills and rotations, in minutes.

The functions that views and workers call run as they are, on a real Redis and a real database.
Simulated are the wire to TikTok and the clock, and nothing else: a visit goes through the page
layer to the view, a job through the queue to the service, and both wait by the same clock.
"""

from __future__ import annotations

from bench.drill.command import main

__all__ = ["main"]
