"""The short form of `python3 bench token-life`: no visitor notices expired and rotated tokens."""

from __future__ import annotations

from bench.token_life import ACCESS_LIFE, measure, site_with_a_clock

SECONDS = 10 * ACCESS_LIFE


def test_tokens_of_thirty_seconds_are_replaced_without_a_refusal() -> None:
    with site_with_a_clock() as (site, clock):
        figures = measure(site, clock, seconds=SECONDS)
    assert figures.syncs.keys() == {"done"}
    assert figures.calls["video/query"] > 0
    assert figures.refreshes >= SECONDS / (2 * ACCESS_LIFE)
    assert figures.dead_refresh_tokens == 0
    assert not figures.refused
    assert figures.pages_with_a_gap == 0
    assert figures.sign_ins == 1
    assert figures.is_connected
