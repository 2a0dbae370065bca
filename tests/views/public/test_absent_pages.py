"""A page that is suspended, unpublished or left: each public address tells the world the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, url_for

from portfolio.services.accounts import departures
from portfolio.services.drafts import editions, previews, suspensions
from tests.services.pages.test_handles import change
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Browser, Person
from tests.support.statements import noted_statements
from tests.support.stored import page_of

pytestmark = on_both_databases

#: A value for each part of a public address beside the handle.
PARTS = {"key": "0" * 20, "number": 2}
#: The query of those that answer nothing without one.
QUERIES = {"page.covers": {"ids": "7310"}}
Answer = tuple[int, dict[str, str], bytes]
Act = Callable[[Person], object]


def public_addresses(app: Flask, handle: str, video_id: str) -> list[tuple[str, str]]:
    """Return method and path of each public address below a handle, from the map of routes."""
    values: dict[str, Any] = {**PARTS, "video_id": video_id, "handle": handle}
    with app.test_request_context():
        found = [
            (method, url_for(rule.endpoint, **{**parts, **QUERIES.get(rule.endpoint, {})}))
            for rule in app.url_map.iter_rules()
            if "handle" in rule.arguments
            for parts in [{each: values[each] for each in rule.arguments}]
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]
    page = quote(f"{app.extensions['settings'].public_url}/@{handle}", safe="")
    return [*found, ("GET", f"/oembed?url={page}"), ("GET", f"/oembed?url={page}%2Fv%2F{video_id}")]


def asked(browser: Browser, addresses: list[tuple[str, str]]) -> dict[str, Answer]:
    answers = {}
    for method, path in addresses:
        answer = browser._open(method, path)
        answers[f"{method} {path}"] = (answer.status_code, dict(answer.headers), answer.data)
    return answers


def suspend(person: Person) -> None:
    suspensions.suspend(person.handle, "Somebody else's videos.")


def withdraw(person: Person) -> None:
    editions.withdraw(person.creator_id)


def leave(person: Person) -> None:
    departures.leave(person.creator_id)


def test_each_public_address_of_a_creator_is_asked(app: Flask, alice: Person):
    addresses = public_addresses(app, alice.handle, alice.ids[0])

    assert len(addresses) >= 18
    assert {method for method, _path in addresses} <= {"GET", "POST"}


def test_a_suspended_an_unpublished_and_a_left_page_are_told_in_the_same_bytes(
    app: Flask, alice: Person, visitor: Browser
):
    alice.publishes(*alice.ids[:3])
    handle = alice.handle
    addresses = public_addresses(app, handle, alice.ids[0])
    before = asked(visitor, addresses)
    assert {before[f"GET /@{handle}"][0], before[f"GET /@{handle}/v/{alice.ids[0]}"][0]} == {200}

    suspend(alice)
    suspended = asked(visitor, addresses)
    suspensions.reinstate(handle)
    assert visitor.get(f"/@{handle}").status_code == 200
    withdraw(alice)
    unpublished = asked(visitor, addresses)
    leave(alice)
    left = asked(visitor, addresses)
    nobody = asked(visitor, public_addresses(app, handle[:-1] + "x", alice.ids[0]))

    assert {status for status, _headers, _body in suspended.values()} == {404}
    assert suspended == unpublished == left
    assert list(suspended.values()) == list(nobody.values())


@contextmanager
def statements_of(method: str, path: str, browser: Browser) -> Iterator[list[str]]:
    with noted_statements() as noted:
        browser._open(method, path)
        yield noted


def test_the_same_statements_are_sent_for_each(app: Flask, alice: Person, visitor: Browser):
    alice.publishes(*alice.ids[:3])
    handle = alice.handle
    addresses = public_addresses(app, handle, alice.ids[0])

    def sent() -> list[list[str]]:
        found = []
        for method, path in addresses:
            with statements_of(method, path, visitor) as noted:
                found.append(noted)
        return found

    suspend(alice)
    sent()  # the page layer drops the copies it had
    suspended = sent()
    suspensions.reinstate(handle)
    withdraw(alice)
    unpublished = sent()
    leave(alice)
    left = sent()

    assert suspended == unpublished == left
    assert all(suspended)


def test_the_site_names_it_nowhere_while_it_is_suspended(
    alice: Person, bob: Person, visitor: Browser, app: Flask
):
    alice.publishes(*alice.ids[:3])
    bob.publishes(*bob.ids)
    lists = ("/", "/pages", "/pages/found?sort=new", "/sitemap.xml", "/sitemaps/1.xml")
    # The lists follow no single page, so that their copies last for some seconds.
    told = [f"/@{alice.handle}" in visitor.get(path).text for path in lists]
    assert told[0]
    assert any(told[1:])

    suspend(alice)
    app.extensions["page_layer"]._copies.clear()

    for path in lists:
        assert f"/@{alice.handle}" not in visitor.get(path).text
    assert f"/@{bob.handle}" in visitor.get("/").text


def test_former_handles_and_the_private_link_lead_nowhere(alice: Person, visitor: Browser):
    alice.publishes(*alice.ids[:3], handle="mira")
    change(alice, "anna")
    link = f"/preview/{previews.share(alice.creator_id)}"
    assert visitor.get("/@mira").location == "/@anna"
    assert visitor.get(link).status_code == 200

    suspensions.suspend("@Mira", "By a former handle.")

    below = ("/@mira", "/@anna", link, f"{link}/v/{alice.ids[0]}", f"{link}/covers?ids=1")
    assert [visitor.get(path).status_code for path in below] == [404] * 5
    suspensions.reinstate("anna")
    assert visitor.get("/@mira").location == "/@anna"
    assert visitor.get(link).status_code == 200


@on_one_database
def test_copies_of_the_page_layer_end_at_once(alice: Person, app: Flask, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    alice.worker.works()
    visitor.page(path)
    assert app.extensions["page_layer"]._copies._by_path.keys() >= {path}

    suspend(alice)

    assert visitor.get(path).status_code == 404  # a second later
    assert path not in app.extensions["page_layer"]._copies._by_path


def test_no_other_row_of_the_page_is_changed(alice: Person):
    alice.publishes(*alice.ids[:3])
    before = {**vars(page_of(alice))}

    suspend(alice)
    suspensions.reinstate(alice.handle)

    after = {**vars(page_of(alice))}
    changed = {name for name in before if not name.startswith("_") and before[name] != after[name]}
    assert changed == {"version"}
    with pytest.raises(LookupError):
        suspensions.suspend("nobody.here", "No such page.")
