"""The same commands of two builds in turn, an earlier one (A) and this one (B): A B A B.

`python3 bench compare 1886b29 hot-page first-sync -- --rounds 5` hands the arguments after `--` to
the commands. The earlier build is checked out into a temporary folder and runs its own bench.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.reporting import median, write
from bench.table import Row, show

ROOT = Path(__file__).resolve().parent.parent
#: The first number in a figure such as "1,204 /s, p99 3.1 ms" or "0.92 ×".
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")

Figures = dict[str, list[float]]


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """Check a revision out beside this build, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="compare-") as made:
        folder = Path(made) / "earlier"
        git("worktree", "add", "--quiet", "--detach", str(folder), revision)
        try:
            yield folder
        finally:
            git("worktree", "remove", "--force", str(folder))


def git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True)


def run(build: Path, name: str, options: Sequence[str]) -> Mapping[str, Any]:
    """Run one command of a build in a process of its own; return the JSON that it writes.

    Raises `RuntimeError` if it writes none. A broken promise is a figure like any other.
    """
    with tempfile.TemporaryDirectory(prefix="compare-") as made:
        path = Path(made) / "figures.json"
        python = "python3" if build != ROOT else sys.executable
        done = subprocess.run(
            [python, str(build / "bench"), name, "--json", str(path), *options],
            cwd=build,
            env={k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"},
            capture_output=True,
            text=True,
            check=False,
        )
        if not path.exists():
            raise RuntimeError(f"{name} of {build} wrote no figures:\n{done.stderr[-2000:]}")
        found: Mapping[str, Any] = json.loads(path.read_text())
        return found


def numbers_of(found: Mapping[str, Any]) -> dict[str, float]:
    """Return the first number of each row, by the row's words; omit rows without a number.

    The words of an indented row are preceded by those of the row above that it belongs to.
    """
    numbers = {}
    above = ""
    for row in found["rows"]:
        words = row["what"].strip()
        if row["what"].startswith("  "):
            words = f"{above}, {words}"
        else:
            above = words
        if match := NUMBER.search(row["figure"]):
            numbers[words] = float(match[0].replace(",", ""))
    return numbers


def measured(builds: Mapping[str, Path], name: str, rounds: int, options: Sequence[str]) -> Any:
    """Run the command of both builds in turn; return the numbers of each row, by build."""
    found: dict[str, Figures] = {build: {} for build in builds}
    for _ in range(rounds):
        for build, folder in builds.items():
            for what, number in numbers_of(run(folder, name, options)).items():
                found[build].setdefault(what, []).append(number)
    return found


def rows(name: str, found: Mapping[str, Figures]) -> list[Row]:
    """Return a row for each figure that both builds have: the medians, and B as a part of A."""
    made = []
    for what, earlier in found["A"].items():
        if not (now := found["B"].get(what)):
            continue
        a, b = median(earlier), median(now)
        ratio = f"{b / a:.2f} ×" if a else "–"
        made.append(Row(f"{name}: {what}", f"{a:g} → {b:g}   {ratio}   {spread(earlier, now)}"))
    return made


def as_line(row: Row) -> str:
    return f"  {row.what}: {row.figure}"


def spread(earlier: Sequence[float], now: Sequence[float]) -> str:
    """Return the lowest and the highest number of each build, which show the noise."""
    return f"(A {min(earlier):g}–{max(earlier):g}, B {min(now):g}–{max(now):g})"


def main(arguments: Sequence[str]) -> bool:
    options = argparse.ArgumentParser(prog="python3 bench compare", description=__doc__)
    options.add_argument("revision", help="the earlier build")
    options.add_argument("names", nargs="+", help="commands, by their names in `bench list`")
    options.add_argument("--rounds", type=int, default=3, help="times that each build runs each")
    options.add_argument("--json", type=Path, metavar="FILE", help="where the figures go as JSON")
    ours, theirs = split(arguments)
    chosen = options.parse_args(ours)
    made: list[Row] = []
    figures: dict[str, object] = {}
    with checkout(chosen.revision) as earlier:
        for name in chosen.names:
            try:
                found = measured({"A": earlier, "B": ROOT}, name, chosen.rounds, theirs)
            except RuntimeError as failure:  # the figures of the other commands are still wanted
                print(failure, file=sys.stderr)
                made.append(Row(name, "no figures", is_kept=False))
                continue
            figures[name] = found
            its_rows = rows(name, found)
            made += its_rows
            # A stop during the next command loses none of these.
            print(f"{name} is done", *map(as_line, its_rows), sep="\n", flush=True)
    load = Row("load of the last minute at the end", f"{os.getloadavg()[0]:.1f}")
    title = f"{chosen.revision} (A) and this build (B), in turn"
    kept = show(title, [*made, load])
    write(title, made, figures, chosen.json, kept=kept)
    return kept


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the arguments before `--`, and those behind it."""
    words = list(arguments)
    where = words.index("--") if "--" in words else len(words)
    return words[:where], words[where + 1 :]
