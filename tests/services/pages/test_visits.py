"""Visits: counted in the web's memory, written together, and kept if the database is busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock, transactions
from portfolio.extensions import db
from portfolio.models.tables import PAGE
from portfolio.services.pages import visits
from tests.servers.waiting import wait_for
from tests.support.databases import on_both_databases, on_sqlite
from tests.support.people import Browser, Person
from tests.support.stored import page_of

pytestmark = on_both_databases

TimePasses = Callable[..., None]


def test_visits_are_noted_together_after_a_while(
    alice: Person, bob: Person, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visits, "NOTED_AFTER", 0.05)
    began = clock.now()
    for each, times in ((alice, 2), (bob, 1)):
        path = each.publishes(*each.ids)
        for _ in range(times):
            visitor.get(path)
            visitor._app.extensions["page_layer"]._copies.clear()

    def noted() -> bool:
        db.session.rollback()
        return round(page_of(alice).heat) == 2 and round(page_of(bob).heat) == 1

    wait_for(noted, "the visits")
    assert page_of(alice).seen_at >= began


def test_what_a_visit_counts_is_halved_in_half_an_hour(alice: Person, time_passes: TimePasses):
    visits.note({alice.creator_id: 8})
    time_passes(minutes=30)
    visits.note({alice.creator_id: 1})

    assert page_of(alice).heat == pytest.approx(5, rel=0.01)


def test_crawlers_are_no_visitors(app: Flask, alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    visitor.get(path, headers={"User-Agent": "Googlebot/2.1"})

    assert app.extensions["visits"].forget() == {}


@pytest.mark.parametrize("years", [1, 70])
def test_a_page_seen_in_the_future_costs_no_page_its_visits(
    app: Flask, alice: Person, bob: Person, years: int
):
    page_of(alice).seen_at = clock.now() + timedelta(days=365 * years)
    db.session.commit()
    counted = app.extensions["visits"]
    counted.add({alice.creator_id: 3, bob.creator_id: 2})

    counted.note()

    db.session.rollback()
    assert (page_of(alice).heat, page_of(bob).heat) == (3, 2)
    assert page_of(alice).seen_at <= clock.now()
    assert counted.forget() == {}


@pytest.mark.parametrize("odd", ["1e400", "-1e400"])
def test_a_heat_without_end_costs_no_page_its_visits(
    app: Flask, alice: Person, bob: Person, odd: str
):
    page_of(alice).heat = float(odd)
    db.session.commit()
    counted = app.extensions["visits"]
    counted.add({alice.creator_id: 3, bob.creator_id: 2})

    counted.note()

    db.session.rollback()
    assert (page_of(alice).heat, page_of(bob).heat) == (3, 2)


@on_sqlite
@pytest.mark.parametrize("column", ["heat", "seen_at"])
def test_a_page_that_cannot_be_read_costs_only_its_own_visits(
    app: Flask, alice: Person, bob: Person, column: str
):
    db.session.execute(
        sa.text(f"UPDATE page SET {column} = 'odd' WHERE creator_id = :id"),
        {"id": alice.creator_id.hex},
    )
    db.session.commit()
    counted = app.extensions["visits"]
    counted.add({alice.creator_id: 3, bob.creator_id: 2})

    counted.note()

    db.session.rollback()
    assert db.session.scalar(sa.select(PAGE.c.heat).where(PAGE.c.creator_id == bob.creator_id)) == 2
    assert counted.forget() == {}


@on_sqlite
def test_a_database_that_is_busy_gets_them_later(
    app: Flask, alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(transactions, "BUSY", 0.05)
    counted = app.extensions["visits"]
    counted.add({alice.creator_id: 3})

    with db.engine.connect() as other:
        database = other.connection.dbapi_connection
        database.execute("BEGIN IMMEDIATE")
        counted.note()
        database.execute("ROLLBACK")
    assert page_of(alice).seen_at is None
    counted.note()

    db.session.rollback()
    assert page_of(alice).heat == 3
