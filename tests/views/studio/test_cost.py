"""The cost of a tick: it reads the picks once, and writes nothing that changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from tests.support.people import Person
from tests.support.statements import noted_statements, without_commits

#: With the look-up of the session, two BEGINs and the row for Undo.
MOST = 7


def kinds_of(noted: list[str]) -> list[str]:
    return [statement.partition(" ")[0] for statement in noted]


def reads_of(noted: list[str], table: str) -> int:
    return sum(f"FROM {table} " in statement for statement in noted)


@pytest.mark.usefixtures("app")
def test_begin_and_statements_are_counted_once_on_each_database():
    with noted_statements() as noted:
        db.session.execute(sa.text("SELECT 1"))
        db.session.execute(sa.text("SELECT 2"))
        db.session.commit()

    assert noted == ["BEGIN", "SELECT 1", "SELECT 2", "COMMIT"]
    assert without_commits(noted) == noted[:3]


@pytest.fixture
def published(alice: Person) -> Person:
    """Alice, whose page is published: then a tick also counts the changes since."""
    alice.publishes(*alice.ids[:3])
    return alice


def test_a_tick_takes_at_most_seven_statements(published: Person):
    with noted_statements() as noted:
        answer = published.browser.ticks(published.ids[4])

    assert answer.status_code == 200
    assert len(without_commits(noted)) <= MOST, "\n".join(noted)
    assert reads_of(noted, "pick") == 1
    assert kinds_of(noted).count("COMMIT") == 1
    assert kinds_of(noted)[-4:] == ["SELECT", "INSERT", "INSERT", "COMMIT"]
    assert "DELETE" not in kinds_of(noted)


def test_an_untick_takes_at_most_seven_statements(published: Person):
    with noted_statements() as noted:
        answer = published.browser.unticks(published.ids[1])

    assert answer.status_code == 200
    assert len(without_commits(noted)) <= MOST, "\n".join(noted)
    assert reads_of(noted, "pick") == 1 + 1  # the DELETE
    assert kinds_of(noted)[-3:] == ["DELETE", "INSERT", "COMMIT"]


@pytest.mark.parametrize(
    "again",
    [
        lambda person: person.browser.ticks(person.ids[1]),
        lambda person: person.browser.unticks(person.ids[5]),
    ],
    ids=["tick", "untick"],
)
def test_what_changes_nothing_writes_nothing(published: Person, again: Callable[[Person], object]):
    with noted_statements() as noted:
        again(published)

    assert not {"INSERT", "UPDATE", "DELETE"} & set(kinds_of(noted)), noted


def test_a_form_that_removes_nothing_sends_no_delete(published: Person, app: Flask):
    ids = published.ids
    with noted_statements() as noted:
        published.browser.post("/studio/picks", shown=ids[3:], pick=ids[4:6])

    assert "DELETE" not in kinds_of(noted)
    assert reads_of(noted, "pick") == 1


def test_the_bar_reads_the_picks_once_and_the_tiles_once(published: Person):
    with noted_statements() as noted:
        published.browser.page("/studio/videos")

    assert reads_of(noted, "pick") == 2, noted
