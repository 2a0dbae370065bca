"""The cost of a renewal: what it needs is read with the lease, and all it learns is one commit."""

from __future__ import annotations

from collections.abc import Callable

from portfolio import jobs
from portfolio.queues import VISITORS
from portfolio.services.calls import budget
from tests.support.databases import on_both_databases
from tests.support.people import Person
from tests.support.renewing import queries
from tests.support.statements import noted_statements, without_commits

pytestmark = on_both_databases

#: Statements with each BEGIN, and commits, of a renewal in one call.
MOST, COMMITS = 11, 2


def test_a_renewal_is_eleven_statements_in_two_commits(
    alice: Person, time_passes: Callable[..., None]
):
    alice.publishes(*alice.ids[:5])
    alice.worker.works()
    budget.watch()  # then it is known which calls the last minute had
    time_passes(hours=7)
    jobs.renew_covers_later(alice.creator_id, alice.ids[:5])

    with noted_statements() as noted:
        alice.worker.works(VISITORS)

    assert len(without_commits(noted)) <= MOST, "\n".join(noted)
    assert noted.count("COMMIT") == COMMITS
    assert queries(alice) == [alice.ids[:5]]
