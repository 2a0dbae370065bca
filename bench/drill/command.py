"""`python3 bench drill`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench.drill.controls import CONTROLS
from bench.drill.course import run
from bench.drill.figures import as_json, rows
from bench.drill.scenario import SHORT, Scenario
from bench.reporting import parser, report


def main(arguments: Sequence[str]) -> bool:
    options = parser("drill")
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--short", action="store_true", help="two days of 20 creators")
    options.add_argument("--days", type=float, help="a part of the whole, at the same pace")
    options.add_argument(
        "--control",
        choices=CONTROLS,
        default="none",
        help="negative control: no margin before a cover expires, or no look at the version",
    )
    chosen = options.parse_args(arguments)
    scenario = replace(SHORT if chosen.short else Scenario(), seed=chosen.seed)
    if chosen.days:
        scenario = scenario.first(chosen.days)
    with CONTROLS[chosen.control]():
        outcome = run(scenario, chosen.database)
    title = f"{scenario.days:g} days of {scenario.creators} creators, {chosen.database}"
    if chosen.control != "none":
        title += f", control: {chosen.control}"
    is_whole = not chosen.short and not chosen.days
    return report(title, rows(outcome, is_whole=is_whole), as_json(outcome), chosen.json)
