"""The output of the commands: one option, one table, and the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from bench.table import Row, show

T = TypeVar("T")


def parser(name: str, **options: object) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog=f"python3 bench {name}", **options)  # type: ignore[arg-type]
    made.add_argument("--json", type=Path, metavar="FILE", help="where the figures go as JSON")
    return made


def report(
    title: str, rows: Sequence[Row], figures: Mapping[str, object], path: Path | None
) -> bool:
    """Print the table, write the JSON; return whether every promise in it is kept."""
    kept = show(title, rows)
    write(title, rows, figures, path, kept=kept)
    return kept


def write(
    title: str, rows: Sequence[Row], figures: Mapping[str, object], path: Path | None, *, kept: bool
) -> None:
    """Write the findings as JSON, if a path is given."""
    if path is None:
        return
    made = {
        "title": title,
        "kept": kept,
        "rows": [asdict(row) for row in rows],
        "figures": figures,
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
    }
    path.write_text(json.dumps(made, indent=2, default=str) + "\n")


def interleaved(sides: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Measure every side once a round, in turn, so that a busy moment falls on all of them."""
    found: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        # The order is reversed in each round.
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in order:
            found[name].append(sides[name]())
    return found


def share(values: Sequence[float], quantile: float) -> float:
    """Return the value below which this share of `values` lies: 0.99 for the p99."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * quantile), len(ordered) - 1)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
