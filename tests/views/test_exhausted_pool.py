"""With all database connections of this process in use, a request is told to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy.pool import QueuePool

from portfolio.extensions import db
from tests.support.people import Browser, Person


@pytest.fixture
def no_connection_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """Hold every connection that the web may open until the stack is closed."""
    with app.app_context(), ExitStack() as held:
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        monkeypatch.setattr(pool, "_timeout", 0.01)
        for _ in range(pool.size() + pool._max_overflow - pool.checkedout()):
            held.enter_context(db.engine.connect())
        yield held


@pytest.mark.parametrize("path", ["/@nobody", "/studio/account"])
def test_a_request_is_told_to_come_again(alice: Person, no_connection_left: ExitStack, path: str):
    page = alice.browser.page(path, status=503)
    assert page.one("h1").text == "Not just now"

    no_connection_left.close()

    assert alice.browser.get(path).status_code in (200, 404)


@pytest.mark.parametrize("token", [True, False])
def test_nothing_is_half_done(
    app: Flask, alice: Person, visitor: Browser, request: pytest.FixtureRequest, token: bool
):
    """A form changes nothing, also one without a token, whose sender would be looked up."""
    alice.picks(alice.ids[0])
    no_connection_left: ExitStack = request.getfixturevalue("no_connection_left")

    assert alice.browser.post("/studio/editions", token=token).status_code == 503

    no_connection_left.close()

    assert not visitor.page("/").all("a", class_="poster")
