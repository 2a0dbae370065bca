"""Rows of two sides that were measured in turn."""

from __future__ import annotations

from collections.abc import Sequence

from bench.reporting import median, share
from bench.studio.timing import Took
from bench.table import Row


def p50(times: Sequence[Took]) -> float:
    return median([each.wall for each in times])


def p99(times: Sequence[Took]) -> float:
    return share([each.wall for each in times], 0.99)


def compared(
    name: str, of: str, ours: Sequence[Took], others: Sequence[Took], most: float | None = None
) -> list[Row]:
    """Return the ratio of two sides' p50, and that of the processor's time."""
    processor = [median([each.processor for each in times]) for times in (ours, others)]
    return [
        Row(name, *ratio(of, p50(ours), p50(others), most)),
        Row("  processor", *ratio(of, *processor)),
    ]


def ratio(
    of: str, ours: float, others: float, most: float | None = None
) -> tuple[str, str, bool | None]:
    """Return figure, promise, and whether it is kept, for a row of two times in milliseconds."""
    found = ours / others
    figure = f"{found:.2f} × {of} ({ours:.1f} of {others:.1f} ms)"
    return (figure, "", None) if most is None else (figure, f"at most {most:g} ×", found <= most)
