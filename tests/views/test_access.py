"""Rights: each address of the studio declares one, and a person without it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portfolio.views import access, roles
from portfolio.views.roles import Right, Role
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import page_of, picks_of

Counted = Callable[[], dict[str, int]]

#: The address in the studio's room that everybody may open: its signature is the right.
OPEN = {"leaving.receipt"}
SECTION = "00000000-0000-0000-0000-000000000007"
#: For each right, requests that ask for it.
REQUESTS = {
    Right.VIEW: [
        ("GET", "/studio/videos"),
        ("GET", "/studio/page"),
        ("GET", "/studio/account"),
        ("GET", "/studio/look"),
        ("GET", "/studio/order"),
        ("GET", "/studio/order/picks/{id}"),
        ("GET", "/studio/editions"),
        ("GET", "/studio/editions/1"),
        ("GET", "/studio/preview"),
        ("GET", "/studio/preview/frame"),
    ],
    Right.EDIT: [
        ("POST", "/studio/picks"),
        ("POST", "/studio/picks/found"),
        ("POST", "/studio/syncs"),
        ("POST", "/studio/look"),
        ("POST", "/studio/look/words"),
        ("POST", "/studio/look/links"),
        ("POST", "/studio/order/moves"),
        ("POST", "/studio/order/pins"),
        ("POST", "/studio/order/sorts"),
        ("POST", "/studio/order/picks/{id}"),
        ("POST", "/studio/undos"),
        ("POST", "/studio/sections"),
        ("POST", f"/studio/sections/{SECTION}"),
        ("POST", f"/studio/sections/{SECTION}/moves"),
        ("POST", f"/studio/sections/{SECTION}/removals"),
        ("POST", "/studio/editions/1/returns"),
        ("POST", f"/studio/sections/{SECTION}/rule"),
        ("POST", f"/studio/sections/{SECTION}/left-out"),
        ("POST", "/studio/recent"),
        ("POST", "/studio/recent/left-out"),
    ],
    Right.PUBLISH: [
        ("POST", "/studio/editions"),
        ("POST", "/studio/withdrawals"),
        ("POST", "/studio/page"),
        ("POST", "/studio/account"),
        ("POST", "/studio/account/zones"),
        ("POST", "/studio/editions/appointments"),
        ("POST", "/studio/editions/appointments/removals"),
        ("POST", "/studio/editions/links"),
        ("POST", "/studio/editions/links/removals"),
    ],
    Right.LEAVE: [("GET", "/studio/leaving"), ("POST", "/studio/leaving")],
}
ASKED = [(right, *request) for right, requests in REQUESTS.items() for request in requests]


def studio_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        room = app.view_functions[rule.endpoint].__module__
        if rule.rule.startswith("/studio") or room.startswith("portfolio.views.studio"):
            yield rule


def rights(app: Flask, rule: Rule) -> frozenset[Right] | None:
    return access.rights_of(app.view_functions[rule.endpoint])


def unguarded(app: Flask) -> set[str]:
    """Return the studio's addresses that declare no right."""
    return {rule.endpoint for rule in studio_rules(app) if not rights(app, rule)} - OPEN


@on_one_database
def test_every_address_of_the_studio_declares_a_right(app: Flask):
    assert len(list(studio_rules(app))) > len(ASKED)
    assert unguarded(app) == set()


@pytest.mark.parametrize("guard", [lambda view: view, access.signed_in], ids=["none", "signed in"])
def test_an_address_of_the_studio_without_a_right_is_found(guard: Callable[..., object]):
    app = Flask(__name__)

    app.add_url_rule("/studio/exports", view_func=guard(lambda: "all of it"), endpoint="exports")

    assert unguarded(app) == {"exports"}


@on_one_database
def test_to_change_something_takes_more_than_the_right_to_view(app: Flask):
    changes = [rule for rule in studio_rules(app) if rule.methods & {"POST", "PUT", "DELETE"}]

    assert len(changes) == sum(method != "GET" for _, method, _ in ASKED)
    for rule in changes:
        assert rights(app, rule) - {Right.VIEW}, rule


@pytest.fixture
def owners_lack(monkeypatch: pytest.MonkeyPatch) -> Callable[[Right], None]:
    """Return a function that takes a right from the only role there is."""

    def take(right: Right) -> None:
        monkeypatch.setitem(roles.RIGHTS, Role.OWNER, frozenset(Right) - {right})

    return take


@pytest.mark.parametrize(("right", "method", "path"), ASKED)
def test_a_person_without_the_right_is_refused_and_nothing_is_stored(
    right: Right,
    method: str,
    path: str,
    alice: Person,
    counted: Counted,
    owners_lack: Callable[[Right], None],
):
    alice.publishes(alice.ids[0])
    alice.browser.page("/studio/videos")
    before, edition = counted(), page_of(alice).edition
    owners_lack(right)

    answer = alice.browser._open(
        method,
        path.format(id=alice.ids[1]),
        data={"csrf_token": alice.browser._token, "handle": "another"},
    )

    assert answer.status_code == 403
    assert "not yours to do" in Document(answer.text).one("h1").text
    assert counted() == before
    assert page_of(alice).edition == edition
    assert alice.worker.queued() == []


@on_one_database
def test_a_person_who_may_not_publish_can_still_tick(
    alice: Person, owners_lack: Callable[[Right], None]
):
    owners_lack(Right.PUBLISH)

    alice.picks(alice.ids[3])

    assert picks_of(alice) == [alice.ids[3]]


@on_one_database
def test_a_person_without_any_right_can_still_sign_out(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    alice.browser.page("/studio/videos")
    monkeypatch.setitem(roles.RIGHTS, Role.OWNER, frozenset())

    assert alice.browser.post("/logout").status_code == 303
    assert alice.browser.get("/studio/videos").location.startswith("/login")
