"""The short form of `python3 bench pgbouncer`: the whole site through four server connections.

tests/test_pooling.py has the negative control; so has the bench, with `--prepared`.
"""

from __future__ import annotations

from bench.pgbouncer import CREATORS, STEP, measure, pooled_site

VIDEOS = 45
SECONDS = 8 * STEP


def test_nothing_fails_behind_a_pooler_in_transaction_mode() -> None:
    with pooled_site(prepared=False) as (site, clock, direct):
        figures = measure(site, clock, direct, videos=VIDEOS, seconds=SECONDS)

    assert figures.errors == []
    assert figures.failed_jobs == 0
    assert figures.refused == []
    assert figures.videos == CREATORS * VIDEOS
    assert figures.refreshes > 0
    assert figures.renewals > 0
