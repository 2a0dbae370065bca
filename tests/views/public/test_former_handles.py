"""A former handle leads to the present one, with all that stands behind it, in one step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask

from portfolio.services.accounts import departures
from portfolio.services.drafts import editions
from tests.services.pages.test_handles import change
from tests.support.people import Browser, Person, a_second_later
from tests.support.wire import ask

#: The path behind a handle, and whether it is asked for with a query.
FEEDS = ("/feed.atom", "/feed.xml", "/feed.json")
BEHIND = ["", "/v/{id}", "/covers?ids={id}", "/v/{id}.jpg", "/avatar.jpg", *FEEDS]


@pytest.fixture
def moved(alice: Person) -> Person:
    """Alice, whose public page had two other handles before."""
    alice.publishes(*alice.ids, handle="mira")
    for handle in ("mira.films", "anna"):
        change(alice, handle)
    return alice


def test_each_former_handle_leads_to_the_present_one(
    moved: Person, app: Flask, subtests: pytest.Subtests
):
    for method, former, behind in product(("GET", "HEAD"), ("mira", "mira.films"), BEHIND):
        rest = behind.format(id=moved.ids[1])
        with subtests.test(f"{method} /@{former}{rest}"):
            answer = ask(app, method, f"/@{former}{rest}")

            assert (answer.status, answer.header("Location")) == (301, f"/@anna{rest}")
            assert answer.header("Cache-Control").startswith("public, max-age=")
            assert (answer.body == b"") == (method == "HEAD")


@pytest.mark.parametrize(
    "spelling", ["/@Mira", "/@MIRA/", "//@mira", "/@mira/", "/@mira/?igsh=1", "/@mira?igsh=1"]
)
def test_no_spelling_of_it_takes_a_second_step(spelling: str, moved: Person, app: Flask):
    answer = ask(app, "GET", spelling)

    assert (answer.status, answer.header("Location")) == (301, "/@anna")


def test_a_page_that_was_kept_is_not_shown_at_its_former_handle(
    alice: Person, visitor: Browser, app: Flask
):
    path = alice.publishes(*alice.ids, handle="mira")
    video = f"{path}/v/{alice.ids[0]}"
    assert {visitor.get(each).status_code for each in (path, video)} == {200}
    assert visitor.get(f"{video}.jpg").status_code == 302

    change(alice, "anna")
    a_second_later(app)

    assert ask(app, "GET", path).header("Location") == "/@anna"
    assert ask(app, "GET", video).header("Location") == f"/@anna/v/{alice.ids[0]}"
    for _ in range(2):
        way = ask(app, "GET", f"{video}.jpg")
        assert (way.status, way.header("Location")) == (301, f"/@anna/v/{alice.ids[0]}.jpg")
    assert ask(app, "GET", path).header("Location") == "/@anna"


def test_whoever_goes_back_turns_the_way_round(moved: Person, visitor: Browser, app: Flask):
    change(moved, "mira")

    assert visitor.page("/@mira").one("h1").text == "Alice"
    for former in ("anna", "mira.films"):
        assert ask(app, "GET", f"/@{former}").header("Location") == "/@mira"


def test_a_former_handle_leads_nowhere_while_there_is_no_page(
    moved: Person, visitor: Browser, time_passes: Callable[..., None]
):
    editions.withdraw(moved.creator_id)
    visitor.page("/@mira", status=404)

    editions.publish(moved.creator_id)
    assert visitor.get("/@mira").status_code == 301

    departures.leave(moved.creator_id)
    visitor.page("/@mira", status=404)
    visitor.page("/@anna", status=404)


def test_nobody_elses_page_is_reached_by_it(moved: Person, bob: Person, visitor: Browser):
    bob.publishes(*bob.ids)

    assert visitor.get("/@mira").location == "/@anna"
    visitor.page("/@nobody", status=404)
    assert visitor.page(bob.page_path).one("h1").text == "Bob"
