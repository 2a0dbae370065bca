"""The cost of an upkeep: it reads once what it needs, and commits what has to be stored before a
call together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio import jobs
from portfolio.queues import UPKEEP
from portfolio.services.calls import budget
from tests.support.databases import on_both_databases
from tests.support.people import Person
from tests.support.statements import noted_statements, without_commits

pytestmark = on_both_databases

TimePasses = Callable[..., None]

#: Statements with each BEGIN, and commits, of an upkeep whose sync ends with its first page: the
#: upkeep, the profile with the sync's beginning, the page with a look for picks in doubt.
MOST, COMMITS = 17, 3
#: A refresh also takes its lease, which comes with the first commit, and stores the new pair alone.
MOST_WITH_REFRESH, COMMITS_WITH_REFRESH = 20, 4


@pytest.fixture
def published(alice: Person) -> Person:
    """Alice, whose page is published, once it is known which calls the last minute had."""
    alice.publishes(*alice.ids[:5])
    alice.worker.works()
    budget.watch()
    return alice


@pytest.mark.parametrize(
    ("hours", "most", "commits"),
    [(13, MOST, COMMITS), (37, MOST_WITH_REFRESH, COMMITS_WITH_REFRESH)],
    ids=["with a good token", "with a refresh"],
)
def test_an_upkeep_is_one_job_of_few_statements(
    hours: int, most: int, commits: int, published: Person, time_passes: TimePasses
):
    time_passes(hours=hours)
    jobs.keep_up_now()
    assert published.worker.queued() == ["upkeep_now"]

    with noted_statements() as noted:
        published.worker.works(UPKEEP)

    assert len(without_commits(noted)) <= most, "\n".join(noted)
    assert noted.count("COMMIT") == commits
    calls = [call["endpoint"] for call in published.account.tiktok.control("calls")]
    assert calls[-2:] == ["user/info", "video/list"]
