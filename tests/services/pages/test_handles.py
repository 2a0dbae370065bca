"""Handles: checked, unique, unlike any other, proposed from any name, and kept after a change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.services.accounts import departures
from portfolio.services.drafts import editions, page_settings
from portfolio.services.errors import Refused
from portfolio.services.library import upkeep
from portfolio.services.pages import former_handles, handles
from portfolio.transactions import writing
from tests.support.databases import on_one_database, race
from tests.support.people import Person
from tests.support.stored import page_of

#: Refused handles, each with a part of the message at the field.
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
    "alice\n": None,  # blanks around it are ignored
    "alice\0": "letters a to z",
    "<b>alice</b>": "letters a to z",
}
#: Handles that look like names of the site, or are some.
RESERVED = {
    "studio": "kept for this site",
    "pages": "kept for this site",
    "ADMIN": "kept for this site",
    "TikTok": "kept for this site",
    "t1kt0k": "looks like a name that is kept",
    "adrnin": "looks like a name that is kept",
    "vvvvvv": "looks like a name that is kept",
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


#: A username and a display name, and the handle that is proposed for them.
NAMES = (
    ("alice.1", "Alice", "alice.1"),
    (None, "Zoë Ñandú 🌊", "zoenandu"),
    (None, "🌊🌊🌊", "creator"),
    (None, "جونو", "jwnw"),
    (None, "Łukasz Øre", "lukaszore"),
    (None, "Straße", "strasse"),
    (None, "Анна", "anna"),
    (None, "山田", "shantian"),
    (None, "محمد", "mhmd"),
    (None, "ＡＬＩＣＥ", "alice"),
    (None, "山" * 30, "shan" * 7 + "sh"),
    (None, "Стúдио", "studio2"),
    (None, "👩‍👩‍👧 Анна", "anna"),
    (None, "...", "creator"),
    (None, "A", "a2"),
    (None, "Studio", "studio2"),
    (None, None, "creator"),
    (None, "x" * 60, "x" * 30),
    ("🌊", "Wave", "wave"),
)


@on_one_database
def test_a_first_proposal_is_made_from_any_name(
    person: Callable[..., Person], subtests: pytest.Subtests
):
    creator_id = person("nobody").signs_in().creator_id

    for username, display_name, handle in NAMES:
        with subtests.test(f"{username!r}, {display_name!a}"), writing() as session:
            page = session.get_one(Page, creator_id)
            page.handle = None
            handles.propose(session, page, username, display_name)
            assert page.handle == handle


def test_two_people_of_one_name_get_two_proposals(person: Callable[..., Person]):
    scopes = ("user.info.basic", "video.list")  # no username to propose from
    first = person("sam", display_name="Sam Smith").signs_in(scopes)
    second = person("sam", display_name="Sam Smith").signs_in(scopes)

    assert (page_of(first).handle, page_of(second).handle) == ("samsmith", "samsmith2")


def former(person: Person) -> list[str]:
    return list(former_handles.of(db.session(), person.creator_id))


def change(person: Person, handle: str) -> None:
    page_settings.change(person.creator_id, handle=handle, recent=False)


def test_a_handle_belongs_to_one_page(alice: Person, bob: Person):
    change(alice, "sunrise")

    with pytest.raises(Refused, match="@sunrise belongs to somebody else"):
        change(bob, "Sunrise")

    assert page_of(bob).handle != "sunrise"


@pytest.mark.parametrize(("text", "message"), RESERVED.items())
@on_one_database
def test_no_handle_looks_like_a_name_of_the_site(text: str, message: str, alice: Person):
    before = page_of(alice).handle

    with pytest.raises(Refused, match=message) as refused:
        change(alice, text)

    assert refused.value.field == "handle"
    assert "Still free: @" in refused.value.text
    assert page_of(alice).handle == before


@pytest.mark.parametrize(
    ("site_name", "text", "message"),
    [
        ("Clip Garden", "clipgarden", "kept for this site"),
        ("Clip Garden", "ClipGarden", "kept for this site"),
        ("Clip Garden", "c1ipgarden", "looks like a name that is kept"),
        ("Łódź Films", "lodzfilms", "kept for this site"),
        ("Reel 🌊 " + "of many words " * 3, "reelofmanywordsofmanywordsofma", "kept for this site"),
    ],
)
@on_one_database
def test_no_handle_looks_like_the_name_of_this_site(
    site_name: str, text: str, message: str, alice: Person, settings_are: Callable[..., None]
):
    settings_are(site_name=site_name)

    with pytest.raises(Refused, match=message):
        change(alice, text)


@on_one_database
def test_whom_tiktok_knows_by_the_name_of_this_site_may_have_it(
    person: Callable[..., Person], alice: Person, settings_are: Callable[..., None]
):
    mira = person("mira", videos=1)
    settings_are(site_name=mira.account.name.title())

    mira.signs_in()

    assert page_of(mira).handle == mira.account.name
    with pytest.raises(Refused, match="kept for this site"):
        change(alice, f"@{mira.account.name}")


@on_one_database
def test_a_site_whose_name_has_no_letters_keeps_no_handle(
    alice: Person, settings_are: Callable[..., None]
):
    settings_are(site_name="🌊")

    change(alice, "wave")

    assert page_of(alice).handle == "wave"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("mira", "rnlra"),
        ("lily", "1i1y"),
        ("oslo", "0s1o"),
        ("wave", "vvave"),
        ("a_b", "a__b"),
        ("rnira", "MIRA"),
    ],
)
def test_no_handle_looks_like_somebody_elses(theirs: str, mine: str, alice: Person, bob: Person):
    change(alice, theirs)

    with pytest.raises(Refused, match="looks like the address of somebody else"):
        change(bob, mine)

    change(alice, mine)  # it is only one's own that one may look like
    assert page_of(alice).handle == mine.lower()


def test_what_a_refusal_offers_is_free(alice: Person, bob: Person):
    change(alice, "sunrise")
    with pytest.raises(Refused) as refused:
        change(bob, "sunrise")
    said = re.findall(r"@([a-z0-9._]+[a-z0-9_])", refused.value.text)

    assert said == ["sunrise", "sunrise2", "sunrise.clips", "sunrise.films"]
    for handle in said[1:]:
        change(bob, handle)


def test_a_long_handle_is_offered_shorter_ones(alice: Person, bob: Person):
    change(alice, "x" * 30)

    with pytest.raises(Refused, match="@" + "x" * 29 + "2"):
        change(bob, "x" * 30)


def test_nobody_is_proposed_what_looks_like_anothers(alice: Person, bob: Person):
    creator_id = bob.creator_id
    change(alice, "milo")

    with writing() as session:
        page = session.get_one(Page, creator_id)
        page.handle = None
        handles.propose(session, page, "rni10", "Milo")
        assert page.handle == "rni102"


@pytest.mark.parametrize("wishes", [("sunrise", "sunrise"), ("mira", "rnira")])
def test_of_two_who_want_a_handle_at_the_same_moment_one_gets_it(
    wishes: tuple[str, str], app: Flask, alice: Person, bob: Person
):
    ids = [each.creator_id for each in (alice, bob)]

    def wish(number: int) -> None:
        page_settings.change(ids[number], handle=wishes[number], recent=False)

    answers = race(app, wish, 2)

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Refused"]
    assert sum(page_of(each).handle in wishes for each in (alice, bob)) == 1


def test_a_former_handle_is_nobody_elses_while_its_creator_is_here(
    alice: Person, bob: Person, time_passes: Callable[..., None]
):
    alice.publishes(alice.ids[0], handle="mira")
    change(alice, "sunset")

    time_passes(days=1000)
    upkeep.tidy()

    for handle in ("mira", "rnira"):
        with pytest.raises(Refused):
            change(bob, handle)
    assert former(alice) == ["mira"]


def test_the_handles_of_a_creator_who_left_stay_reserved_for_ninety_days(
    alice: Person, bob: Person, time_passes: Callable[..., None]
):
    alice.publishes(alice.ids[0], handle="mira")
    change(alice, "sunset")
    time_passes(days=200)
    departures.leave(alice.creator_id)

    time_passes(days=89)
    for handle in ("mira", "sunset", "rnira"):
        with pytest.raises(Refused):
            change(bob, handle)

    time_passes(days=2)
    for handle in ("rnira", "mira", "sunset"):
        change(bob, handle)
    upkeep.tidy()
    change(alice.signs_in(), "sunset2")
    with pytest.raises(Refused):
        change(alice, "sunset")


def test_a_creator_keeps_ten_former_handles_and_is_told_so(alice: Person):
    names = [f"mira{number}" for number in range(former_handles.MOST + 1)]
    alice.publishes(alice.ids[0], handle=names[0])
    for name in names[1:]:
        change(alice, name)

    with pytest.raises(Refused, match=r"10 earlier addresses .* @mira0, @mira1,"):
        change(alice, "one.more")

    change(alice, names[3])
    assert page_of(alice).handle == names[3]
    assert former(alice) == sorted({*names} - {names[3]})


def test_a_handle_of_a_page_that_was_taken_down_is_kept_too(alice: Person):
    alice.publishes(alice.ids[0], handle="sunrise")
    editions.withdraw(alice.creator_id)

    change(alice, "sunset")

    assert former(alice) == ["sunrise"]


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
    before = (page_of(alice).handle, page_of(alice).shows_recent)

    with pytest.raises(Refused):
        page_settings.change(alice.creator_id, handle="taken", recent=True)

    after = page_of(alice)
    assert (after.handle, after.shows_recent) == before
