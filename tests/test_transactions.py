"""No update is lost with `writing()`, on either database; without it, some are."""

from __future__ import annotations

import sqlite3
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.transactions import end_read, writing
from tests.support.databases import on_sqlite, race
from tests.support.people import Person

WRITERS, TIMES = 8, 5


def version_of(person: Person) -> int:
    end_read()
    return db.session.get_one(Page, person.creator_id).version


def test_no_update_is_lost_between_writers(app: Flask, alice: Person):
    creator_id, before = alice.creator_id, version_of(alice)

    def write(_number: int) -> None:
        for _ in range(TIMES):
            with writing() as session:
                page = session.get_one(Page, creator_id, with_for_update=True)
                page.version += 1

    answers = race(app, write, WRITERS)

    assert answers == [None] * WRITERS
    assert version_of(alice) == before + WRITERS * TIMES


@on_sqlite
def test_without_writing_updates_are_lost(app: Flask, alice: Person):
    """The control: in the same race with plain transactions SQLite refuses a writer."""
    creator_id, before = alice.creator_id, version_of(alice)
    everybody_has_read = threading.Barrier(WRITERS)

    def write(_number: int) -> None:
        page = db.session.get_one(Page, creator_id)
        everybody_has_read.wait()
        page.version += 1
        db.session.commit()

    answers = race(app, write, WRITERS)

    assert any(isinstance(answer, sa.exc.OperationalError) for answer in answers)
    assert version_of(alice) < before + WRITERS


@on_sqlite
def test_without_explicit_transactions_updates_are_lost_in_silence(app: Flask, alice: Person):
    """The control: with the driver's default transactions updates are lost without an error."""
    creator_id, before = alice.creator_id.hex, version_of(alice)
    both_have_read = threading.Barrier(2)
    path = db.engine.url.database

    def write(_number: int) -> None:
        connection = sqlite3.connect(path, timeout=5)
        question = "SELECT version FROM page WHERE creator_id = ?"
        version = connection.execute(question, (creator_id,)).fetchone()[0]
        both_have_read.wait()
        change = "UPDATE page SET version = ? WHERE creator_id = ?"
        connection.execute(change, (version + 1, creator_id))
        connection.commit()
        connection.close()

    answers = race(app, write, 2)

    assert answers == [None, None]
    assert version_of(alice) == before + 1


def test_a_use_case_that_raises_stores_nothing(alice: Person):
    creator_id, before = alice.creator_id, version_of(alice)

    def half_done() -> None:
        with writing() as session:
            session.get_one(Page, creator_id).version += 1
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()

    assert version_of(alice) == before


def test_a_use_case_inside_another_is_a_mistake(app: Flask):
    with pytest.raises(RuntimeError, match="inside another"), writing(), writing():
        pass


def test_after_a_mistake_writing_works_again(app: Flask, alice: Person):
    with pytest.raises(RuntimeError), writing(), writing():
        pass

    with writing() as session:
        session.get_one(Page, alice.creator_id).version = 99

    assert version_of(alice) == 99


def test_letting_go_ends_the_transaction(alice: Person):
    version_of(alice)
    assert db.session().in_transaction()

    end_read()

    assert not db.session().in_transaction()


@on_sqlite
def test_sqlite_keeps_foreign_keys_and_survives_readers(app: Flask):
    pragmas = {
        name: db.session.scalar(sa.text(f"PRAGMA {name}"))
        for name in ("foreign_keys", "journal_mode", "busy_timeout")
    }

    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 5000}
