"""The short form of `python3 bench races`, and its negative control."""

from __future__ import annotations

import pytest

from bench.races.cases import Case
from bench.races.command import DATABASES
from bench.races.course import race

ROUNDS = 20  # every case twice


@pytest.mark.parametrize("database", DATABASES)
def test_a_connection_survives_every_kill_but_the_one_nobody_could_win(database: str) -> None:
    figures = race(database, ROUNDS)
    print(f"{ROUNDS} rounds in {figures.seconds:.1f} s: {figures}")
    assert figures.is_as_promised, figures
    assert figures.rounds == ROUNDS
    assert figures.kills > 0
    assert all(figures.came_up[case] for case in Case), "a case was not tried"
    assert figures.unwinnable == figures.reconnected > 0


def test_without_the_lease_the_race_is_lost() -> None:
    figures = race("sqlite", 8, with_lease=False)
    assert not figures.is_as_promised
    assert figures.dead_tokens_otherwise + figures.lost_otherwise > 0
