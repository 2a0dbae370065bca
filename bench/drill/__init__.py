"""The drill: thirty days of visits, outages, flushes, kills and rotations, in minutes.

The functions of views and workers run unchanged, on a real Redis and a real database. Only the
network to TikTok and the clock are simulated: a visit goes through the page layer to the view,
a job through the queue to the service, and both wait by the same clock.
"""

from __future__ import annotations

from bench.drill.command import main

__all__ = ["main"]
