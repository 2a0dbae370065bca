"""Counts of each case and of its outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.races.cases import Case
from bench.table import Row


@dataclass
class Figures:
    """Counts on one database. A round counts for the case that happened, not the intended one."""

    database: str
    with_lease: bool = True
    rounds: int = 0
    seconds: float = 0.0
    slowest_round: float = 0.0
    came_up: Counter[str] = field(default_factory=Counter)
    connected: Counter[str] = field(default_factory=Counter)
    asked_to_reconnect: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    refreshes: int = 0
    held_up: int = 0
    came_again: int = 0
    signed_in_anew: int = 0
    saved_by_a_sign_in: int = 0
    #: Rounds after which the stored refresh token was dead at TikTok without an unwinnable case.
    lost_otherwise: int = 0
    #: Rounds after which the stored refresh token was valid, yet the call failed or the connection
    #: was ended.
    judged_wrongly: int = 0
    #: Rounds after which the pair was lost and the creator was not told to reconnect.
    not_told: int = 0
    reconnects: int = 0
    reconnected: int = 0
    choices_changed: int = 0
    dead_tokens_expected: int = 0
    dead_tokens_otherwise: int = 0
    broken_jobs: list[str] = field(default_factory=list)

    @property
    def unwinnable(self) -> int:
        return sum(self.asked_to_reconnect.values())

    @property
    def is_as_promised(self) -> bool:
        return all(row.is_kept is not False for row in rows([self]))

    def as_json(self) -> dict[str, Any]:
        figures = {
            name: dict(value) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }
        return {**figures, "as_promised": self.is_as_promised}


def rows(all_figures: Sequence[Figures]) -> list[Row]:
    """Return the table: one column of figures per database."""

    def row(what: str, count: Sequence[object], promise: str = "", kept: bool | None = None) -> Row:
        return Row(what, " ".join(f"{figure!s:>9}" for figure in count), promise, kept)

    def of(name: str) -> list[Any]:
        return [getattr(figures, name) for figures in all_figures]

    def none(what: str, name: str) -> Row:
        return row(what, of(name), "none", not any(of(name)))

    table = [row("", of("database")), row("rounds", of("rounds"))]
    for case in Case:
        came = [figures.came_up[case] for figures in all_figures]
        kept = [figures.connected[case] for figures in all_figures]
        if case.is_unwinnable:
            table.append(row(case, came, "asked to reconnect, or"))
            table.append(row("  not rotated yet, or signed in", kept, "still connected"))
        else:
            table.append(row(case, came, "still connected", kept == came))
    table += [
        row("asked to reconnect", of("unwinnable"), "those alone", True),
        none("  lost in any other way", "lost_otherwise"),
        none("  ended although it lived", "judged_wrongly"),
        none("  lost and not told", "not_told"),
        row("  reconnecting works", of("reconnected"), "each time",
            of("reconnected") == of("reconnects")),
        none("picks, order or handle changed", "choices_changed"),
        row("dead refresh tokens sent", of("dead_tokens_expected"), "one for each lost pair",
            all(f.dead_tokens_expected <= f.unwinnable for f in all_figures)),
        none("  otherwise", "dead_tokens_otherwise"),
        row("jobs that broke", [len(figures.broken_jobs) for figures in all_figures], "none",
            not any(of("broken_jobs"))),
        row("processes killed", of("kills")),
        row("refreshes TikTok was asked for", of("refreshes")),
        row("begun and held up by the lease", of("held_up")),
        row("jobs that came again", of("came_again")),
        row("sign-ins anew in the race", of("signed_in_anew")),
        row("slowest round, s", [f"{seconds:.1f}" for seconds in of("slowest_round")]),
        row("all rounds, s", [f"{seconds:.0f}" for seconds in of("seconds")]),
    ]  # fmt: skip
    return table
