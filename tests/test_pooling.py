"""A pooled connection may change or end between two transactions; our code does not mind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from portfolio.transactions import prepare
from tests.servers.pgbouncer import PgBouncer, pgbouncer
from tests.servers.prepared import alter

OFTEN = 8  # psycopg prepares at the sixth time
KILL_ALL = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
Engines = Callable[[str], sa.Engine]


@pytest.fixture
def engine() -> Iterator[Engines]:
    """Return a function that makes engines like the app's."""
    made: list[sa.Engine] = []

    def make(url: str) -> sa.Engine:
        made.append(sa.create_engine(url, pool_pre_ping=True, pool_size=4))
        prepare(made[-1])
        return made[-1]

    yield make
    for each in made:
        each.dispose()


@pytest.fixture
def narrow_pooler(postgres_url: str) -> Iterator[PgBouncer]:
    """A pooler with one server connection for all clients."""
    with pgbouncer(postgres_url, pool=1) as pooler:
        yield pooler


def in_turn(engine: sa.Engine, times: int = OFTEN) -> None:
    """Let two clients run the same statement repeatedly, each in its own transactions."""
    with engine.connect() as first, engine.connect() as second:
        for _ in range(times):
            for client in (first, second):
                client.execute(sa.text("SELECT 1 + 1"))
                client.commit()


def prepared(engine: sa.Engine) -> int:
    """Return the number of prepared statements of a connection after one frequent statement."""
    with engine.connect() as client:
        for _ in range(OFTEN):
            client.execute(sa.text("SELECT 2 + 2"))
        return client.scalar(sa.text("SELECT count(*) FROM pg_prepared_statements")) or 0


def test_two_clients_on_one_server_connection_do_not_disturb_each_other(
    engine: Engines, narrow_pooler: PgBouncer
):
    in_turn(engine(narrow_pooler.url))


def test_they_do_where_statements_are_prepared(
    engine: Engines, narrow_pooler: PgBouncer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portfolio.pooling.is_pooled", None)  # restored after the test
    alter()

    with pytest.raises(sa.exc.ProgrammingError, match="prepared statement"):
        in_turn(engine(narrow_pooler.url))


def test_nothing_is_prepared_behind_a_pooler(engine: Engines, pooled_url: str):
    assert prepared(engine(pooled_url)) == 0


def test_statements_are_prepared_on_a_direct_connection(engine: Engines, postgres_url: str):
    assert prepared(engine(postgres_url)) >= 1


def test_a_server_connection_that_was_cut_between_two_transactions_costs_nothing(
    engine: Engines, narrow_pooler: PgBouncer, postgres_url: str
):
    ours = engine(narrow_pooler.url)
    in_turn(ours)
    with engine(postgres_url).connect() as other:
        assert other.execute(KILL_ALL).all()

    in_turn(ours)


def test_a_pooler_that_was_started_again_costs_nothing(engine: Engines, narrow_pooler: PgBouncer):
    ours = engine(narrow_pooler.url)
    in_turn(ours)
    narrow_pooler.kill()
    narrow_pooler.start()

    in_turn(ours)
