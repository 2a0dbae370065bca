"""The directory: every page that is in it, found by words, in two orders and in parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.drafts import editions, look_settings
from portfolio.services.pages import directory
from portfolio.services.pages.directory_search import Place, place_in
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database
from tests.support.html import Document
from tests.support.lasting import kept
from tests.support.people import Browser, Person
from tests.support.sitemaps import places
from tests.support.stored import page_of

TimePasses = Callable[..., None]


def shown(page: Document) -> list[str]:
    return [link["href"] for link in page.all("a", class_="poster")]


def found(visitor: Browser, words: str) -> list[str]:
    return shown(visitor.page(f"/pages/found?q={quote(words)}"))


def in_directory(person: Person, on: bool) -> None:
    """Send the form of the room Page with this switch, as a browser does."""
    form = person.browser.page("/studio/page")
    handle = form.one("input", name="handle")["value"]
    box = ["", "1"] if on else [""]
    answer = person.browser.post("/studio/page", handle=handle, in_directory=box)
    assert answer.status_code == 303


@on_both_databases
def test_pages_come_last_published_first_or_newest_first(
    alice: Person, bob: Person, visitor: Browser, time_passes: TimePasses, app: Flask
):
    alices = alice.publishes(*alice.ids[:2])
    time_passes(minutes=5)
    bobs = bob.publishes(*bob.ids)
    time_passes(minutes=5)
    alice.publishes(alice.ids[3])
    app.extensions["page_layer"]._copies.clear()

    assert shown(visitor.page("/pages")) == shown(visitor.page("/")) == [alices, bobs]
    assert shown(visitor.page("/pages/found?sort=new")) == [bobs, alices]


@on_both_databases
def test_a_page_is_found_by_its_name_address_and_words(
    person: Callable[..., Person], visitor: Browser
):
    zoe = person("zoe", videos=1, display_name="Zoë ＢÄＫＥＲ محمّد").signs_in()
    look_settings.write(zoe.creator_id, headline="Bread & trails", bio="100% fire")
    path = zoe.publishes(*zoe.ids, handle="lisbon.loaf")

    for words in ("zoe baker", "ZOË", "محمد", "lisbon", "loaf", "bread trails", "100%", "#bread"):
        assert found(visitor, words) == [path], words
    for words in ("zoe cook", "100_", "breadtrails"):
        assert found(visitor, words) == [], words


@on_both_databases
def test_words_of_a_draft_find_nothing_until_it_is_published(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    look_settings.write(alice.creator_id, headline="Sourdough", bio="")
    assert found(visitor, "sourdough") == []

    alice.publishes(*alice.ids)

    assert found(visitor, "sourdough") == [path]


@on_both_databases
def test_parts_follow_each_other_without_a_gap(
    alice: Person, bob: Person, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(directory, "MOST", 1)
    paths = {alice.publishes(*alice.ids), bob.publishes(*bob.ids)}
    for sort in ("lively", "new"):
        at = page_of(alice).published_at
        with writing() as session:  # of one instant: the handle decides
            session.execute(sa.update(Page).values(published_at=at, first_published_at=at))

        first = visitor.page(f"/pages/found?sort={sort}")
        more = first.one("a", rel="next")["href"]
        second = visitor.page(more)

        assert {*shown(first), *shown(second)} == paths
        assert len(shown(first)) == len(shown(second)) == 1
        assert not second.all("a", rel="next")
        assert f"sort={sort}" in more or sort == "lively"


@on_both_databases
def test_a_page_that_cannot_be_read_ends_no_part(
    person: Callable[..., Person], visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(directory, "MOST", 2)
    people = [person(f"maker{n}", videos=1).signs_in() for n in range(4)]
    paths = [each.publishes(*each.ids, handle=f"maker.{n}") for n, each in enumerate(people)]
    at, odd = page_of(people[0]).published_at, people[1].creator_id
    with writing() as session:
        session.execute(sa.update(Page).values(published_at=at))
        is_second = Page.creator_id == odd
        session.execute(sa.update(Page).where(is_second).values(handle="maker.0/b"))

    first = visitor.page("/pages")
    second = visitor.page(first.one("a", rel="next")["href"])

    assert shown(first) == [paths[0]]
    assert shown(second) == [paths[2]]
    third = visitor.page(second.one("a", rel="next")["href"])
    assert shown(third) == [paths[3]]
    assert not third.all("a", rel="next")


@on_both_databases
def test_who_does_not_want_to_be_in_it_is_found_by_the_address_alone_at_once(
    alice: Person, bob: Person, visitor: Browser, app: Flask
):
    path, bobs = alice.publishes(*alice.ids), bob.publishes(*bob.ids)
    assert path in shown(visitor.page("/pages"))

    in_directory(alice, False)
    app.extensions["page_layer"]._copies.clear()

    assert shown(visitor.page("/")) == shown(visitor.page("/pages")) == [bobs]
    assert found(visitor, alice.handle) == []
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers.get("X-Robots-Tag")) == (200, None)
    assert any(place.url.endswith(path) for place in places(visitor))
    page = alice.browser.page("/studio/page")
    assert page.one("input", id="in-directory").get("checked") is None

    in_directory(alice, True)
    app.extensions["page_layer"]._copies.clear()
    assert {*shown(visitor.page("/pages"))} == {path, bobs}


def test_a_form_without_the_switch_leaves_it_as_it_is(alice: Person):
    in_directory(alice, False)

    alice.browser.post("/studio/page", handle=alice.handle)

    assert not page_of(alice).in_directory


@on_one_database
def test_search_engines_are_shown_the_plain_directory_alone(alice: Person, visitor: Browser):
    alice.publishes(*alice.ids)

    plain = visitor.page("/pages")
    searched = visitor.page("/pages/found?q=a")

    assert not plain.all("meta", name="robots")
    assert searched.one("meta", name="robots")["content"] == "noindex"
    for page in (plain, searched):
        assert page.one("link", rel="canonical")["href"].endswith("/pages")
    assert any(place.url.endswith("/pages") for place in places(visitor))
    assert plain.one("form", class_="directory-search")["action"] == "/pages/found"


@on_one_database
def test_what_finds_nothing_says_what_to_try(alice: Person, visitor: Browser):
    alice.publishes(*alice.ids)

    page = visitor.page("/pages/found?q=nobody+of+that+name")

    assert "Try fewer of them" in page.one("main").text
    assert page.one("input", name="q")["value"] == "nobody of that name"
    assert page.one("a", href="/pages").text == "All pages"


@on_both_databases
def test_any_query_is_answered_and_leaves_no_copy(
    alice: Person, visitor: Browser, app: Flask, subtests: pytest.Subtests
):
    alice.publishes(*alice.ids)
    odd = ("%00", "%FF%FE", '"', "%25", "<script>", "%ED%9F%BF", "x" * 9000, "#", '"a')
    queries = [f"q={each}" for each in odd]
    queries += [f"after={each}" for each in (*odd, "1~a", f"{'9' * 11}.0~alice", "1e5~alice", "~")]
    queries += ["sort=best", "sort=new&sort=lively", "page=7", "after=1764000000.5~alice&q=a"]

    for query in queries:
        with subtests.test(query[:40]):
            assert visitor.get(f"/pages/found?{query}").status_code in (200, 302, 414)
            assert visitor.get(f"/pages?{query}").status_code in (200, 414)
    assert kept(app) <= {"/pages"}


def test_a_place_is_read_as_it_was_written(alice: Person):
    alice.publishes(*alice.ids)
    at = page_of(alice).published_at
    assert at is not None
    place = Place(at + timedelta(microseconds=1), "alice.1")

    assert place_in(str(place)) == place


@pytest.mark.parametrize("text", ["", "~", "1~", "x~alice", "1.x~alice", "-1.0~alice", "1.0~a..b"])
def test_what_is_no_place_is_none(text: str):
    assert place_in(text) is None


@on_one_database
def test_a_page_that_old_code_published_is_found_by_its_address(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    with writing() as session:
        session.execute(sa.update(Page).values(search=None, first_published_at=None))
        session.execute(sa.update(Creator).values(search=None))

    assert found(visitor, alice.handle) == [path]
    editions.publish(alice.creator_id)
    assert shown(visitor.page("/pages/found?sort=new")) == [path]
