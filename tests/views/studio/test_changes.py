"""The changes of the next Publish are told before it is pressed, in each language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask

from portfolio import languages
from portfolio.services.accounts import language
from portfolio.services.drafts import drafts, look_settings, page_settings
from portfolio.services.drafts.differences import Difference
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.views.studio import presenting_changes
from tests.support.databases import on_one_database
from tests.support.html import Element
from tests.support.people import Person
from tests.support.stored import page_of

MUCH = Difference(
    added=("1", "2", "3"), removed=("4",), is_rearranged=True, look={"accent": "pine"}
)
WORDS: Mapping[str, str] = {
    "en": "3 added, 1 removed, order changed, accent Pine",
    "de": "3 dazu, 1 entfernt, Reihenfolge geändert, Farbe Kiefer",
    "ar": "أُضيفت 3 فيديوهات، أُزيل فيديو واحد، تغيّر الترتيب، اللون صنوبر",
}


def bar_of(person: Person, room: str = "/studio/videos") -> Element:
    return person.browser.page(room).one(id="bar")


@on_one_database
@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_the_words_are_a_list_in_each_language(code: str, app: Flask):
    with app.test_request_context(), languages.speaking(code):
        assert presenting_changes.in_short(MUCH) == WORDS[code]


@on_one_database
def test_the_bar_names_the_first_changes_and_counts_the_others(app: Flask):
    everything = Difference(
        ("1",), ("2",), ("3", "4"), True, True, {"accent": "pine"}, shows_recent=True
    )

    with app.test_request_context(), languages.speaking("en"):
        short = presenting_changes.in_short(everything)
        full = presenting_changes.in_full(everything)

    assert short == "1 added, 1 removed, order changed, sections changed, 3 more"
    assert full == (
        "1 added, 1 removed, order changed, sections changed, 2 texts changed, Recent shown, "
        "accent Pine"
    )


@on_one_database
def test_five_changes_are_all_named(app: Flask):
    five = Difference(("1",), ("2",), ("3",), True, True)

    with app.test_request_context(), languages.speaking("en"):
        assert presenting_changes.in_short(five).endswith("sections changed, 1 text changed")


@pytest.mark.parametrize("room", ["/studio/videos", "/studio/order"])
def test_the_words_stand_before_the_button_that_does_it(room: str, alice: Person):
    alice.publishes(*alice.ids[:3])
    page = page_of(alice)
    other = "pine" if page.accent != "pine" else "mint"
    page_settings.change(alice.creator_id, handle=page.handle, recent=True)
    look_settings.choose(alice.creator_id, {"accent": other})
    alice.browser.unticks(alice.ids[0])

    bar = bar_of(alice, room)

    button = next(each for each in bar.all("button") if each.text == "Publish")
    said = bar.one(id=button["aria-describedby"])
    assert said.text == f"Not published yet: 1 removed, Recent shown, accent {other.capitalize()}"


def test_every_change_of_the_look_is_named(app: Flask, alice: Person):
    creator_id = alice.creator_id
    alice.publishes(*alice.ids[:2])
    accent = "pine" if page_of(alice).accent != "pine" else "mint"
    choices = {"accent": accent, "layout": "list", "scheme": "dark", "pairing": "book"}
    look_settings.choose(creator_id, choices)
    look_settings.write(creator_id, headline="Bread", bio="Fire")
    mine = TypedLink("", "example.com")
    look_settings.link(creator_id, [mine], mine)

    with app.test_request_context(), languages.speaking("en"):
        said = presenting_changes.in_full(drafts.read(creator_id).difference())

    assert said == (
        f"accent {accent.capitalize()}, always dark, layout List with captions, "
        "type Book, headline changed, bio changed, links changed, contact changed"
    )


def test_a_page_without_changes_has_none_to_tell(alice: Person):
    alice.publishes(*alice.ids[:2])

    assert "All of it is published" in bar_of(alice).text
    assert not bar_of(alice).all(id="changes")


def test_a_page_that_is_not_public_says_so_instead(alice: Person):
    alice.picks(*alice.ids[:2])

    assert "Your page is not published yet" in bar_of(alice).text
    assert not bar_of(alice).all(id="changes")


@on_one_database
def test_the_words_are_in_the_creators_language(alice: Person):
    alice.publishes(*alice.ids[:2])
    language.choose(alice.creator_id, "de")

    alice.browser.unticks(alice.ids[0])

    assert bar_of(alice).one(id="changes").text == "Noch nicht veröffentlicht: 1 entfernt"
