"""Without the database, a page in memory is still shown while its covers are safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import pagecache
from portfolio.extensions import db
from tests.support.databases import on_both_databases
from tests.support.people import Browser, Person

pytestmark = on_both_databases

Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def away(app: Flask) -> Away:
    """Return a block that renames the table `page`, so that every view of a page fails."""

    @contextmanager
    def gone() -> Iterator[None]:
        rename("page", "page_away")
        try:
            yield
        finally:
            rename("page_away", "page")

    return gone


def rename(old: str, new: str) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))


def test_a_page_in_memory_goes_out_while_its_covers_are_safe(
    alice: Person, visitor: Browser, away: Away
):
    path = alice.publishes(*alice.ids)
    before = visitor.get(path)

    with away():
        during = [visitor.get(path) for _ in range(3)]
        assert visitor.get(f"{path}/v/{alice.ids[0]}").status_code >= 500  # not in memory

    assert [answer.status_code for answer in during] == [200] * 3
    assert {answer.data for answer in during} == {before.data}
    assert visitor.get(path).status_code == 200


def test_without_that_it_would_be_an_error(
    alice: Person, visitor: Browser, away: Away, monkeypatch: pytest.MonkeyPatch
):
    """The control: the same, if every copy must be compared with the database."""
    path = alice.publishes(*alice.ids)
    visitor.get(path)
    monkeypatch.setattr(pagecache, "UNCHECKED_SECONDS", 0)

    with away():
        assert visitor.get(path).status_code >= 500


def test_it_ends_with_its_covers(
    alice: Person, visitor: Browser, away: Away, time_passes: Callable[..., None]
):
    path = alice.publishes(*alice.ids)
    visitor.get(path)

    with away():
        assert visitor.get(path).status_code == 200
        time_passes(hours=6)
        assert visitor.get(path).status_code >= 500


def test_it_ends_after_a_while_in_which_nobody_could_compare_versions(
    alice: Person, visitor: Browser, away: Away, app: Flask
):
    path = alice.publishes(*alice.ids)
    visitor.get(path)

    with away():
        assert visitor.get(path).status_code == 200
        app.extensions["page_layer"]._copies.get(path).checked -= pagecache.UNCHECKED_SECONDS
        assert visitor.get(path).status_code >= 500

    assert visitor.get(path).status_code == 200


def test_a_page_that_was_taken_back_goes_at_once_whatever_was_before(
    alice: Person, visitor: Browser, away: Away, app: Flask
):
    path = alice.publishes(*alice.ids)
    visitor.get(path)
    with away():
        assert visitor.get(path).status_code == 200
    alice.browser.page("/studio/page")
    alice.browser.post("/studio/withdrawals")

    assert visitor.get(path).status_code == 404
    with away():
        assert visitor.get(path).status_code >= 500


def test_visits_meanwhile_are_counted_when_it_is_back(
    alice: Person, visitor: Browser, away: Away, app: Flask
):
    path = alice.publishes(*alice.ids)
    visitor.get(path)

    with away():
        for _ in range(3):
            visitor.get(path)

    assert app.extensions["page_layer"]._copies.get(path).answered == 3
