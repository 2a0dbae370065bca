"""A day of a small site by a simulated clock; `python3 bench drill` is a month of a large one."""

from __future__ import annotations

import pytest

from bench.drill.course import run
from bench.drill.figures import pending_share
from bench.drill.outcome import Outcome
from bench.drill.scenario import CROWDED, SHORT


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run(SHORT)


def test_no_cover_is_ever_shown_broken(outcome: Outcome):
    assert outcome.shown.covers > 10_000
    assert outcome.shown.broken == 0


def test_no_page_is_older_than_a_second(outcome: Outcome):
    assert outcome.shown.stale == 0


def test_hardly_a_view_has_a_pending_card_while_tiktok_answers(outcome: Outcome):
    assert pending_share(outcome) <= 0.01
    assert outcome.shown.not_found == 0


def test_an_outage_longer_than_the_margin_shows_cards_instead_of_broken_pictures(outcome: Outcome):
    assert outcome.shown.pending_in_outages > 0


def test_tokens_rotate_and_nobody_loses_the_connection(outcome: Outcome):
    assert outcome.calls["/v2/oauth/token/"] >= SHORT.creators
    assert outcome.refused.total() == 0
    assert outcome.ended_connections == 0


def test_workers_are_killed_and_no_job_fails(outcome: Outcome):
    assert outcome.killed.total() > 0
    assert outcome.failed.total() == 0


def test_no_transaction_is_open_during_a_call(outcome: Outcome):
    assert outcome.open_transactions == 0


def test_the_calls_are_not_fewer_than_an_oracle_needs(outcome: Outcome):
    assert 0 < outcome.oracle <= outcome.cover_calls


def test_without_a_margin_broken_covers_are_seen():
    assert run(CROWDED, control="no-margin").shown.broken > 0


def test_without_a_look_at_the_version_a_stale_page_is_seen():
    assert run(CROWDED, control="no-version-check").shown.stale > 0
