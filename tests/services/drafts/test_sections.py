"""Sections and own texts: limits with a sentence at the field, and no pick is ever lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.drafts import editions, moves, pick_texts, picks, sections
from portfolio.services.errors import Refused
from portfolio.services.pages.content import Entry
from tests.services.drafts.test_order import add_section, stored, titled
from tests.support.databases import on_both_databases
from tests.support.people import Person

pytestmark = on_both_databases

Counted = Callable[[], dict[str, int]]


@pytest.fixture
def three(alice: Person) -> Person:
    """Alice, with two picks in each of three sections."""
    picks.change(alice.creator_id, add=alice.ids[:6])
    for number, title in enumerate(("One", "Two", "Three")):
        section_id = add_section(alice, title)
        ids = alice.ids[2 * number : 2 * number + 2]
        moves.to_place(alice.creator_id, ids, section_id, 0)
    return alice


def titles(person: Person) -> list[str]:
    return [group.heading.title for group in stored(person) if group.heading]


def ids_of(person: Person):
    return {group.heading.title: group.heading.id for group in stored(person) if group.heading}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (-1, ["One", "Three", "Two"]),
        (-2, ["Three", "One", "Two"]),
        (-99, ["Three", "One", "Two"]),
        (1, ["One", "Two", "Three"]),
    ],
)
def test_a_section_moves_with_its_picks(by: int, expected: list[str], three: Person):
    before = titled(three)

    sections.move(three.creator_id, ids_of(three)["Three"], by)

    assert titles(three) == expected
    assert titled(three) == before


def test_sections_moved_again_and_again_keep_their_order(three: Person):
    expected = ["One", "Two", "Three"]
    for _ in range(30):
        sections.move(three.creator_id, ids_of(three)[expected[2]], -1)
        expected[1], expected[2] = expected[2], expected[1]
        assert titles(three) == expected


def test_the_picks_of_a_removed_section_stay_in_the_one_before(three: Person):
    ids = three.ids

    sections.remove(three.creator_id, ids_of(three)["Two"])
    assert titled(three) == {None: [], "One": ids[:4], "Three": ids[4:6]}

    sections.remove(three.creator_id, ids_of(three)["One"])
    assert titled(three) == {None: ids[:4], "Three": ids[4:6]}


def test_a_removed_section_is_gone_for_a_second_tab(three: Person):
    removed = ids_of(three)["Two"]
    sections.remove(three.creator_id, removed)
    before = stored(three)

    for act in (
        lambda: sections.remove(three.creator_id, removed),
        lambda: sections.move(three.creator_id, removed, 1),
        lambda: sections.rename(three.creator_id, removed, title="Again", about=""),
        lambda: moves.to_place(three.creator_id, three.ids[:1], removed, 0),
    ):
        with pytest.raises(LookupError):
            act()

    assert stored(three) == before


def test_a_page_takes_thirty_sections_and_no_more(alice: Person, counted: Counted):
    for number in range(sections.MOST):
        add_section(alice, f"Section {number}")
    before = counted()

    with pytest.raises(Refused, match="at most 30 sections") as refused:
        add_section(alice, "One too many")

    assert refused.value.field == "title"
    assert counted() == before


@pytest.mark.parametrize(
    ("title", "about", "field"),
    [
        ("", "", "title"),
        (" \u200b\n", "", "title"),
        ("x" * 121, "", "title"),
        ("Fine", "x" * 601, "about"),
    ],
)
def test_a_bad_title_or_line_names_its_field(
    title: str, about: str, field: str, alice: Person, counted: Counted
):
    before = counted()

    with pytest.raises(Refused) as refused:
        sections.add(alice.creator_id, title=title, about=about)

    assert refused.value.field == field
    assert counted() == before


ODD = [
    "x" * 120,
    "👨‍👩‍👧‍👦" * 17,
    "<script>alert(1)</script>",
    "שלום \u202eabc\u202c",
    "a\u200db",
    "خبز",
]


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_odd_texts_are_kept_exactly(text: str, three: Person):
    section_id = ids_of(three)["One"]

    sections.rename(three.creator_id, section_id, title=text, about=text)
    pick_texts.write(three.creator_id, three.ids[0], title=text, alt=text)

    group = stored(three)[1]
    assert (group.heading.title, group.heading.about) == (text, text)
    assert (group.picks[0].title, group.picks[0].alt) == (text, text)


def test_what_no_database_stores_is_replaced(alice: Person):
    section_id = add_section(alice, "a\0b\ud800", "One\r\nTwo")

    heading = next(group.heading for group in stored(alice) if group.section_id == section_id)
    assert (heading.title, heading.about) == ("a\ufffdb\ufffd", "One\nTwo")


def test_own_texts_are_published_and_can_be_taken_away(three: Person):
    pick_texts.write(three.creator_id, three.ids[0], title=" Own ", alt="A loaf")
    assert editions.publish(three.creator_id) == 1
    after = pick_texts.write(three.creator_id, three.ids[0], title="", alt=" ")

    assert after.draft.published is not None
    assert after.draft.published.entries[0] == Entry(three.ids[0], "Own", "A loaf")
    assert after.draft.content.entries[0] == Entry(three.ids[0])
    assert after.draft.count_changes() == 1


@pytest.mark.parametrize(
    ("title", "alt", "field"), [("x" * 201, "", "title"), ("", "x" * 501, "alt")]
)
def test_a_text_that_is_too_long_names_its_field(title: str, alt: str, field: str, three: Person):
    before = stored(three)

    with pytest.raises(Refused, match="1 character too long") as refused:
        pick_texts.write(three.creator_id, three.ids[0], title=title, alt=alt)

    assert refused.value.field == field
    assert stored(three) == before


def test_nobody_describes_anothers_pick(three: Person, bob: Person):
    with pytest.raises(LookupError):
        pick_texts.write(bob.creator_id, three.ids[0], title="Mine", alt="")
