"""A full disk, or a database that refuses writes, is reported to the host and to creators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import count

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.webhook import WebhookEvent
from portfolio.services.operations import storing
from portfolio.transactions import writing
from tests.support.cutting import nothing_can_be_stored, sqlite_does_not_grow
from tests.support.databases import on_sqlite
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import picks_of

WORDS = "Nothing can be saved just now"


@pytest.fixture(autouse=True)
def tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try a write for each question, without remembering earlier ones."""
    monkeypatch.setattr(storing, "BELIEVED_FOR", 0)


@pytest.fixture
def web_engine(app: Flask) -> Iterator[sa.Engine]:
    with app.app_context():
        engine = db.engine
    yield engine
    engine.dispose()


@pytest.fixture
def refusing(web_engine: sa.Engine) -> AbstractContextManager[None]:
    return nothing_can_be_stored(web_engine)


def test_readyz_and_the_metrics_say_it(visitor: Browser, refusing: AbstractContextManager[None]):
    assert visitor.get("/readyz").json["storing"] is True
    with refusing:
        said, metrics = visitor.get("/readyz"), visitor.get("/metrics").text

    assert said.json["storing"] is False
    assert said.json["database"] is True
    assert "showreel_storing 0.0" in metrics
    assert visitor.get("/readyz").json["storing"] is True
    assert "showreel_storing 1.0" in visitor.get("/metrics").text


@on_sqlite
def test_a_disk_that_filled_up_is_noticed(
    visitor: Browser, web_engine: sa.Engine, caplog: pytest.LogCaptureFixture
):
    with sqlite_does_not_grow(web_engine), visitor._app.app_context():
        _fill()
        answer = visitor.get("/readyz").json

    assert answer["storing"] is False
    assert visitor.get("/readyz").json["storing"] is True
    assert "Nothing can be stored: database or disk is full" in caplog.text


def test_the_creator_is_told_and_nothing_is_half_stored(
    alice: Person, refusing: AbstractContextManager[None]
):
    first, second = alice.ids[:2]
    alice.publishes(first)
    alice.browser.page("/studio/videos")
    with refusing:
        answers = [
            alice.browser.ticks(second),
            alice.browser.post("/studio/picks", shown=second, pick=second),
            alice.browser.post("/studio/editions"),
        ]

    assert {answer.status_code for answer in answers} == {503}
    assert {Document(answer.text).one("h1").text for answer in answers} == {WORDS}
    assert picks_of(alice) == [first]
    assert alice.browser.ticks(second).status_code == 200


def test_a_sign_in_is_told_too(alice: Person, refusing: AbstractContextManager[None]):
    address = alice.account.consents(alice.goes_to_tiktok())
    with refusing:
        answer = alice.browser.get(address)

    assert answer.status_code == 503
    assert WORDS in answer.text


def test_the_pages_are_there_all_the_same(
    alice: Person, visitor: Browser, refusing: AbstractContextManager[None]
):
    path = alice.publishes(*alice.ids)
    with refusing:
        assert len(visitor.page(path).all("a", class_="cover")) == 7
        assert visitor.page("/")
        assert alice.browser.page("/studio/videos")


def _fill() -> None:
    """Store rows until the database is full."""
    with pytest.raises(sa.exc.OperationalError, match="full"):
        _store_without_end()


def _store_without_end() -> None:
    now = clock.now()
    for number in count():
        with writing() as session:
            session.add(
                WebhookEvent(
                    key=str(number),
                    name="x" * 256,
                    open_id="",
                    reason=1,
                    happened_at=now,
                    received_at=now,
                    next_at=now,
                    done_at=now,
                )
            )
