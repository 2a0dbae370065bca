"""The findings of a drill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from bench.drill.visitors import Figures


@dataclass
class Outcome:
    """The findings of a drill."""

    shown: Figures
    calls: Counter[str]
    calls_in_outages: Counter[str]
    oracle: int
    cover_calls: int
    refused: Counter[str]
    jobs: Counter[str]
    failed: Counter[str]
    killed: Counter[str]
    open_transactions: int
    ended_connections: int
    covers_on_pages: int
    real_seconds: float

    def __add__(self, other: Outcome) -> Outcome:
        """Return the findings of two drills that ran side by side."""
        return Outcome(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
                if each.name not in ("covers_on_pages", "real_seconds")
            },
            covers_on_pages=max(self.covers_on_pages, other.covers_on_pages),
            real_seconds=max(self.real_seconds, other.real_seconds),
        )
