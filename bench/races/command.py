"""`python3 bench races`."""

from __future__ import annotations

from collections.abc import Sequence

from bench.races.course import race
from bench.races.figures import rows
from bench.reporting import parser, report

DATABASES = ("sqlite", "postgres")


def main(arguments: Sequence[str]) -> bool:
    options = parser("races")
    options.add_argument("--rounds", type=int, default=500, help="on each database")
    options.add_argument("--database", choices=DATABASES, action="append", help="default: both")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--without-lease",
        action="store_true",
        help="negative control: every worker may refresh at any time",
    )
    chosen = options.parse_args(arguments)
    databases = chosen.database or DATABASES
    figures = [
        race(database, chosen.rounds, with_lease=not chosen.without_lease, seed=chosen.seed)
        for database in databases
    ]
    title = "Races on one connection" + (", without the lease" if chosen.without_lease else "")
    found = dict(zip(databases, (each.as_json() for each in figures), strict=True))
    return report(title, rows(figures), found, chosen.json)
