"""Handles: checked, unique, proposed from any name, and kept for a while after leaving one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio.models.page import Page
from portfolio.services import handles, pages
from portfolio.services.problems import Refused
from portfolio.transactions import writing
from tests.support.databases import on_one_database, race
from tests.support.people import Person
from tests.support.stored import page_of

#: What somebody may type, and what the message at the field says.
BAD = {
    "": "Choose a name",
    "   ": "Choose a name",
    "@": "Choose a name",
    "a": "at least 2 characters",
    "a" * 31: "at most 30 characters; this has 31",
    "a" * 300: "at most 30 characters; this has 300",
    "🌊🌊": "letters a to z",
    "zoë": "letters a to z",
    "аlice": "letters a to z",  # with a Cyrillic а
    "a b": "letters a to z",
    "a/b": "letters a to z",
    "a-b": "letters a to z",
    "..": "letters a to z",
    ".alice": "letters a to z",
    "_alice": "letters a to z",
    "alice.": "letters a to z",
    "al..ice": "letters a to z",
    "alice\n": None,  # blanks around it are a slip
    "alice\0": "letters a to z",
    "<b>alice</b>": "letters a to z",
    "studio": "kept for this site",
    "ADMIN": "kept for this site",
    "TikTok": "kept for this site",
}


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=ascii)
def test_a_bad_handle_is_refused_with_a_reason(text: str, message: str | None):
    if message is None:
        assert handles.check(text) == text.strip()
        return
    with pytest.raises(Refused, match=message) as refused:
        handles.check(text)
    assert refused.value.field == "handle"


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("alice", "alice"),
        (" @Alice ", "alice"),
        ("a1", "a1"),
        ("a_", "a_"),
        ("1.2_3", "1.2_3"),
        ("b" * 30, "b" * 30),
    ],
)
def test_a_good_handle_is_taken_in_lower_case(text: str, handle: str):
    assert handles.check(text) == handle


@pytest.mark.parametrize(
    ("username", "display_name", "handle"),
    [
        ("alice.1", "Alice", "alice.1"),
        (None, "Zoë Ñandú 🌊", "zoenandu"),
        (None, "🌊🌊🌊", "creator"),
        (None, "جونو", "creator"),
        (None, "جونو Juno", "juno"),
        (None, "...", "creator"),
        (None, "A", "a2"),
        (None, "Studio", "studio2"),
        (None, None, "creator"),
        (None, "x" * 60, "x" * 30),
        ("🌊", "Wave", "wave"),
    ],
)
@on_one_database
def test_a_first_proposal_is_made_from_any_name(
    person: Callable[..., Person], username: str | None, display_name: str | None, handle: str
):
    creator_id = person("nobody").signs_in().creator_id

    with writing() as session:
        page = session.get_one(Page, creator_id)
        page.handle = None
        handles.propose(session, page, username, display_name)
        assert page.handle == handle


def test_two_people_of_one_name_get_two_proposals(person: Callable[..., Person]):
    scopes = ("user.info.basic", "video.list")  # no @name to go by
    first = person("sam", display_name="Sam Smith").signs_in(scopes)
    second = person("sam", display_name="Sam Smith").signs_in(scopes)

    assert (page_of(first).handle, page_of(second).handle) == ("samsmith", "samsmith2")


def change(person: Person, handle: str) -> None:
    page = page_of(person)
    pages.change(person.creator_id, handle=handle, recent=False, accent=page.accent)


def test_a_handle_belongs_to_one_page(alice: Person, bob: Person):
    change(alice, "sunrise")

    with pytest.raises(Refused, match="@sunrise belongs to somebody else"):
        change(bob, "Sunrise")

    assert page_of(bob).handle != "sunrise"


def test_of_two_who_want_a_handle_at_the_same_moment_one_gets_it(
    app: Flask, alice: Person, bob: Person
):
    wishes = [(each.creator_id, page_of(each).accent) for each in (alice, bob)]

    def wish(number: int) -> None:
        creator_id, accent = wishes[number]
        pages.change(creator_id, handle="sunrise", recent=False, accent=accent)

    answers = race(app, wish, 2)

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Refused"]
    assert [page_of(each).handle for each in (alice, bob)].count("sunrise") == 1


def test_a_left_handle_stays_reserved_for_ninety_days(
    alice: Person, bob: Person, time_passes: Callable[..., None]
):
    alice.publishes(alice.ids[0], handle="sunrise")
    change(alice, "sunset")

    time_passes(days=89)
    with pytest.raises(Refused):
        change(bob, "sunrise")

    time_passes(days=2)
    change(bob, "sunrise")
    assert page_of(bob).handle == "sunrise"


def test_whoever_left_a_handle_may_come_back_to_it(alice: Person):
    alice.publishes(alice.ids[0], handle="sunrise")
    change(alice, "sunset")

    change(alice, "sunrise")

    assert page_of(alice).handle == "sunrise"


def test_a_handle_that_was_never_public_is_free_at_once(alice: Person, bob: Person):
    change(alice, "sunrise")
    change(alice, "sunset")

    change(bob, "sunrise")

    assert page_of(bob).handle == "sunrise"


def test_settings_are_stored_all_or_none(alice: Person, bob: Person):
    change(bob, "taken")
    before = (page_of(alice).handle, page_of(alice).accent, page_of(alice).shows_recent)

    with pytest.raises(Refused):
        pages.change(alice.creator_id, handle="taken", recent=True, accent="mint")
    with pytest.raises(Refused, match="colours shown"):
        pages.change(alice.creator_id, handle="free", recent=True, accent="no-such-colour")

    after = page_of(alice)
    assert (after.handle, after.accent, after.shows_recent) == before
