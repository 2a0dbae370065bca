"""`bench cold-page` compares what the two sides of each round took of the processor."""

from __future__ import annotations

import pytest

from bench.cold_page import command
from bench.studio.timing import Took
from bench.table import Row


def rows(few: list[float], many: list[float], size: int = 9000, **more: list[float]) -> list[Row]:
    sides = {"few": few, "many": many, **more}
    times = {
        name: [Took(wall=1.0, processor=each) for each in took] for name, took in sides.items()
    }
    return command.rows_of("here", size, times)


def promises(made: list[Row]) -> dict[str, bool]:
    return {row.what.strip(): row.is_kept for row in made if row.is_kept is not None}


@pytest.mark.parametrize(("busiest", "is_kept"), [(24.0, True), (26.0, False)])
def test_a_busy_round_counts_as_any_other(busiest: float, is_kept: bool):
    found = rows([10.0, 100.0, 10.0], [busiest, 10 * busiest, 90.0])

    assert promises(found)["of the page of 24"] is is_kept


def test_a_heavy_page_breaks_a_promise():
    assert promises(rows([1.0], [1.0], size=25_000))["HTML, gzip"]
    assert not promises(rows([1.0], [1.0], size=25_001))["HTML, gzip"]


def test_an_earlier_build_is_the_other_side_of_the_page_of_few():
    found = promises(rows([1.2], [9.0], earlier=[1.0]))

    assert found["of the earlier build's, without sections"] is False
