"""The seconds from `python3 app.py` to the first page when everything is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.demo import demo
from bench.reporting import median, parser, report
from bench.table import Row

MOST = 1.5  # seconds


def main(arguments: Sequence[str]) -> bool:
    options = parser("start")
    options.add_argument("--starts", type=int, default=7)
    chosen = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="start-") as made:
        folder = Path(made) / "instance"
        with demo(folder) as running:
            first = running.seconds
            running.page()
        times = []
        for _ in range(chosen.starts):
            with demo(folder) as running:
                times.append(running.seconds)
    rows = [
        Row("first start, packages installed", f"{first:.2f} s"),
        Row(f"second start, median of {len(times)}", f"{median(times):.2f} s",
            f"at most {MOST:.1f} s", median(times) <= MOST),
        Row("  the fastest, the slowest", f"{min(times):.2f} s, {max(times):.2f} s"),
    ]  # fmt: skip
    return report("Start", rows, {"first": first, "second": times}, chosen.json)
