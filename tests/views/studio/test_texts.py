"""Every field of the studio in which a text is typed: kept and shown exactly, or refused at it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from portfolio.models.search_text import MOST_LETTERS
from portfolio.services.drafts import picks
from tests.services.drafts.test_look_settings import FAMILY
from tests.services.drafts.test_order import add_section
from tests.support.html import Document, Element
from tests.support.people import Browser, Person
from tests.views.studio.test_ordering import section_of, sends

#: Texts that every field keeps in which any text may be written, and one that is too long for all.
SHORT = {
    "script": "\"'><script>alert(1)</script>&amp;",
    "bidi": "\u202eback\u202c wards",
    "zero-width": "a\u200bb\u200d",
    "family": FAMILY * 8,
}
LONG = "x" * 9_990 + FAMILY
each_text = pytest.mark.parametrize("text", [*SHORT.values(), LONG], ids=[*SHORT, "long"])


@dataclass(frozen=True)
class TextField:
    """A field: where it is sent to under which name, and where it stands with which id.

    In all of them `{section}` and `{pick}` are ids of the person's.
    """

    path: str
    name: str
    room: str
    control: str
    #: The other values of its form.
    others: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} at {self.path}"


SECTION = "/studio/sections/{section}"
PICK = "/studio/order/picks/{pick}"
RULE = {"sort": "newest", "count": "3", "period": "any", "words": ""}
CONTACT = {"label-contact": "Write to me", "address-contact": "me@example.com"}
#: The fields that hold any text which is short enough.
FREE = (
    TextField(SECTION, "title", "/studio/order", "title-{section}"),
    TextField(SECTION, "about", "/studio/order", "about-{section}", {"title": "Recipes"}),
    TextField(PICK, "title", PICK, "title-own"),
    TextField(PICK, "alt", PICK, "alt-own"),
    TextField(f"{SECTION}/rule", "words", "/studio/order", "words-{section}", RULE),
    TextField("/studio/look/words", "headline", "/studio/look", "headline-own"),
    TextField("/studio/look/words", "bio", "/studio/look", "bio-own"),
    TextField("/studio/look/links", "label-contact", "/studio/look", "label-contact", CONTACT),
    TextField("/studio/look/links", "label", "/studio/look", "label-0", {"address": "example.com"}),
)
#: The fields that hold values of one kind alone.
CODED = (
    TextField(f"{SECTION}/rule", "count", "/studio/order", "count-{section}", RULE),
    TextField("/studio/recent", "recent", "/studio/order", "recent-rule"),
    TextField("/studio/order/moves", "place", "/studio/order", "place", {"to": "place"}),
    TextField("/studio/look/links", "address-contact", "/studio/look", "address-contact", CONTACT),
    TextField("/studio/look/links", "address", "/studio/look", "address-0"),
    TextField("/studio/page", "handle", "/studio/page", "handle"),
    TextField("/studio/editions/appointments", "at", "/studio/editions", "at"),
)


@dataclass(frozen=True)
class Writer:
    """A person with picks, an empty section and Recent, who types texts."""

    person: Person
    section: str

    def at(self, template: str) -> str:
        return template.format(section=self.section, pick=self.person.ids[0])

    def sends(self, asked: TextField, text: str, as_htmx: bool) -> TestResponse:
        """Send the form of a field with this text in it."""
        form = {**asked.others, asked.name: text}
        if asked.name == "place":
            form["pick"] = self.person.ids[0]
        path = self.at(asked.path)
        if as_htmx:
            return sends(self.person, path, **form)
        return self.person.browser.post(path, **form)

    def field_of(self, asked: TextField, answer: TestResponse) -> Element:
        """Return the field as it is after this answer: in it, or in the room that it leads to."""
        is_here = answer.status_code == 400
        page = Document(answer.text) if is_here else self.person.browser.page(self.at(asked.room))
        return page.one(id=self.at(asked.control))


@pytest.fixture
def writer(alice: Person) -> Writer:
    picks.change(alice.creator_id, add=alice.ids[:3])
    add_section(alice, "Recipes")
    alice.saves_page(recent=True)
    return Writer(alice, str(section_of(alice)))


def value_of(control: Element) -> str:
    if control.tag == "textarea":
        # The first line end of a textarea is none of its value.
        return "".join(map(str, control.children)).removeprefix("\n")
    return control["value"]


def words_at(control: Element) -> str:
    """Return the words of the refusal at a field; "" if it was not refused."""
    page = list(control.ancestors())[-1]
    ids = (control.get("aria-describedby") or "").split()
    return " ".join(page.one(id=each).text for each in ids if each.endswith("-wrong"))


def outcome(control: Element, text: str) -> str:
    if value_of(control) != text:
        return f"it holds {value_of(control)[:40]!a}"
    if words_at(control) and control.get("aria-invalid") == "true":
        return "refused"
    return "kept"


@each_text
def test_each_field_keeps_a_text_exactly_or_refuses_it_and_keeps_what_was_typed(
    text: str, writer: Writer
):
    wrong = {}
    for asked, as_htmx in product((*FREE, *CODED), (False, True)):
        expected = "kept" if asked in FREE and text in SHORT.values() else "refused"

        answer = writer.sends(asked, text, as_htmx)

        assert answer.status_code in ((200, 303) if expected == "kept" else (400,)), asked
        came = outcome(writer.field_of(asked, answer), text)
        if came != expected:
            wrong[f"{asked}, {'htmx' if as_htmx else 'plain'}"] = came
    assert wrong == {}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_visitors_see_each_text_exactly(text: str, writer: Writer, visitor: Browser):
    post, ids = writer.person.browser.post, writer.person.ids
    post(writer.at(SECTION), title=text, about=text)
    post("/studio/order/moves", pick=ids[1], to="end", into=writer.section)
    post(writer.at(PICK), title=f"Title {text}", alt=f"Picture {text}")
    post("/studio/look/words", headline=text, bio=text)
    contact = {"label-contact": text, "address-contact": "me@example.com"}
    post("/studio/look/links", label=[text], address=["example.com"], **contact)

    path = writer.person.publishes()
    page, player = visitor.page(path), visitor.page(f"{path}/v/{ids[0]}")

    linked_data = page.one("script", src=False)
    assert linked_data["type"] == "application/ld+json"
    named = [video["name"] for video in json.loads("".join(linked_data._texts()))["hasPart"]]
    assert f"Title {text}" in named
    assert page.one("p", class_="headline").text == text
    assert page.one("p", class_="bio").text == text
    assert player.one("h1").text == f"Title {text}"
    main = page.one("main")
    assert text in [heading.text for heading in main.all("h2")]
    assert main.one("p", class_="about").text == text
    assert f"Picture {text}" in [image["alt"] for image in main.all("img")]
    assert [link.text for link in page.all("a", href="https://example.com")] == [text]
    assert page.one("a", href="mailto:me@example.com").text.strip() == text


@each_text
def test_the_search_shows_what_was_typed_or_says_what_it_left_out(text: str, writer: Writer):
    page = writer.person.browser.page(f"/studio/videos?q={quote(text)}")

    notes = [note.text for note in page.all("p", class_="found-note")]
    assert page.one(id="find-q")["value"] == text[:MOST_LETTERS]
    assert bool(notes) == (len(text) > MOST_LETTERS)
