"""`python3 bench drill`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from bench.drill.controls import CONTROLS
from bench.drill.course import run, run_side_by_side
from bench.drill.figures import as_json, rows
from bench.drill.scenario import SHORT, Scenario
from bench.reporting import parser, report

#: Each part is long enough for what happens over days: outages of two, upkeep, tokens of one.
MOST_PARTS = 6


def main(arguments: Sequence[str]) -> bool:
    options = parser("drill")
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--short", action="store_true", help="two days of 20 creators")
    options.add_argument("--days", type=float, help="a part of the whole, at the same pace")
    options.add_argument("--warm-hours", metavar="HOURS", help="the site's setting WARM_HOURS")
    options.add_argument(
        "--control",
        choices=CONTROLS,
        default="none",
        help="negative control: no margin before a cover expires, or no look at the version",
    )
    options.add_argument(
        "--parts",
        type=int,
        default=0,
        help="cut the time in so many parts and run them at once, each a site of its own; "
        "usually as many as there are processors",
    )
    chosen = options.parse_args(arguments)
    scenario = replace(SHORT if chosen.short else Scenario(), seed=chosen.seed)
    if chosen.warm_hours:
        scenario = replace(scenario, settings={"WARM_HOURS": chosen.warm_hours})
    if chosen.days:
        scenario = scenario.first(chosen.days)
    # A short one is over before another process has begun.
    at_once = chosen.parts or (1 if chosen.short else min(os.cpu_count() or 1, MOST_PARTS))
    if at_once > 1:
        parts = scenario.parts(at_once)
        outcome = run_side_by_side(parts, chosen.database, chosen.control)
    else:
        outcome = run(scenario, chosen.database, chosen.control)
    title = f"{scenario.days:g} days of {scenario.creators} creators, {chosen.database}"
    if chosen.control != "none":
        title += f", control: {chosen.control}"
    if at_once > 1:
        title += f", in {at_once} parts"
    if chosen.warm_hours:
        title += f", WARM_HOURS={chosen.warm_hours}"
    is_whole = not chosen.short and not chosen.days
    return report(title, rows(outcome, is_whole=is_whole), as_json(outcome), chosen.json)
