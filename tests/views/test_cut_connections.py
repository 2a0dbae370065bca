"""A database connection that ends during a request fails only that request."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portfolio.extensions import db
from tests.support.cutting import cut_before
from tests.support.databases import on_both_databases
from tests.support.people import Browser, Person
from tests.support.stored import picks_of

pytestmark = on_both_databases

Request = Callable[[], TestResponse]

on_postgresql = pytest.mark.parametrize(
    "apps", ["postgresql", "pooled"], indirect=True, scope="session"
)


def answers_of(request: Request, app: Flask, direct: str) -> list[TestResponse]:
    """Repeat a request, with its connection cut before the first, second … statement.

    The last answer is without a cut, since the request has no more statements.
    """
    answers = []
    for number in count():
        with cut_before(app, direct, number) as statements:
            answers.append(request())
        if statements.sent <= number:
            return answers
    raise AssertionError("never")


@on_postgresql
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/studio/videos",
        "/studio/order",
        "/studio/look",
        "/studio/page",
        "/studio/editions",
        "/readyz",
        "/metrics",
    ],
)
def test_a_page_is_503_at_worst_and_then_there_again(
    path: str, alice: Person, app: Flask, postgres_url: str
):
    answers = answers_of(lambda: alice.browser.get(path), app, postgres_url)

    assert {answer.status_code for answer in answers[:-1]} <= {200, 503}
    assert answers[-1].status_code == 200


@on_postgresql
def test_a_public_page_is_503_at_worst(
    alice: Person, visitor: Browser, app: Flask, postgres_url: str
):
    path = alice.publishes(*alice.ids)

    def request() -> TestResponse:
        app.extensions["page_layer"]._copies.clear()
        return visitor.get(path)

    answers = answers_of(request, app, postgres_url)

    assert {answer.status_code for answer in answers[:-1]} <= {200, 503}
    assert answers[-1].status_code == 200


@pytest.mark.parametrize("apps", ["postgresql"], indirect=True, scope="session")
def test_two_answers_to_one_statement_are_a_connection_that_broke(alice: Person, app: Flask):
    # psycopg 3.3 raises this if a pooler's own error arrives beside the answer to BEGIN.
    def breaks(*_: object) -> bool:
        raise psycopg.InternalError("received 2 results from command 'BEGIN'")

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "do_execute", breaks)
    try:
        answer = alice.browser.get("/studio/videos")
    finally:
        sa.event.remove(engine, "do_execute", breaks)

    assert answer.status_code == 503


@on_postgresql
def test_a_tick_is_saved_or_refused_and_never_half(alice: Person, app: Flask, postgres_url: str):
    first, second = alice.ids[:2]
    alice.picks(first)
    alice.browser.page("/studio/videos")
    seen: list[list[str]] = []

    def request() -> TestResponse:
        db.session.remove()  # the test's own connection was cut as well
        answer = alice.browser.ticks(second)
        seen.append(picks_of(alice))
        return answer

    answers = answers_of(request, app, postgres_url)

    assert {answer.status_code for answer in answers[:-1]} <= {200, 503}
    assert answers[-1].status_code == 200
    assert all(picks in ([first], [first, second]) for picks in seen)
    assert 503 in {answer.status_code for answer in answers}
