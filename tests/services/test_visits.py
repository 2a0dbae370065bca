"""Visits: counted in the web's memory, noted together, and never lost to a busy database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio import clock, transactions
from portfolio.extensions import db
from portfolio.services import visits
from tests.servers.waiting import wait_for
from tests.support.databases import on_sqlite
from tests.support.people import Browser, Person
from tests.support.stored import page_of

TimePasses = Callable[..., None]


def test_visits_are_noted_together_after_a_while(
    alice: Person, bob: Person, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visits, "NOTED_AFTER", 0.05)
    for each, times in ((alice, 2), (bob, 1)):
        path = each.publishes(*each.ids)
        for _ in range(times):
            visitor.get(path)
            visitor._app.wsgi_app._copies.clear()

    def noted() -> bool:
        db.session.rollback()
        return round(page_of(alice).heat) == 2 and round(page_of(bob).heat) == 1

    wait_for(noted, "the visits")
    assert (clock.now() - page_of(alice).seen_at).total_seconds() < 30


def test_what_a_visit_counts_is_halved_in_half_an_hour(alice: Person, time_passes: TimePasses):
    visits.note({alice.creator_id: 8})
    time_passes(minutes=30)
    visits.note({alice.creator_id: 1})

    assert page_of(alice).heat == pytest.approx(5, rel=0.01)


def test_crawlers_are_no_visitors(app: Flask, alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    visitor.get(path, headers={"User-Agent": "Googlebot/2.1"})

    assert app.extensions["visits"].forget() == {}


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
