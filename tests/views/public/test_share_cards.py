"""The share card's address: the newest one as PNG, kept for long, and the way to it from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portfolio import clock, jobs
from portfolio.models.creator import Creator
from portfolio.models.share_card import ShareCard
from portfolio.services.accounts import departures, removal
from portfolio.services.drafts import appointments, editions
from portfolio.services.pages import freshness, share_cards
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import rows

TimePasses = Callable[..., None]


def address(visitor: Browser, path: str) -> str:
    """Return the path of the card that a page names."""
    named = visitor.page(path).one("meta", property="og:image")["content"]
    return str(named.removeprefix("http://127.0.0.1:8000"))


def cards(alice: Person) -> list[ShareCard]:
    return rows(ShareCard, alice.creator_id)


def renamed(alice: Person, name: str) -> None:
    creator_id = alice.creator_id
    with writing() as session:
        session.execute(sa.update(Creator).values(display_name=name))
        freshness.raise_version(session, creator_id)


def kept(app: Flask) -> set[str]:
    return {path for path in app.extensions["page_layer"]._copies._by_path if "card" in path}


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[share_cards.Face]]:
    """The faces that a web process draws itself."""
    drawn, draw = [], share_cards.drawn

    def note(face: share_cards.Face) -> bytes:
        drawn.append(face)
        return draw(face)

    monkeypatch.setattr(share_cards, "drawn", note)
    return drawn


@on_both_databases
def test_a_publish_has_it_drawn_once_and_kept(
    alice: Person, visitor: Browser, undrawn: list[share_cards.Face]
):
    path = alice.publishes(*alice.ids)
    alice.worker.works()
    assert len(undrawn) == 1
    (card,) = cards(alice)

    answer = visitor.get(address(visitor, path))

    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data == card.picture
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    alice.publishes()
    alice.worker.works()
    assert len(undrawn) == 1


@on_both_databases
def test_one_that_no_worker_has_drawn_yet_is_drawn_at_once_and_then_kept(
    path: str, alice: Person, visitor: Browser, undrawn: list[share_cards.Face]
):
    assert cards(alice) == []

    drawn = visitor.get(address(visitor, path)).data
    alice.worker.works()

    assert drawn.startswith(b"\x89PNG")
    assert [card.picture for card in cards(alice)] == [drawn]


@on_one_database
def test_its_address_is_kept_for_long_by_readers_and_shortly_between(path: str, visitor: Browser):
    control = visitor.get(address(visitor, path)).headers["Cache-Control"]

    assert control == "public, max-age=604800, s-maxage=59, proxy-revalidate, immutable"


@on_one_database
def test_a_new_name_has_a_new_address_and_the_old_one_leads_there(
    path: str, alice: Person, visitor: Browser
):
    old = address(visitor, path)
    visitor.get(old)
    renamed(alice, "Another Alice")

    new = address(visitor, path)
    answer = visitor.get(old)

    assert new != old
    assert (answer.status_code, answer.location) == (302, new)
    assert visitor.get(new).status_code == 200


@on_one_database
def test_a_renewal_of_covers_changes_nothing(
    path: str, alice: Person, visitor: Browser, time_passes: TimePasses
):
    before = address(visitor, path)
    time_passes(hours=7)
    visitor.get(path)
    alice.worker.works()

    assert address(visitor, path) == before


@on_one_database
def test_a_former_handle_leads_to_the_present_card(path: str, alice: Person, visitor: Browser):
    old = address(visitor, path)
    alice.saves_page(handle="somebody.else")

    answer = visitor.get(old)
    while answer.location:
        answer = visitor.get(answer.location)

    assert (answer.status_code, answer.mimetype) == (200, "image/png")


@on_one_database
def test_an_address_without_a_key_leads_to_the_newest(path: str, visitor: Browser):
    answer = visitor.get(f"{path}/card.png")

    assert (answer.status_code, answer.location) == (302, address(visitor, path))


@on_one_database
@pytest.mark.parametrize("key", ["0" * 20, "f" * 20])
def test_a_key_of_no_card_leads_to_the_newest_and_is_not_kept(
    key: str, path: str, visitor: Browser, app: Flask
):
    answer = visitor.get(f"{path}/card/{key}.png?x=%00")

    assert (answer.status_code, answer.location) == (302, address(visitor, path))
    assert kept(app) == set()


@on_one_database
@pytest.mark.parametrize(
    "key",
    ["", "0", "0" * 19, "0" * 21, "A" * 20, "g" * 20, "0" * 9000, "%F0%9F%8C%8A", "..%2f..", "%00"],
)
def test_a_malformed_key_is_nowhere(key: str, path: str, visitor: Browser, app: Flask):
    assert visitor.get(f"{path}/card/{key}.png").status_code in (404, 414)
    assert visitor.get("/@nobody/card/" + "0" * 20 + ".png").status_code == 404
    assert visitor.get("/@nobody/card.png").status_code == 404
    assert kept(app) == set()


@on_one_database
def test_a_card_is_read_and_not_written_to(path: str, visitor: Browser):
    for method in ("POST", "PUT", "DELETE"):
        answer = visitor._client.open(address(visitor, path), method=method)
        assert answer.status_code in (400, 405)


@on_one_database
def test_a_reader_who_has_it_gets_304(path: str, visitor: Browser):
    where = address(visitor, path)
    tag = visitor.get(where).headers["ETag"]

    assert visitor.get(where, headers={"If-None-Match": tag}).status_code == 304


@on_one_database
def test_a_page_that_is_taken_back_or_left_has_no_card(path: str, alice: Person, visitor: Browser):
    where = address(visitor, path)
    assert visitor.get(where).status_code == 200

    editions.withdraw(alice.creator_id)
    assert visitor.get(where).status_code == 404
    assert not share_cards.draw(alice.creator_id)

    editions.publish(alice.creator_id)
    assert visitor.get(where).status_code == 200

    departures.leave(alice.creator_id)
    assert visitor.get(where).status_code == 404


@on_both_databases
def test_the_card_goes_with_its_creator(path: str, alice: Person):
    assert share_cards.draw(alice.creator_id)

    removal.remove(alice.creator_id, alice.creator.joined_at.replace(year=2099), everything=False)

    assert cards(alice) == []


@on_one_database
def test_a_set_time_has_it_drawn_too(alice: Person, time_passes: TimePasses):
    alice.picks(*alice.ids)
    appointments.make(
        alice.creator_id, clock.now().replace(microsecond=0) + appointments.LONGEST / 99
    )
    time_passes(days=4)
    jobs.keep_appointment_now(str(alice.creator_id))
    alice.worker.works()

    assert len(cards(alice)) == 1
