"""`python3 bench races`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench.races.course import race
from bench.races.figures import rows
from bench.table import show

DATABASES = ("sqlite", "postgres")


def main(arguments: Sequence[str]) -> bool:
    parser = argparse.ArgumentParser(prog="python3 bench races")
    parser.add_argument("--rounds", type=int, default=500, help="on each database")
    parser.add_argument("--database", choices=DATABASES, action="append", help="default: both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--without-lease",
        action="store_true",
        help="negative control: every worker may refresh at any time",
    )
    options = parser.parse_args(arguments)
    figures = [
        race(database, options.rounds, with_lease=not options.without_lease, seed=options.seed)
        for database in options.database or DATABASES
    ]
    title = "Races on one connection" + (", without the lease" if options.without_lease else "")
    is_kept = show(title, rows(figures))
    if options.json:
        text = json.dumps([each.as_json() for each in figures], indent=2)
        options.json.write_text(f"{text}\n")
    return is_kept
