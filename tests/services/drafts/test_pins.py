"""Pins: one pick of a section stays first there, in the draft, in editions and for visitors."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.tables import PICK
from portfolio.models.video import Video
from portfolio.services.drafts import drafts, editions, moves, picks, pins, returns, sections
from portfolio.services.drafts.draft_changes import PINNED, TICKED, UNPINNED
from portfolio.services.errors import Refused
from portfolio.services.pages import public_page
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section, stored, titled
from tests.services.drafts.test_rules import rule
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Person
from tests.support.statements import noted_statements
from tests.support.undoing import draft_of, newest, undo_newest

pytestmark = on_both_databases


@pytest.fixture
def pinned(alice: Person) -> Person:
    """Alice, with four picks at the top of the page, the first one pinned, and two in Recipes."""
    creator_id, ids = alice.creator_id, alice.ids
    picks.change(creator_id, add=ids[:6])
    moves.to_place(creator_id, ids[4:6], add_section(alice, "Recipes"), 0)
    pins.pin(creator_id, ids[0])
    return alice


def pins_of(person: Person) -> list[str | None]:
    """Return the pinned id of each section, in their order."""
    return [group.pinned for group in stored(person)]


def kind_of(person: Person) -> str:
    change = newest(person)
    assert change is not None
    return change.summary.kind


def difference_of(person: Person) -> list[str]:
    """Return the names of the changes that Publish would make."""
    db.session.rollback()
    found = vars(drafts.read(person.creator_id).difference())
    return [name for name, value in found.items() if value not in ((), False, None, {})]


def test_a_pinned_pick_comes_first_in_its_section(pinned: Person):
    ids = pinned.ids

    pins.pin(pinned.creator_id, ids[5])

    assert titled(pinned) == {None: ids[:4], "Recipes": [ids[5], ids[4]]}
    assert pins_of(pinned) == [ids[0], ids[5]]


def test_a_section_has_one_pin_and_the_one_before_follows_it(pinned: Person):
    ids = pinned.ids

    pins.pin(pinned.creator_id, ids[2])

    assert titled(pinned)[None] == [ids[2], ids[0], ids[1], ids[3]]
    assert pins_of(pinned) == [ids[2], None]


def test_others_are_placed_behind_it(pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids

    moves.to_place(creator_id, [ids[3]], None, 0)
    assert titled(pinned)[None] == [ids[0], ids[3], ids[1], ids[2]]
    moves.behind(creator_id, [ids[2]], None, None)
    assert titled(pinned)[None] == [ids[0], ids[2], ids[3], ids[1]]
    moves.to_place(creator_id, [ids[5]], None, 0)
    assert titled(pinned)[None] == [ids[0], ids[5], ids[2], ids[3], ids[1]]
    assert pins_of(pinned) == [ids[0], None]


def test_a_step_up_from_behind_it_leads_into_the_section_before(pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids
    pins.pin(creator_id, ids[4])

    moves.step(creator_id, ids[5], -1)
    moves.step(creator_id, ids[1], -1)

    assert titled(pinned) == {None: [*ids[:4], ids[5]], "Recipes": [ids[4]]}


@pytest.mark.parametrize("by", list(moves.SORTS))
def test_a_sort_leaves_it_first(by: str, pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids
    pins.pin(creator_id, ids[2])

    moves.sort(creator_id, None, by)

    first, *others = titled(pinned)[None]
    assert first == ids[2]
    pins.unpin(creator_id, ids[2])
    picks.change(creator_id, remove=[ids[2]])
    moves.sort(creator_id, None, by)
    assert titled(pinned)[None] == others


def test_it_stays_where_others_are_moved_together_with_it(pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids

    moves.to_place(creator_id, [ids[0], ids[1]], None, 99)
    assert titled(pinned)[None] == [ids[0], ids[2], ids[3], ids[1]]
    moves.behind(creator_id, [ids[0], ids[2]], None, ids[3])
    assert titled(pinned)[None] == [ids[0], ids[3], ids[2], ids[1]]
    before = draft_of(pinned)
    moves.step(creator_id, ids[0], 1)
    assert draft_of(pinned) == before


def test_in_another_section_it_is_no_longer_pinned(pinned: Person):
    ids = pinned.ids

    moves.to_place(pinned.creator_id, [ids[0]], stored(pinned)[1].section_id, 0)

    assert titled(pinned)["Recipes"] == [ids[0], ids[4], ids[5]]
    assert pins_of(pinned) == [None, None]


def test_the_pin_of_a_removed_section_ends(pinned: Person):
    ids = pinned.ids
    pins.pin(pinned.creator_id, ids[4])
    section_id = stored(pinned)[1].section_id
    assert section_id is not None

    sections.remove(pinned.creator_id, section_id)

    assert titled(pinned)[None] == ids[:6]
    assert pins_of(pinned) == [ids[0]]


def test_an_unticked_pick_comes_back_without_its_pin(pinned: Person):
    ids = pinned.ids

    picks.change(pinned.creator_id, remove=[ids[0]])
    assert pins_of(pinned) == [None, None]
    picks.change(pinned.creator_id, add=[ids[0]])

    assert pins_of(pinned) == [None, None]


def test_an_unpinned_pick_stays_until_it_is_moved(pinned: Person):
    ids = pinned.ids

    pins.unpin(pinned.creator_id, ids[0])
    assert titled(pinned)[None] == ids[:4]

    moves.step(pinned.creator_id, ids[0], 1)
    assert titled(pinned)[None] == [ids[1], ids[0], *ids[2:4]]


def test_each_change_of_a_pin_is_undone(pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids

    for kind, act in (
        (PINNED, lambda: pins.pin(creator_id, ids[3])),
        (UNPINNED, lambda: pins.unpin(creator_id, ids[0])),
        ("unticked", lambda: picks.change(creator_id, remove=[ids[0]])),
        ("order", lambda: moves.to_place(creator_id, [ids[0]], stored(pinned)[1].section_id, 9)),
    ):
        before = draft_of(pinned)
        act()
        assert kind_of(pinned) == kind
        undo_newest(pinned)
        assert draft_of(pinned) == before


def test_a_pin_twice_writes_nothing(pinned: Person):
    with noted_statements() as noted:
        pins.pin(pinned.creator_id, pinned.ids[0])
        pins.unpin(pinned.creator_id, pinned.ids[1])

    assert not [each for each in noted if each.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_a_pick_that_old_code_moved_away_from_the_first_place_is_no_longer_pinned(pinned: Person):
    ids = pinned.ids
    is_it = sa.and_(PICK.c.creator_id == pinned.creator_id, PICK.c.video_id == ids[0])
    db.session.execute(sa.update(PICK).where(is_it).values(position=10**8))
    db.session.commit()

    assert pins_of(pinned) == [None, None]
    pins.pin(pinned.creator_id, ids[1])

    assert pins_of(pinned) == [ids[1], None]


def test_nobody_pins_anothers_pick(pinned: Person, bob: Person):
    before = draft_of(pinned)
    recipes = stored(pinned)[1].section_id
    theirs = pinned.ids[3]

    for act in (
        lambda: pins.pin(bob.creator_id, theirs),
        lambda: pins.unpin(bob.creator_id, pinned.ids[0]),
        lambda: pins.pin(bob.creator_id, theirs, rule(bob)),
        lambda: pins.pin(bob.creator_id, bob.ids[0], recipes),
    ):
        with pytest.raises(LookupError):
            act()

    assert draft_of(pinned) == before
    assert titled(bob)[None] == []


# A video that a rule finds.


def test_a_video_that_a_rule_finds_becomes_the_pinned_pick_of_its_section(alice: Person):
    ids = alice.ids
    section_id = rule(alice)

    pins.pin(alice.creator_id, ids[2], section_id)

    assert titled(alice)["By itself"] == [ids[2]]
    assert pins_of(alice) == [None, ids[2]]
    assert kind_of(alice) == PINNED
    editions.publish(alice.creator_id)
    assert shown_by(alice) == [[(ids[2], True), *((each, False) for each in (*ids[:2], ids[3]))]]


def test_what_is_a_pick_already_is_pinned_where_it_is(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])

    pins.pin(alice.creator_id, alice.ids[1], rule(alice))

    assert titled(alice) == {None: [alice.ids[1], alice.ids[0]], "By itself": []}


@on_one_database
def test_a_full_draft_refuses_one_more(alice: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picks, "MOST", 2)
    picks.change(alice.creator_id, add=alice.ids[:2])
    section_id = rule(alice)

    with pytest.raises(Refused, match="at most 2 videos"):
        pins.pin(alice.creator_id, alice.ids[2], section_id)

    assert kind_of(alice) != TICKED
    assert titled(alice)["By itself"] == []


# Editions, and the page.


def shown_by(person: Person) -> list[list[tuple[str, bool]]]:
    """Return the cards of each section of the public page, and whether they are pinned."""
    db.session.rollback()
    page = public_page.find(person.page_path.removeprefix("/@"))
    assert page is not None
    return [[(card.id, card.is_pinned) for card in section.cards] for section in page.sections]


def test_publish_says_and_shows_it(pinned: Person):
    ids = pinned.ids
    pins.unpin(pinned.creator_id, ids[0])
    editions.publish(pinned.creator_id)

    pins.pin(pinned.creator_id, ids[0])
    assert difference_of(pinned) == ["has_other_pins"]
    editions.publish(pinned.creator_id)

    assert difference_of(pinned) == []
    assert shown_by(pinned)[0] == [(ids[0], True), *((each, False) for each in ids[1:4])]


def test_while_tiktok_does_not_show_it_no_other_one_is_pinned(pinned: Person):
    editions.publish(pinned.creator_id)

    with writing() as session:
        video = session.get_one(Video, (pinned.creator_id, pinned.ids[0]))
        video.missing_at = clock.now()

    assert shown_by(pinned)[0] == [(each, False) for each in pinned.ids[1:4]]


def test_an_edition_that_is_brought_back_has_its_pins(pinned: Person):
    creator_id, ids = pinned.creator_id, pinned.ids
    number = editions.publish(creator_id)
    before = draft_of(pinned)
    pins.pin(creator_id, ids[3])
    moves.to_place(creator_id, [ids[0]], stored(pinned)[1].section_id, 0)

    returns.bring_back(creator_id, number)

    assert titled(pinned) == {None: ids[:4], "Recipes": ids[4:6]}
    assert pins_of(pinned) == [ids[0], None]
    assert difference_of(pinned) == []
    for _ in range(3):
        undo_newest(pinned)
    assert draft_of(pinned) == before
