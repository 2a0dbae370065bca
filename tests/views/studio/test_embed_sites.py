"""The field for the sites that may show the page, and what browsers are told of them."""

from __future__ import annotations

from flask import Flask

from portfolio.views import embed_layout
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person, a_second_later
from tests.support.stored import page_of


def saves(person: Person, sites: str) -> Document:
    form = person.browser.page("/studio/page")
    handle = form.one("input", name="handle")["value"]
    answer = person.browser.post("/studio/page", handle=handle, sites=sites)
    return Document(answer.text)


def ancestors(browser: Browser, path: str, app: Flask) -> str:
    a_second_later(app)
    policy = browser.get(f"{path}/embed").headers["Content-Security-Policy"]
    return policy.partition("frame-ancestors ")[2]


def test_only_named_sites_and_this_one_may_show_the_page(
    alice: Person, bob: Person, visitor: Browser, app: Flask
):
    path, theirs = alice.publishes(*alice.ids), bob.publishes(*bob.ids)
    video = f"{path}/v/{alice.ids[0]}"
    assert ancestors(visitor, path, app) == "*"
    tag = visitor.get(f"{path}/embed").headers["ETag"]

    saves(alice, "https://blog.example/me\n*.example.org")

    for address in (path, video):
        assert ancestors(visitor, address, app) == "'self' blog.example *.example.org"
    # A 304 would leave a browser with the headers that it holds.
    assert visitor.get(f"{path}/embed", headers={"If-None-Match": tag}).status_code == 200
    assert ancestors(visitor, theirs, app) == "*"
    field = alice.browser.page("/studio/page").one("textarea", name="sites")
    assert field.text.split() == ["blog.example", "*.example.org"]

    saves(alice, "")
    assert ancestors(visitor, path, app) == "*"


@on_one_database
def test_what_is_no_site_is_told_at_its_field_with_what_was_typed(alice: Person):
    page = saves(alice, "blog.example\nnot_a_site</textarea>")

    assert "no site such as" in page.one(id="sites-wrong").text
    field = page.one("textarea", name="sites")
    assert field["aria-invalid"] == "true"
    assert field.text.split() == ["blog.example", "not_a_site</textarea>"]
    assert page_of(alice).embed_sites is None


@on_one_database
def test_bob_and_a_visitor_change_nothing_of_it(alice: Person, bob: Person, visitor: Browser):
    saves(alice, "blog.example")

    saves(bob, "evil.example")
    answer = visitor.post("/studio/page", handle=alice.handle, sites="evil.example")

    assert answer.status_code in (302, 303, 400, 401)
    assert page_of(alice).embed_sites == ["blog.example"]


@on_one_database
def test_the_code_for_other_sites_shows_the_page(alice: Person, visitor: Browser, app: Flask):
    assert alice.browser.page("/studio/page").all("textarea", id="embed-code") == []

    path = alice.publishes(*alice.ids)
    code = Document(alice.browser.page("/studio/page").one("textarea", id="embed-code").text)

    site = app.extensions["settings"].public_url
    frame, script = code.one("iframe"), code.one("script")
    assert (frame["src"], frame["title"]) == (f"{site}{path}/embed", "Alice")
    assert int(frame["height"]) == embed_layout.height_of_page(7, int(frame["width"]))
    for address in (frame["src"], script["src"]):
        assert visitor.get(address.removeprefix(site)).status_code == 200


@on_one_database
def test_visitors_are_offered_the_code_while_every_site_may_show_the_page(
    alice: Person, visitor: Browser, app: Flask
):
    path = alice.publishes(*alice.ids)
    code = alice.browser.page("/studio/page").one("textarea", id="embed-code").text
    assert visitor.page(path).one("input", id="share-embed")["value"] == code.strip()

    saves(alice, "blog.example")
    a_second_later(app)

    page = visitor.page(path)
    assert page.one("input", id="share-address")
    assert page.all("input", id="share-embed") == []
    assert alice.browser.page("/studio/preview").all("input", id="share-embed") == []
