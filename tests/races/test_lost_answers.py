"""TikTok sends a new pair of tokens only once, so storing it is tried repeatedly."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from portfolio import transactions
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import refresh, sealing, token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.transactions import writing
from tests.support.cutting import nothing_can_be_stored
from tests.support.databases import on_sqlite
from tests.support.people import Person
from tests.support.stored import connection_of


def with_the_answer(person: Person) -> refresh.Attempt:
    """Run a refresh up to the point at which TikTok has rotated and we have stored nothing."""
    attempt = refresh.Attempt(person.creator_id)
    for step in refresh.STEPS[:-1]:
        step(attempt)
    return attempt


def go_on(attempt: refresh.Attempt, after: int) -> None:
    for step in refresh.STEPS[after:]:
        step(attempt)


def is_stored(person: Person, attempt: refresh.Attempt) -> bool:
    assert attempt.answer is not None
    return sealing.unseal(connection_of(person).access_token) == attempt.answer.access_token


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up at once on an SQLite database that is locked by another writer."""
    monkeypatch.setattr(transactions, "BUSY", 0.02)


def hold(address: str, seconds: float) -> threading.Timer:
    """Hold the database's write lock for `seconds`."""
    other = sqlite3.connect(address, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def end_read() -> None:
        other.execute("ROLLBACK")
        other.close()

    timer = threading.Timer(seconds, end_read)
    timer.start()
    return timer


@on_sqlite
def test_a_database_that_is_busy_at_the_wrong_moment_costs_no_connection(
    alice: Person, impatient: None
):
    attempt = with_the_answer(alice)
    timer = hold(str(db.engine.url.database), 0.5)

    refresh.keep_answer(attempt)
    timer.join()

    assert is_stored(alice, attempt)


@on_sqlite
def test_it_is_not_waited_for_without_end(
    alice: Person, impatient: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(refresh, "KEEP_TRYING_SECONDS", 0.2)
    attempt = with_the_answer(alice)
    timer = hold(str(db.engine.url.database), 1.0)

    with pytest.raises(OperationalError):
        refresh.keep_answer(attempt)
    timer.join()

    assert not is_stored(alice, attempt)


@contextmanager
def no_such_table(engine: sa.Engine) -> Iterator[None]:
    """Rename the table away: a ProgrammingError on PostgreSQL, an OperationalError on SQLite."""
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE connection RENAME TO away"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO connection"))


@pytest.mark.parametrize("refusing", [nothing_can_be_stored, no_such_table])
@pytest.mark.parametrize("apps", ["sqlite", "postgresql", "pooled"], indirect=True, scope="session")
def test_whatever_the_database_says_it_is_asked_again(
    refusing: Callable[[sa.Engine], AbstractContextManager[None]], alice: Person
):
    attempt = with_the_answer(alice)
    refusal = ExitStack()
    refusal.enter_context(refusing(db.engine))
    timer = threading.Timer(0.5, refusal.close)
    timer.start()

    refresh.keep_answer(attempt)
    timer.join()

    assert is_stored(alice, attempt)


@pytest.mark.parametrize("apps", ["postgresql"], indirect=True, scope="session")
def test_a_database_that_cuts_every_connection_costs_none_of_ours(alice: Person):
    attempt = with_the_answer(alice)
    other = sa.create_engine(db.engine.url)
    with other.connect() as connection:
        cut = connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        ).all()
    other.dispose()
    assert cut

    refresh.keep_answer(attempt)

    assert is_stored(alice, attempt)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_sign_in_between_any_two_steps_leaves_a_connection_that_can_be_refreshed(
    steps: int, alice: Person
):
    """The refresh must not spend the sign-in's own refresh token, whose new pair it cannot keep."""
    creator_id = alice.creator_id
    under_way = refresh.Attempt(creator_id)
    for step in refresh.STEPS[:steps]:
        step(under_way)
    alice.comes_back()

    with pytest.raises(TryLater):
        go_on(under_way, steps)

    refresh.refresh(creator_id)
    assert connection_of(alice).refused_at is None
    outcomes = [call["outcome"] for call in alice.account.calls("oauth/token")]
    assert set(outcomes) == {"ok"}


def test_whoever_comes_second_does_not_rotate_a_new_pair_again(alice: Person):
    creator_id, seen = alice.creator_id, connection_of(alice).version
    refresh.refresh(creator_id, seen)

    with pytest.raises(TryLater):
        refresh.refresh(creator_id, seen)

    assert len(alice.account.calls("oauth/token")) == 2  # the sign-in, and one refresh
    assert connection_of(alice).lease_until is None


def test_a_connection_that_went_before_a_refresh_is_no_accident(alice: Person):
    creator_id = alice.creator_id
    with writing() as session:
        session.execute(sa.delete(Connection).where(Connection.creator_id == creator_id))

    with pytest.raises(TryLater):
        refresh.refresh(creator_id)
    with pytest.raises(NotConnected):
        token_access.access_token(creator_id)


def test_an_answer_that_comes_after_the_creator_left_is_not_kept(alice: Person):
    attempt = with_the_answer(alice)
    creator_id = alice.creator_id
    with writing() as session:
        session.execute(sa.delete(Connection).where(Connection.creator_id == creator_id))

    with pytest.raises(TryLater):
        refresh.keep_answer(attempt)
    with pytest.raises(NotConnected):
        token_access.calling(creator_id, lambda token: tiktok_clients().api.user_info(token, ()))
