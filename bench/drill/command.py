"""`python3 bench drill`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench.drill.controls import CONTROLS
from bench.drill.course import run, run_side_by_side
from bench.drill.figures import as_json, rows
from bench.drill.scenario import SHORT, Scenario
from bench.reporting import parser, report

#: Parts of a drill. Each is long enough for an outage of two days and a token's life of one.
PARTS = 6


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
        default=PARTS,
        help="cut the time in so many parts, each a site of its own, and run as many at once as "
        "there are processors",
    )
    chosen = options.parse_args(arguments)
    scenario = replace(SHORT if chosen.short else Scenario(), seed=chosen.seed)
    if chosen.warm_hours:
        scenario = replace(scenario, settings={"WARM_HOURS": chosen.warm_hours})
    if chosen.days:
        scenario = scenario.first(chosen.days)
    # A few days take less time than the start of more processes.
    parts = scenario.parts(1 if chosen.short or chosen.days else chosen.parts)
    if len(parts) > 1:
        outcome = run_side_by_side(parts, chosen.database, chosen.control)
    else:
        outcome = run(scenario, chosen.database, chosen.control)
    title = f"{scenario.days:g} days of {scenario.creators} creators, {chosen.database}"
    if chosen.control != "none":
        title += f", control: {chosen.control}"
    if len(parts) > 1:
        title += f", in {len(parts)} parts"
    if chosen.warm_hours:
        title += f", WARM_HOURS={chosen.warm_hours}"
    is_whole = not chosen.short and not chosen.days
    return report(title, rows(outcome, is_whole=is_whole), as_json(outcome), chosen.json)
