"""A visitor's search on a public page: by words, section and order, over what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from portfolio.services.drafts import pick_texts
from portfolio.services.pages import page_search, parts
from tests.support.databases import on_one_database
from tests.support.drawn import frames, pictures
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

pytestmark = on_one_database


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of six videos offers a search; in parts of three."""
    monkeypatch.setattr(page_search, "LEAST", 6)
    monkeypatch.setattr(parts, "MOST", 3)


@pytest.fixture
def path(alice: Person) -> str:
    """The path of Alice's page, with all but the last of her seven videos."""
    for place, words in enumerate(("Sourdough #bread", "Crème brûlée", "Bread and butter")):
        changed = {"title": words, "video_description": words, "view_count": 10 - place}
        alice.account.changes(alice.ids[place], **changed)
    alice.account.changes(alice.ids[6], title="Hidden bread", video_description="Hidden bread")
    alice.browser.page("/studio/page")
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    return alice.publishes(*alice.ids[:6])


def ids(page: Document) -> list[str]:
    return [frame["data-video-id"] for frame in frames(page)]


def searched(visitor: Browser, path: str, **asked: str) -> Document:
    return visitor.page(f"{path}/search?{urlencode(asked)}")


def test_a_page_of_enough_videos_has_the_form(
    alice: Person, path: str, visitor: Browser, monkeypatch: pytest.MonkeyPatch, app: Flask
):
    form = visitor.page(path).one("form")
    assert form["action"] == f"{path}/search"

    monkeypatch.setattr(page_search, "LEAST", 7)
    app.extensions["page_layer"]._copies.drop(path)

    assert not visitor.page(path).all("form")


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("bread", [0, 2]),
        ("BREAD butter", [2]),
        ("#bread", [0]),
        ("creme BRULEE", [1]),
        ('"bread and"', [2]),
        ("hidden", []),
        ("no such word", []),
    ],
)
def test_words_find_the_videos_of_the_page_that_hold_them_all(
    words: str, places: list[int], alice: Person, path: str, visitor: Browser
):
    page = searched(visitor, path, q=words)

    assert ids(page) == [alice.ids[place] for place in places]
    assert page.one("input", name="q")["value"] == words
    assert str(len(places) or "No video") in page.one("h1").text


def test_the_creators_own_titles_are_searched(alice: Person, path: str, visitor: Browser):
    pick_texts.write(alice.creator_id, alice.ids[4], title="Marmalade", alt="")
    alice.publishes()

    assert ids(searched(visitor, path, q="marmalade")) == [alice.ids[4]]


def test_they_come_in_the_chosen_order(alice: Person, path: str, visitor: Browser):
    by_views = ids(searched(visitor, path, q="bread", sort="views"))

    assert by_views == [alice.ids[0], alice.ids[2]]
    newest = ids(searched(visitor, path, sort="newest"))
    assert newest == ids(searched(visitor, path, sort="newest", section=""))
    assert len(newest) == 3  # the first part


def test_many_come_in_parts(alice: Person, path: str, visitor: Browser):
    first = searched(visitor, path, sort="newest")
    (more,) = [link["href"] for link in first.one("nav", class_="more").all("a")]

    second = visitor.page(more)

    assert sorted([*ids(first), *ids(second)]) == sorted(alice.ids[:6])


def test_asking_for_nothing_leads_to_the_page(path: str, visitor: Browser):
    for query in ("", "?q=", "?q=%20&section=&sort=place", "?sort=nonsense"):
        answer = visitor.get(f"{path}/search{query}")
        assert (answer.status_code, answer.location) == (302, path)


@pytest.mark.parametrize(
    "query", ["q=%00%ff%f0", "q=a&part=9999999", "q=a&part=-1", "section=no", "q=" + "x" * 5000]
)
def test_whatever_is_asked_there_is_a_page_and_nothing_is_kept(
    query: str, path: str, visitor: Browser, app: Flask
):
    before = set(app.extensions["page_layer"]._copies._by_path)

    answer = visitor.get(f"{path}/search?{query}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(app.extensions["page_layer"]._copies._by_path) == before


def test_a_page_that_is_not_public_is_not_searched(alice: Person, path: str, visitor: Browser):
    alice.browser.page("/studio/page")
    alice.browser.post("/studio/withdrawals")

    visitor.page(f"{path}/search?q=bread", status=404)
    visitor.page("/@nobody/search?q=bread", status=404)


def test_covers_are_as_safe_as_on_the_page(
    alice: Person,
    path: str,
    visitor: Browser,
    time_passes: Callable[..., None],
    tiktok: TikTok,
):
    time_passes(hours=7)
    with alice.worker.always_working():
        found = searched(visitor, path, q="bread")

    assert [tiktok.shows(url) for url in pictures(found)] == [True, True]


def test_search_engines_are_told_to_leave_it(path: str, visitor: Browser):
    page = searched(visitor, path, q="bread")

    assert page.one("meta", name="robots")["content"] == "noindex"
