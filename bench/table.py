"""The output of a command: one table of a few rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `is_kept` says whether its promise is kept; None without a promise."""

    what: str
    figure: str
    promise: str = ""
    is_kept: bool | None = None


def show(title: str, rows: Sequence[Row]) -> bool:
    """Print the table; return whether every promise in it is kept."""
    wide = max(len(row.what) for row in rows)
    figure = max(len(row.figure) for row in rows)
    print(f"\n{title}\n")
    for row in rows:
        mark = {True: "kept", False: "BROKEN", None: ""}[row.is_kept]
        print(f"  {row.what:<{wide}}  {row.figure:>{figure}}  {row.promise:<24} {mark}".rstrip())
    print(flush=True)
    return all(row.is_kept is not False for row in rows)
