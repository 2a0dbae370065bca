"""Positions: whole numbers with gaps, so that a move writes only the moved rows."""

from __future__ import annotations

#: The gap after the last one, and between all after a renumbering.
STEP = 4096
#: The largest number that the column can hold.
MOST = 2**31 - 1


def between(before: int | None, after: int | None, count: int) -> list[int] | None:
    """Return `count` ascending positions between two; None if there is no room for them.

    Without `before` they are the first ones, without `after` the last ones. All are at least 1.
    """
    low = before or 0
    if after is None:
        ends = low + STEP * count <= MOST
        return [low + STEP * n for n in range(1, count + 1)] if ends else None
    gap = after - low
    if gap <= count:
        return None
    return [low + gap * n // (count + 1) for n in range(1, count + 1)]


def evenly(count: int) -> list[int]:
    """Return positions for all, with room between them."""
    return [STEP * n for n in range(1, count + 1)]
