"""The short form of `python3 bench races`, and its negative control."""

from __future__ import annotations

import pytest

from bench.races.cases import Case
from bench.races.course import race

EVERY_CASE_TWICE = 2 * len(Case)
EVERY_CASE_ONCE = len(Case)  # some cases do not happen at their first try


@pytest.mark.parametrize(
    ("database", "rounds"), [("sqlite", EVERY_CASE_ONCE), ("postgres", EVERY_CASE_TWICE)]
)
def test_a_connection_survives_every_kill_but_the_one_nobody_could_win(
    database: str, rounds: int
) -> None:
    figures = race(database, rounds)
    print(f"{rounds} rounds in {figures.seconds:.1f} s: {figures}")
    assert figures.is_as_promised, figures
    assert figures.rounds == rounds
    assert figures.kills > 0
    assert figures.unwinnable == figures.reconnected
    if rounds == EVERY_CASE_TWICE:
        assert all(figures.came_up[case] for case in Case), "a case was not tried"
        assert figures.unwinnable > 0


def test_without_the_lease_the_race_is_lost() -> None:
    figures = race("sqlite", 8, with_lease=False)
    assert not figures.is_as_promised
    assert figures.dead_tokens_otherwise + figures.lost_otherwise > 0
