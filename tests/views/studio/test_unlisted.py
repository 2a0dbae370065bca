"""The switch for a page that only those find who have its address."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.sitemaps import places
from tests.support.stored import page_of
from tests.views.public.test_absent_pages import public_addresses
from tests.views.studio.test_embed_sites import saves as saves_without_the_field


@pytest.fixture
def path(alice: Person) -> str:
    return alice.publishes(*alice.ids)


def switches(person: Person, on: bool) -> Document:
    """Send the form of the page as a browser does: its hidden field, and the box if it is on."""
    form = person.browser.page("/studio/page")
    handle = form.one("input", name="handle")["value"]
    box = ["", "1"] if on else [""]
    answer = person.browser.post("/studio/page", handle=handle, sites="", unlisted=box)
    assert answer.status_code == 303
    return person.browser.page("/studio/page")


def box_of(page: Document) -> bool:
    return page.one("input", id="unlisted").get("checked") is not None


def robots_of(page: Document) -> list[str | None]:
    return [each["content"] for each in page.all("meta", name="robots")]


def answers_of(app: Flask, alice: Person, visitor: Browser) -> dict[str, tuple[int, str | None]]:
    """Return status and X-Robots-Tag of each address of a page, as the map of routes has them."""
    first = alice.ids[0]
    mapped = public_addresses(app, alice.handle, first)
    addresses = [address for method, address in mapped if method == "GET"]
    addresses += [f"/@{alice.handle}/{each}" for each in ("search?q=bread", "v/nothing")]
    addresses.append(str(visitor.get(f"/@{alice.handle}/card.png").location))
    found = {}
    for address in addresses:
        answer = visitor.get(address)
        found[address] = (answer.status_code, answer.headers.get("X-Robots-Tag"))
    return found


def test_every_answer_about_an_unlisted_page_asks_to_be_left_out_at_once(
    alice: Person, path: str, visitor: Browser, app: Flask
):
    before = answers_of(app, alice, visitor)
    assert len(before) >= 20
    assert {robots for _, robots in before.values()} == {None}
    assert (
        robots_of(visitor.page(path)) == robots_of(visitor.page(f"{path}/v/{alice.ids[0]}")) == []
    )

    switches(alice, on=True)
    after = answers_of(app, alice, visitor)

    assert {each: status for each, (status, _) in after.items()} == {
        each: status for each, (status, _) in before.items()
    }
    unnamed = [each for each, (_, robots) in after.items() if robots != "noindex"]
    assert unnamed == []
    assert robots_of(visitor.page(path)) == ["noindex"]
    assert robots_of(visitor.page(f"{path}/v/{alice.ids[0]}")) == ["noindex"]

    switches(alice, on=False)
    assert answers_of(app, alice, visitor) == before


def test_a_reader_who_holds_the_page_is_told_no_304(alice: Person, path: str, visitor: Browser):
    held = {each: visitor.get(each).headers["ETag"] for each in (path, f"{path}/feed.atom")}

    switches(alice, on=True)

    for address, tag in held.items():
        assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_home_and_sitemaps_show_the_other_pages_alone(
    alice: Person, bob: Person, path: str, visitor: Browser, app: Flask
):
    theirs = bob.publishes(*bob.ids[:2])
    switches(alice, on=True)

    app.extensions["page_layer"]._copies.clear()
    posters = [each["href"] for each in visitor.page("/").all("a", class_="poster")]
    mapped = [place.url.removeprefix("http://127.0.0.1:8000") for place in places(visitor)]

    assert posters == [theirs]
    assert mapped == ["/", "/pages", theirs, *(f"{theirs}/v/{each}" for each in bob.ids[:2])]


def test_it_describes_itself_to_no_search_engine_and_leads_to_no_feed(
    alice: Person, path: str, visitor: Browser
):
    switches(alice, on=True)

    for address in (path, f"{path}/v/{alice.ids[0]}"):
        page = visitor.page(address)
        assert page.all("script", type="application/ld+json") == []
        # Whoever is given the address may show it: oEmbed is asked with it alone.
        types = [each["type"] for each in page.all("link", rel="alternate")]
        assert types == ["application/json+oembed"]
        assert page.one("meta", property="og:image")["content"]
    assert visitor.page(path).one(id="share-address")["value"].endswith(path)


@on_one_database
def test_the_room_shows_the_switch_and_says_that_it_is_on(alice: Person, path: str):
    room = alice.browser.page("/studio/page")
    assert not box_of(room)
    assert "Unlisted" not in room.one(id="live").text

    room = switches(alice, on=True)

    assert box_of(room)
    assert "Unlisted" in room.one(id="live").text
    assert not box_of(switches(alice, on=False))


@on_one_database
def test_a_form_from_before_the_switch_changes_nothing_of_it(alice: Person, path: str):
    switches(alice, on=True)

    saves_without_the_field(alice, "")

    assert page_of(alice).unlisted


@on_one_database
def test_it_stays_through_publish_and_unpublish_and_is_no_change_of_the_draft(
    alice: Person, path: str, visitor: Browser
):
    before = alice.browser.page("/studio/page").one(id="bar").text
    switches(alice, on=True)
    assert alice.browser.page("/studio/page").one(id="bar").text == before

    alice.browser.post("/studio/withdrawals")
    assert visitor.get(path).status_code == 404
    alice.publishes(alice.ids[0])

    assert visitor.get(path).headers["X-Robots-Tag"] == "noindex"


@on_one_database
def test_the_same_again_makes_no_new_version(alice: Person, path: str):
    switches(alice, on=True)
    version = page_of(alice).version

    switches(alice, on=True)

    assert page_of(alice).version == version


@on_one_database
def test_bob_and_a_visitor_switch_nothing(alice: Person, bob: Person, path: str, visitor: Browser):
    switches(alice, on=True)

    switches(bob, on=False)
    answer = visitor.post("/studio/page", handle=alice.handle, sites="", unlisted="")

    assert answer.status_code in (302, 303, 400, 401)
    assert page_of(alice).unlisted
    assert not page_of(bob).unlisted
