"""The look of the draft: stored as a whole or not at all, within limits that are known."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.extensions import db
from portfolio.services.drafts import drafts, editions, look_settings, moves, order, picks, sections
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.errors import Refused
from portfolio.services.pages import look, public_page
from portfolio.services.pages.links import Link
from portfolio.services.pages.look import LAYOUTS, Look
from portfolio.transactions import writing
from tests.support.databases import on_one_database
from tests.support.people import Person
from tests.support.stored import page_of

NO_LINK = TypedLink()
FAMILY = "👨‍👩‍👧‍👦"
#: Texts that are kept and shown exactly.
EXACT = (
    "<script>alert(1)</script>",
    "\u202eback\u202c wards",
    "a\u200bb\u200d",
    FAMILY * 8,
    "a & b",
)
each_text = pytest.mark.parametrize(
    "text", EXACT, ids=["script", "bidi", "zero-width", "family", "ampersand"]
)


def look_of(person: Person) -> Look:
    return look.of(page_of(person))


def refused(person: Person, what: str, *args: Any, **values: Any) -> dict[str, str]:
    """Return the words at each field; nothing of the page may have changed."""
    before = look_of(person)
    with pytest.raises(Refused) as caught:
        getattr(look_settings, what)(person.creator_id, *args, **values)
    assert look_of(person) == before
    return dict(caught.value.errors)


def test_a_new_page_is_a_grid_in_each_visitors_scheme(alice: Person):
    accent = page_of(alice).accent

    assert look_of(alice) == Look(accent, "auto", "grid", "poster", None, None, (), None)


def test_a_choice_is_stored_and_the_others_stay(alice: Person):
    look_settings.choose(alice.creator_id, {"accent": "mint"})
    look_settings.choose(alice.creator_id, {"layout": "strip", "scheme": "dark"})
    look_settings.choose(alice.creator_id, {"pairing": "book", "edition": "7"})
    look_settings.choose(alice.creator_id, {})

    assert look_of(alice) == Look("mint", "dark", "strip", "book")
    assert page_of(alice).edition is None


def test_choices_are_stored_all_or_none(alice: Person):
    errors = refused(alice, "choose", {"accent": "mint", "layout": "spiral", "scheme": ""})

    assert set(errors) == {"layout", "scheme"}


@each_text
def test_own_words_are_kept_exactly(alice: Person, text: str):
    look_settings.write(alice.creator_id, headline=text, bio=f"{text}\r\n\n{text}")

    assert (look_of(alice).headline, look_of(alice).bio) == (text, f"{text}\n\n{text}")


def test_a_headline_is_one_line_and_an_empty_one_is_none(alice: Person):
    look_settings.write(alice.creator_id, headline=" One\nline ", bio=" \u200b ")
    assert (look_of(alice).headline, look_of(alice).bio) == ("One line", None)

    look_settings.write(alice.creator_id, headline="", bio="")
    assert look_of(alice).headline is None


@on_one_database
def test_the_limits_of_words_are_those_that_are_said(alice: Person):
    look_settings.write(alice.creator_id, headline="x" * 120, bio="\n".join("y" * 12)[:600])
    look_settings.write(alice.creator_id, headline=FAMILY * 17, bio="z" * 600)

    both = refused(alice, "write", headline="x" * 121, bio="z" * 10_000)
    assert both["headline"] == "This is 1 character too long: at most 120 fit."
    assert both["bio"] == "This is 9400 characters too long: at most 600 fit."
    lines = refused(alice, "write", headline="", bio="\n".join("y" * 13))
    assert lines == {"bio": "At most 12 lines fit; these are 13."}


def test_links_and_contact_are_stored_in_order_without_empty_rows(alice: Person):
    typed = [
        TypedLink(" ", ""),
        TypedLink(" My\nprints ", "example.com"),
        TypedLink("", "me@b.example"),
    ]

    look_settings.link(alice.creator_id, typed, TypedLink("Call", "+49 30 1234"))

    prints, mail = Link("My prints", "https://example.com"), Link("", "mailto:me@b.example")
    assert look_of(alice).links == (prints, mail)
    assert look_of(alice).contact == Link("Call", "tel:+49 30 1234")
    look_settings.link(alice.creator_id, [NO_LINK], NO_LINK)
    assert (look_of(alice).links, look_of(alice).contact) == ((), None)


def test_each_refused_part_of_a_link_is_named_and_no_link_is_stored(alice: Person):
    good, no_address = TypedLink("Good", "example.com"), TypedLink("No address", "")
    script = TypedLink("x" * 61, "javascript:alert(1)")

    errors = refused(alice, "link", [good, NO_LINK, no_address, script], TypedLink("Mail", "me@"))

    assert set(errors) == {"address-2", "address-3", "label-3", "address-contact"}
    assert errors["address-2"] == "Type the address, or empty the name as well."
    assert "https://, http://, mailto: or tel:" in errors["address-3"]


@on_one_database
def test_ten_links_fit_and_an_address_of_500_characters(alice: Person):
    longest = f"https://example.com/{'x' * 480}"
    ten = [TypedLink("x" * 60, longest)] * 10

    look_settings.link(alice.creator_id, [*ten, NO_LINK], NO_LINK)

    assert len(look_of(alice).links) == 10
    assert set(refused(alice, "link", [*ten, ten[0]], NO_LINK)) == {"links"}
    assert set(refused(alice, "link", [TypedLink("", f"{longest}x")], NO_LINK)) == {"address-0"}


def test_visitors_see_a_look_with_the_next_publish(alice: Person):
    path = alice.publishes(alice.ids[0])
    handle, version = path.removeprefix("/@"), page_of(alice).version

    look_settings.choose(alice.creator_id, {"scheme": "dark"})
    look_settings.write(alice.creator_id, headline="Mine", bio="")
    look_settings.link(alice.creator_id, [TypedLink("", "example.com")], NO_LINK)

    assert page_of(alice).version == version
    assert drafts.read(alice.creator_id).count_changes() == 3
    editions.publish(alice.creator_id)
    page = public_page.find(handle)
    assert page is not None
    assert page.look == look_of(alice)
    assert drafts.read(alice.creator_id).count_changes() == 0


def test_a_section_has_its_own_layout_or_that_of_the_page(alice: Person):
    creator_id = alice.creator_id
    look_settings.choose(creator_id, {"layout": "strip"})
    for layout in ("", "list"):
        sections.add(creator_id, title=f"In {layout}", about="", layout=layout)
    picks.change(creator_id, add=alice.ids[:3])
    _into_sections(alice)
    editions.publish(creator_id)

    page = public_page.find(page_of(alice).handle or "")

    assert page is not None
    assert [section.layout for section in page.sections] == ["strip", "strip", "list"]
    with pytest.raises(Refused, match="layouts shown"):
        sections.add(creator_id, title="x", about="", layout="spiral")


def _into_sections(person: Person) -> None:
    groups = order.groups_of(db.session(), person.creator_id)
    for video_id, group in zip(person.ids, groups, strict=False):
        moves.to_place(person.creator_id, [video_id], group.section_id, 0)


@on_one_database
def test_a_row_that_holds_garbage_has_a_look_all_the_same(alice: Person):
    with writing() as session:
        page = session.get_one(type(page_of(alice)), alice.creator_id)
        page.accent, page.scheme, page.layout, page.pairing = "x", "", "\u202e", "[]"
        page.links = [{"label": "x", "address": "javascript:alert(1)"}]
        page.contact = {"address": "data:x"}
        page.headline = "\u200b"

    assert look_of(alice) == Look("saffron")
    assert LAYOUTS[0] == "grid"
