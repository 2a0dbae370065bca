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
from tests.support.people import Browser, Person
from tests.support.stored import page_of, picks_of
from tests.support.studio_requests import OPEN, StudioRequest, all_requests

Counted = Callable[[], dict[str, int]]

REQUESTS = all_requests()
#: The addresses that take more than the right to view, or for a change the right to edit.
RIGHTS = {
    **dict.fromkeys(
        (
            "publishing.publish",
            "publishing.withdraw",
            "publishing.save_page",
            "account.save_account",
            "account.save_zone",
            "editions.set_time",
            "editions.cancel_time",
            "editions.share",
            "editions.take_back",
        ),
        Right.PUBLISH,
    ),
    **dict.fromkeys(("leaving.show", "leaving.leave"), Right.LEAVE),
}


def right_for(asked: StudioRequest) -> Right:
    return RIGHTS.get(asked.endpoint, Right.VIEW if asked.reads else Right.EDIT)


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
    endpoints = {rule.endpoint for rule in studio_rules(app)}

    assert unguarded(app) == set()
    assert endpoints - OPEN == {asked.endpoint for asked in REQUESTS}
    assert endpoints >= RIGHTS.keys()


@pytest.mark.parametrize("guard", [lambda view: view, access.signed_in], ids=["none", "signed in"])
def test_an_address_of_the_studio_without_a_right_is_found(guard: Callable[..., object]):
    app = Flask(__name__)

    app.add_url_rule("/studio/exports", view_func=guard(lambda: "all of it"), endpoint="exports")

    assert unguarded(app) == {"exports"}


@on_one_database
def test_to_change_something_takes_more_than_the_right_to_view(app: Flask):
    changes = [rule for rule in studio_rules(app) if rule.methods & {"POST", "PUT", "DELETE"}]

    assert len(changes) == sum(not asked.reads for asked in REQUESTS)
    for rule in changes:
        assert rights(app, rule) - {Right.VIEW}, rule


@pytest.fixture
def owners_lack(monkeypatch: pytest.MonkeyPatch) -> Callable[[Right], None]:
    """Return a function that takes a right from the only role there is."""

    def take(right: Right) -> None:
        monkeypatch.setitem(roles.RIGHTS, Role.OWNER, frozenset(Right) - {right})

    return take


def test_a_person_without_the_right_is_refused_and_nothing_is_stored(
    alice: Person,
    counted: Counted,
    owners_lack: Callable[[Right], None],
    subtests: pytest.Subtests,
):
    alice.publishes(alice.ids[0])
    alice.browser.page("/studio/videos")
    before, edition = counted(), page_of(alice).edition

    for asked in REQUESTS:
        with subtests.test(str(asked)):
            owners_lack(right_for(asked))

            answer = alice.browser._open(
                asked.method,
                asked.path_for(alice.ids[1]),
                data={"csrf_token": alice.browser._token, "handle": "another"},
            )

            assert answer.status_code == 403
            assert "not yours to do" in Document(answer.text).one("h1").text
            assert counted() == before
            assert page_of(alice).edition == edition
            assert alice.worker.queued() == []


def test_a_visitor_is_refused_and_nothing_is_stored(
    alice: Person, visitor: Browser, counted: Counted, subtests: pytest.Subtests
):
    alice.publishes(alice.ids[0])
    visitor.page("/login")
    before = counted()

    for asked in REQUESTS:
        with subtests.test(str(asked)):
            path = asked.path_for(alice.ids[0])
            form = None if asked.reads else {"csrf_token": visitor._token, "handle": "another"}

            answer = visitor._open(asked.method, path, data=form)
            for_htmx = visitor._open(asked.method, path, data=form, headers={"HX-Request": "true"})

            if asked.reads:
                assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/login")
            else:
                assert answer.status_code == 401
            assert for_htmx.status_code == 401
            shown = answer.text + for_htmx.text
            assert not [video_id for video_id in alice.ids if video_id in shown]
            assert counted() == before


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
