"""A bad row never breaks others' pages: it is left out, and the host is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from portfolio.extensions import db
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.page import Edition, Page
from portfolio.models.video import Video
from portfolio.services.pages import omissions
from tests.support.databases import on_both_databases
from tests.support.feeds import FORMS, read_atom
from tests.support.garbage import standing_in, values_for
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of

pytestmark = on_both_databases

#: Columns that no page shows, only the database and the queue use.
KEYS = ("id", "creator_id", "video_id", "number", "open_id", "lease_owner", "lease_until")
COLUMNS = [
    column
    for model in (Video, Cover, Creator, Page, Edition)
    for column in model.__table__.c
    if column.name not in KEYS
]


def row_of(alice: Person, table: str) -> dict[str, Any]:
    """Return the key of Alice's row in this table."""
    keys = {"creator": {"id": alice.creator_id}, "page": {"creator_id": alice.creator_id}}
    keys["video"] = {"creator_id": alice.creator_id, "id": alice.ids[0]}
    keys["cover"] = {"creator_id": alice.creator_id, "video_id": alice.ids[0]}
    keys["edition"] = {"creator_id": alice.creator_id, "number": page_of(alice).edition}
    return keys[table]


def poster(page: Document, path: str) -> str:
    """Return the home page's text and picture addresses for a page."""
    link = page.one("a", href=path, class_="poster")
    return " ".join([link.text, *(image["src"] for image in link.all("img"))])


def shown(page: Document) -> list[str]:
    return [frame["data-video-id"] for frame in page.one("main").all("span", data_video_id=True)]


class Looks:
    """Views of all pages: visitors open the shared pages, Alice her own rooms."""

    def __init__(self, app: Flask, alice: Person, bob: Person, visitor: Browser) -> None:
        self.app, self.alice, self.bob, self.visitor = app, alice, bob, visitor
        self.alices, self.bobs = alice.publishes(*alice.ids, recent=True), bob.publishes(*bob.ids)
        self.rows = {name: row_of(alice, name) for name in ("creator", "page", "video", "cover")}
        self.rows["edition"] = row_of(alice, "edition")
        self.newest = alice.ids[0]
        self.usual = self._bobs()

    def at_shared_pages(self) -> None:
        self.app.extensions["page_layer"]._copies.clear()
        assert self._bobs() == self.usual

    def at_alices(self) -> Iterator[tuple[str, int]]:
        rooms = (
            "videos",
            "videos/tiles",
            f"covers?ids={self.newest}",
            "page",
            "editions",
            "editions/1",
            "preview",
            "account",
            "leaving",
        )
        for address in (f"/studio/{room}" for room in rooms):
            yield address, self.alice.browser.get(address).status_code
        seen = ("", f"/v/{self.newest}", f"/covers?ids={self.newest}")
        seen += (
            f"/v/{self.newest}.jpg",
            "/avatar.jpg",
            "/card.png",
            *(f"/{form}" for form in FORMS),
        )
        for address in seen:
            yield address, self.visitor.get(self.alices + address).status_code
        api = self.alices.replace("/@", "/api/v1/pages/")
        for address in (api, "/api"):
            yield address, self.visitor.get(address).status_code

    def _bobs(self) -> tuple[object, ...]:
        home = self.visitor.page("/")
        in_map = f"{self.bobs}</loc>" in self.visitor.get("/sitemaps/1.xml").text
        return poster(home, self.bobs), in_map, self.visitor.page(self.bobs).one("main").text


@pytest.fixture
def looks(app: Flask, alice: Person, bob: Person, visitor: Browser) -> Looks:
    return Looks(app, alice, bob, visitor)


@settings(
    max_examples=14,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # no shrinking: the first broken page is reported
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_a_row_holds_no_shared_page_fails_and_no_room_of_its_creator_breaks(
    looks: Looks, data: st.DataObject
):
    column: sa.Column[Any] = data.draw(st.sampled_from(COLUMNS), "column")
    value = data.draw(values_for(column), "value")

    with standing_in(column, value, looks.rows[column.table.name]) as is_taken:
        assume(is_taken)
        looks.at_shared_pages()
        broken = {path: status for path, status in looks.at_alices() if status in (400, 500)}
        assert not broken


def unreadable() -> str:
    """Return a time that this database stores and that is no valid datetime."""
    return "soon" if db.engine.dialect.name == "sqlite" else "infinity"


def test_a_video_that_cannot_be_read_is_left_out_counted_and_told_once(
    looks: Looks, caplog: pytest.LogCaptureFixture
):
    alice, visitor = looks.alice, looks.visitor
    column = Video.__table__.c.created_at

    with standing_in(column, unreadable(), looks.rows["video"]):
        for _ in range(3):
            looks.at_shared_pages()
        page = visitor.page(looks.alices)
        tiles = alice.browser.page("/studio/videos").all("input", name="shown")
        told = [line for line in caplog.messages if line.startswith("left out of pages: ")]
        left_out = visitor.get("/readyz").json["left_out"]
        metrics = visitor.get("/metrics").text

    assert shown(page) == [tile["value"] for tile in tiles] == alice.ids[1:]
    assert len(told) == 1
    assert f"creator {alice.creator_id}, video {alice.ids[0]}: " in told[0]
    assert left_out == 1
    assert "showreel_left_out 1.0" in metrics


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["created_at", "worded_at"])
def test_a_feed_leaves_out_a_video_that_cannot_be_read(name: str, form: str, looks: Looks):
    alice, visitor = looks.alice, looks.visitor
    _type, read = FORMS[form]
    visitor.get("/readyz")

    with standing_in(Video.__table__.c[name], unreadable(), looks.rows["video"]):
        looks.app.extensions["page_layer"]._copies.clear()
        feed = read(visitor.get(f"{looks.alices}/{form}").data)
        left_out = visitor.get("/readyz").json["left_out"]

    assert [each.url.rpartition("/")[2] for each in feed.entries] == alice.ids[1:]
    assert left_out == 1


@pytest.mark.parametrize("value", [[1], {"x": "y"}, 7])
def test_a_feed_does_without_the_times_of_an_edition_that_cannot_be_read(
    value: object, looks: Looks
):
    alice, visitor = looks.alice, looks.visitor

    with standing_in(Edition.__table__.c.entry_times, value, looks.rows["edition"]):
        looks.app.extensions["page_layer"]._copies.clear()
        feed = read_atom(visitor.get(f"{looks.alices}/feed.atom").data)

    assert len(feed.entries) == len(alice.ids)


def test_a_page_whose_own_row_cannot_be_read_says_so_and_is_on_no_page_of_others(looks: Looks):
    with standing_in(Creator.__table__.c.profile_at, unreadable(), looks.rows["creator"]):
        looks.at_shared_pages()
        assert not looks.visitor.page("/").all("a", href=looks.alices)
        page = looks.visitor.page(looks.alices, status=503)
        room = looks.alice.browser.page("/studio/account", status=503)

    assert page.one("h1").text == room.one("h1").text == "This cannot be shown just now"
    assert looks.visitor.page("/").all("a", href=looks.alices)


@pytest.mark.parametrize("handle", ["a/b", "<b>", "\u00e9", "..", "x\ny", "", "studio page"])
def test_a_handle_that_is_none_is_on_no_page_of_others(looks: Looks, handle: str):
    with standing_in(Page.__table__.c.handle, handle, looks.rows["page"]):
        looks.at_shared_pages()
        links = [link["href"] for link in looks.visitor.page("/").all("a", class_="poster")]
        in_map = looks.visitor.get("/sitemaps/1.xml").text.count("<loc>")
        left_out = looks.visitor.get("/readyz").json["left_out"]

    assert links == [looks.bobs]
    # Home, the directory, Bob's page and his videos.
    assert in_map == 2 + 1 + len(looks.bob.ids)
    assert left_out == 1


def test_what_was_left_out_is_told_again_after_an_hour_and_over_two_hours_after_the_last(
    looks: Looks, caplog: pytest.LogCaptureFixture, time_passes: Callable[..., None]
):
    with standing_in(Page.__table__.c.handle, "a/b", looks.rows["page"]):
        looks.at_shared_pages()
        time_passes(minutes=61)
        looks.app.extensions["page_layer"]._copies.clear()
        looks.visitor.page("/")

    time_passes(minutes=119)
    assert looks.visitor.get("/readyz").json["left_out"] == 1
    time_passes(minutes=2)
    assert looks.visitor.get("/readyz").json["left_out"] == 0
    assert len([line for line in caplog.messages if "its handle is malformed" in line]) == 2


def odd_format_0(first: str, second: str) -> dict[str, Any]:
    return {
        "accent": ["mint"],
        "recent": 1,
        "sections": [
            None,
            {"title": 7, "videos": [{"id": first, "title": {}}, {"id": first}, {"id": 7}, "x"]},
            {"title": "Main", "videos": [{"id": second, "title": "\u200b"}]},
        ],
    }


def odd_format_1(first: str, second: str) -> dict[str, Any]:
    odd = [{"video_id": first, "title": {}}, {"video_id": first}, {"video_id": 7}, "x"]
    return {
        "format": {},
        "look": ["mint"],
        "shows_recent": 1,
        "sections": [
            None,
            {"title": 7, "about": [], "entries": odd},
            {"title": "Main", "entries": [{"video_id": second, "title": "\u200b", "alt": 7}]},
        ],
    }


def odd_format_3(first: str, second: str) -> dict[str, Any]:
    return odd_format_1(first, second) | {
        "format": 3,
        "recent": ["x"],
        "sections": [
            {"title": 7, "entries": [{"video_id": first}], "rule": "x"},
            {"title": "Main", "entries": [{"video_id": second}], "rule": [{}]},
        ],
    }


@pytest.mark.parametrize("odd", [odd_format_0, odd_format_1, odd_format_3])
def test_an_edition_of_another_shape_shows_what_of_it_can_be_read(
    looks: Looks, odd: Callable[[str, str], dict[str, Any]]
):
    first, second = looks.alice.ids[1:3]
    content = odd(first, second)

    with standing_in(Edition.__table__.c.content, content, looks.rows["edition"]):
        looks.at_shared_pages()
        page = looks.visitor.page(looks.alices)

    assert shown(page) == [first, second]
    assert page.one("h2", id="main-2").text == "Main"
    assert looks.visitor.get("/readyz").json["left_out"] == 1


def test_what_the_database_itself_refuses_is_not_taken_for_a_bad_row(app: Flask):
    with pytest.raises(sa.exc.DBAPIError):
        omissions.drawn(lambda: db.session.execute(sa.text("SELECT * FROM nowhere")), UUID(int=1))
