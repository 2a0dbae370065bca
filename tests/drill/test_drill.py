"""A day of a small site by a simulated clock; `python3 bench drill` is a month of a large one."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bench.drill.course import run
from bench.drill.figures import pending_share
from bench.drill.outcome import Outcome
from bench.drill.scenario import CROWDED, SHORT


@pytest.fixture(scope="module")
def plans() -> dict[str, list[str]]:
    """SQLite's query plan for each statement of the drill, filled by its run."""
    return {}


@pytest.fixture(scope="module")
def outcome(plans: dict[str, list[str]]) -> Outcome:
    def explain(connection: Any, _c: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and statement not in plans:
            database = connection.connection.dbapi_connection
            of_one = values[0] if many else values
            rows = database.execute(f"EXPLAIN QUERY PLAN {statement}", of_one).fetchall()
            plans[statement] = [row[3] for row in rows]

    event.listen(sa.engine.Engine, "before_cursor_execute", explain)
    try:
        seen = run(SHORT)
    finally:
        event.remove(sa.engine.Engine, "before_cursor_execute", explain)
    return seen


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


#: Statements of the tidying, the metrics, and of the migrations that mark all creators and draw
#: the skeletons of all handles.
ONCE = (
    "DELETE",
    "SELECT count(",
    "UPDATE creator SET tiktok_app=",
    "SELECT page.creator_id, page.handle \nFROM page JOIN creator",
)


@pytest.mark.usefixtures("outcome")
@pytest.mark.parametrize(
    "table", ["connection", "cover", "creator", "edition", "page", "pick", "sync", "video"]
)
def test_nothing_but_the_tidying_reads_a_whole_table(table: str, plans: dict[str, list[str]]):
    scans = [
        statement
        for statement, steps in plans.items()
        if any(re.match(rf"SCAN {table}\b", step) for step in steps)
    ]

    assert [each for each in scans if not each.startswith(ONCE)] == []


def test_without_a_margin_broken_covers_are_seen():
    assert run(CROWDED, control="no-margin").shown.broken > 0


def test_without_a_look_at_the_version_a_stale_page_is_seen():
    assert run(CROWDED, control="no-version-check").shown.stale > 0
