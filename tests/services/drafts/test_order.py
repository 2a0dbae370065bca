"""The order of the draft: moves agree with plain lists, and write only the rows that move."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portfolio.extensions import db
from portfolio.services.drafts import (
    drafts,
    editions,
    moves,
    order,
    picks,
    pins,
    positions,
    sections,
)
from portfolio.services.drafts.order import Group, Heading, Picked
from portfolio.services.pages import shown_videos
from tests.support.databases import on_both_databases, race
from tests.support.people import Person
from tests.support.statements import noted_statements

pytestmark = on_both_databases

Lists = list[list[str]]


def lists_of(groups: list[Group]) -> Lists:
    return [group.ids for group in groups]


def stored(person: Person) -> list[Group]:
    db.session.rollback()
    return order.groups_of(db.session(), person.creator_id)


def titled(person: Person) -> dict[str | None, list[str]]:
    """Return the ids of each section by its title, in the stored order."""
    return {group.heading and group.heading.title: group.ids for group in stored(person)}


def add_section(person: Person, title: str, about: str = "") -> UUID:
    heading = sections.add(person.creator_id, title=title, about=about).after[-1].heading
    assert heading is not None
    return heading.id


@pytest.fixture
def ordered(alice: Person) -> Person:
    """Alice, with three picks before two sections: Recipes holds two, Places one."""
    picks.change(alice.creator_id, add=alice.ids[:6])
    recipes, places = add_section(alice, "Recipes"), add_section(alice, "Places")
    moves.to_place(alice.creator_id, alice.ids[3:5], recipes, 0)
    moves.to_place(alice.creator_id, alice.ids[5:6], places, 0)
    return alice


# The model: lists of ids, one for each section.

names = st.integers(0, 11).map("v{}".format)


@st.composite
def orders(draw: st.DrawFn) -> list[Group]:
    """Draw groups whose positions are often close together, so that there is no room.

    In some the first pick is pinned.
    """
    ids = iter(draw(st.lists(names, unique=True)))
    groups = []
    for number in range(draw(st.integers(1, 4))):
        heading = Heading(uuid4(), number, f"S{number}") if number else None
        places = sorted(draw(st.sets(st.integers(1, 9), max_size=4)))
        chosen = [(place, each) for place, each in zip(places, ids, strict=False)]
        is_pinned = draw(st.booleans())
        groups.append(
            Group(
                tuple(
                    Picked(each, None, place, False, None, heading and heading.id, at_once)
                    for (place, each), at_once in zip(
                        chosen, [is_pinned] + [False] * len(chosen), strict=False
                    )
                ),
                heading,
            )
        )
    return groups


def moved(
    lists: Lists, chosen: set[str], to: int, place: int, pins: frozenset[str] = frozenset()
) -> Lists:
    chosen = chosen - (pins & {*lists[to]})
    moving = [each for ids in lists for each in ids if each in chosen]
    left = [[each for each in ids if each not in chosen] for ids in lists]
    at = min(max(place, len(pins & {*left[to]})), len(left[to]))
    left[to][at:at] = moving
    return left


def stepped(lists: Lists, name: str, by: int, pins: frozenset[str] = frozenset()) -> Lists:
    at = next(at for at, ids in enumerate(lists) if name in ids)
    place = lists[at].index(name)
    if len(pins & {*lists[at]} - {name}) <= place + by < len(lists[at]):
        return moved(lists, {name}, at, place + by, pins)
    if 0 <= at + by < len(lists):
        return moved(lists, {name}, at + by, len(lists[at + by]) if by < 0 else 0, pins)
    return lists


def pinned(lists: Lists, name: str, pins: frozenset[str]) -> tuple[Lists, frozenset[str]]:
    at = next(at for at, ids in enumerate(lists) if name in ids)
    others = pins - {*lists[at]}
    return moved(lists, {name}, at, 0, others), others | {name}


def still(pins: frozenset[str], before: Lists, after: Lists) -> frozenset[str]:
    """Return the pins whose picks are in the same section as before."""
    return pins & {
        each for old, new in zip(before, after, strict=True) for each in old if each in new
    }


def assert_whole(groups: list[Group]) -> None:
    """Check that the positions give the order of the lists, and fit their columns."""
    for group in groups:
        numbers = [pick.position for pick in group.picks]
        assert numbers == sorted(set(numbers))
        assert all(1 <= number <= positions.MOST for number in numbers)
        assert {pick.section_id for pick in group.picks} <= {group.section_id}
        assert not any(pick.is_pinned for pick in group.picks[1:])


def pins_of(groups: list[Group]) -> frozenset[str]:
    return frozenset(group.pinned for group in groups if group.pinned)


@given(st.data())
def test_a_sequence_of_moves_and_pins_agrees_with_plain_lists(data: st.DataObject):
    groups = data.draw(orders())
    lists, pinned_now = lists_of(groups), pins_of(groups)
    known = sorted(each for ids in lists for each in ids)

    for _ in range(data.draw(st.integers(0, 12)) if known else 0):
        name, before = data.draw(st.sampled_from(known)), lists
        act = data.draw(st.sampled_from(["step", "move", "pin", "unpin"]))
        if act == "step":
            by = data.draw(st.sampled_from([-1, 1]))
            groups, lists = moves.stepped(groups, name, by), stepped(lists, name, by, pinned_now)
        elif act == "move":
            chosen = data.draw(st.sets(st.sampled_from(known))) | {name}
            to = data.draw(st.integers(0, len(groups) - 1))
            place = data.draw(st.integers(-3, 15))
            groups = moves.placed(groups, chosen, to, place)
            lists = moved(lists, chosen, to, place, pinned_now)
        elif act == "pin":
            groups, (lists, pinned_now) = pins.pinned(groups, name), pinned(lists, name, pinned_now)
        else:
            groups, pinned_now = pins.unpinned(groups, name), pinned_now - {name}
        pinned_now = still(pinned_now, before, lists)
        assert (lists_of(groups), pins_of(groups)) == (lists, pinned_now)
        assert_whole(groups)


@given(
    st.none() | st.integers(1, positions.MOST),
    st.none() | st.integers(1, positions.MOST),
    st.integers(1, 20),
)
def test_positions_between_two_are_ascending_and_never_taken(
    before: int | None, after: int | None, count: int
):
    found = positions.between(before, after, count)

    low, high = before or 0, after or positions.MOST + 1
    if found is None:
        assert high - low <= count * (positions.STEP if after is None else 1)
    else:
        assert len(found) == count
        assert [low, *found, high] == sorted({low, *found, high})


# The stored rows.


def test_a_step_at_the_end_of_a_section_leads_into_the_next_one(ordered: Person):
    ids = ordered.ids

    moves.step(ordered.creator_id, ids[3], -1)
    assert titled(ordered) == {None: ids[:4], "Recipes": ids[4:5], "Places": ids[5:6]}

    moves.step(ordered.creator_id, ids[4], 1)
    assert titled(ordered) == {None: ids[:4], "Recipes": [], "Places": [ids[4], ids[5]]}


def test_a_step_beyond_the_page_changes_nothing(ordered: Person):
    before = stored(ordered)

    with noted_statements() as noted:
        moves.step(ordered.creator_id, ordered.ids[0], -1)
        moves.step(ordered.creator_id, ordered.ids[5], 1)

    assert stored(ordered) == before
    assert not [each for each in noted if each.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_several_picks_move_together_and_keep_their_order(ordered: Person):
    ids = ordered.ids
    places = stored(ordered)[2].section_id

    moves.to_place(ordered.creator_id, [ids[4], ids[0], ids[2]], places, 0)

    assert titled(ordered)["Places"] == [ids[0], ids[2], ids[4], ids[5]]


@pytest.mark.parametrize(("place", "expected"), [(-7, 0), (0, 0), (1, 1), (2, 2), (99, 2)])
def test_a_place_out_of_range_is_the_nearest(place: int, expected: int, ordered: Person):
    moves.within(ordered.creator_id, [ordered.ids[1]], place)

    assert stored(ordered)[0].ids.index(ordered.ids[1]) == expected


def test_a_pick_dropped_behind_another_follows_it_wherever_it_is_by_now(ordered: Person):
    ids = ordered.ids
    recipes = stored(ordered)[1].section_id

    # The page still showed it in Recipes; another tab had moved it to Places.
    moves.step(ordered.creator_id, ids[4], 1)
    moves.behind(ordered.creator_id, [ids[0]], recipes, ids[4])

    assert titled(ordered)["Places"] == [ids[4], ids[0], ids[5]]


def test_a_pick_dropped_behind_one_that_is_gone_comes_first_in_its_section(ordered: Person):
    recipes = stored(ordered)[1].section_id
    picks.change(ordered.creator_id, remove=[ordered.ids[3]])

    moves.behind(ordered.creator_id, [ordered.ids[0]], recipes, ordered.ids[3])

    assert titled(ordered)["Recipes"] == [ordered.ids[0], ordered.ids[4]]


def test_a_move_writes_one_row(ordered: Person):
    with noted_statements() as noted:
        moves.within(ordered.creator_id, [ordered.ids[2]], 0)

    writes = [each for each in noted if each.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(writes) == 2, noted
    assert writes[0].startswith("UPDATE pick SET position=")
    assert writes[1].startswith("INSERT INTO draft_change")  # for Undo


def test_without_room_the_section_is_numbered_anew_and_the_order_is_right(ordered: Person):
    ids = ordered.ids
    expected = list(ids[:3])

    for _ in range(40):  # into the same gap again and again
        moves.within(ordered.creator_id, [expected[2]], 1)
        expected[1], expected[2] = expected[2], expected[1]
        assert stored(ordered)[0].ids == expected
    assert_whole(stored(ordered))


@pytest.mark.parametrize("unknown", ["not-an-id", ""])
def test_what_is_not_picked_moves_nothing_at_all(unknown: str, ordered: Person):
    before = stored(ordered)

    with pytest.raises(LookupError):
        moves.to_place(ordered.creator_id, [ordered.ids[0], unknown], None, 2)
    with pytest.raises(LookupError):
        moves.to_place(ordered.creator_id, [ordered.ids[0]], uuid4(), 0)
    with pytest.raises(LookupError):
        moves.sort(ordered.creator_id, None, unknown)

    assert stored(ordered) == before


def test_nobody_moves_anothers_picks(ordered: Person, bob: Person):
    before = stored(ordered)
    recipes = before[1].section_id
    picks.change(bob.creator_id, add=bob.ids)

    for act in (
        lambda: moves.step(bob.creator_id, ordered.ids[1], 1),
        lambda: moves.to_place(bob.creator_id, bob.ids[:1], recipes, 0),
        lambda: sections.remove(bob.creator_id, recipes),
        lambda: sections.rename(bob.creator_id, recipes, title="Mine", about=""),
    ):
        with pytest.raises(LookupError):
            act()

    assert stored(ordered) == before
    assert titled(bob) == {None: bob.ids}


@pytest.mark.parametrize(("by", "backwards"), [("newest", False), ("oldest", True)])
def test_a_section_is_sorted_by_date_once(by: str, backwards: bool, alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[each] for each in (3, 0, 5, 1)])

    moves.sort(alice.creator_id, None, by)

    newest_first = [alice.ids[each] for each in (0, 1, 3, 5)]
    assert titled(alice)[None] == (newest_first[::-1] if backwards else newest_first)
    picks.change(alice.creator_id, add=[alice.ids[2]])
    assert titled(alice)[None][-1] == alice.ids[2]


def test_a_tick_goes_to_the_end_of_the_last_section(ordered: Person):
    add_section(ordered, "New")

    after = picks.change(ordered.creator_id, add=[ordered.ids[6]])

    assert titled(ordered)["New"] == [ordered.ids[6]]
    assert after.content.video_ids[6] == ordered.ids[6]
    assert drafts.places(ordered.creator_id)[ordered.ids[6]] == 7


def test_a_pick_of_a_section_that_is_gone_comes_before_any(ordered: Person):
    recipes = stored(ordered)[1].section_id
    assert recipes is not None

    db.session.execute(order.SECTION.delete().where(order.SECTION.c.id == recipes))
    db.session.commit()

    assert sorted(titled(ordered)[None]) == sorted(ordered.ids[:5])
    assert list(drafts.places(ordered.creator_id)) == [
        each for group in stored(ordered) for each in group.ids
    ]


def test_a_state_is_another_one_after_every_change(ordered: Person):
    seen = {order.state_of(stored(ordered))}

    for act in (
        lambda: moves.step(ordered.creator_id, ordered.ids[1], 1),
        lambda: sections.add(ordered.creator_id, title="New", about=""),
        lambda: picks.change(ordered.creator_id, remove=[ordered.ids[2]]),
        lambda: pins.pin(ordered.creator_id, ordered.ids[3]),
    ):
        act()
        assert order.state_of(stored(ordered)) == order.state_of(stored(ordered))
        seen.add(order.state_of(stored(ordered)))

    assert len(seen) == 5


# The order on the page.


def published_of(person: Person) -> list[tuple[str | None, str | None, list[str]]]:
    content = shown_videos.published(db.session(), person.creator_id)
    assert content is not None
    return [
        (each.title, each.about, [entry.video_id for entry in each.entries])
        for each in content.sections
    ]


def test_publish_stores_the_sections_in_their_order(ordered: Person):
    places = add_section(ordered, "Empty", "Nothing in it")
    sections.move(ordered.creator_id, places, -1)

    editions.publish(ordered.creator_id)

    assert published_of(ordered) == [
        (None, None, ordered.ids[:3]),
        ("Recipes", None, ordered.ids[3:5]),
        ("Places", None, ordered.ids[5:6]),
    ]


def test_changes_of_the_order_are_counted(ordered: Person, counted: Callable[[], dict[str, int]]):
    def changes() -> int:
        return drafts.read(ordered.creator_id).count_changes()

    editions.publish(ordered.creator_id)
    assert changes() == 0

    # Not in another order, but in another section.
    moves.step(ordered.creator_id, ordered.ids[2], 1)
    assert [each for group in stored(ordered) for each in group.ids] == ordered.ids[:6]
    assert changes() == 1
    moves.step(ordered.creator_id, ordered.ids[2], -1)
    assert changes() == 0

    empty = add_section(ordered, "Empty")
    assert changes() == 0  # visitors see none of it
    sections.remove(ordered.creator_id, empty)
    recipes = stored(ordered)[1].section_id
    assert recipes is not None
    sections.rename(ordered.creator_id, recipes, title="Recipes", about="With flour.")
    assert changes() == 1


def test_a_long_sequence_of_acts_is_stored_as_plain_lists_have_it(ordered: Person):
    lists, chance = lists_of(stored(ordered)), Random(7)
    ids = ordered.ids[:6]

    for _ in range(60):
        chosen = set(chance.sample(ids, chance.randint(1, 3)))
        sections_now = [group.section_id for group in stored(ordered)]
        to, place = chance.randrange(3), chance.randint(-1, 7)
        if chance.random() < 0.5:
            name, by = chance.choice(ids), chance.choice([-1, 1])
            moves.step(ordered.creator_id, name, by)
            lists = stepped(lists, name, by)
        else:
            moves.to_place(ordered.creator_id, chosen, sections_now[to], place)
            lists = moved(lists, chosen, to, place)
        assert lists_of(stored(ordered)) == lists
    assert_whole(stored(ordered))


def test_moves_and_ticks_of_many_tabs_lose_nothing(app: Flask, ordered: Person):
    creator_id, ids = ordered.creator_id, ordered.ids
    recipes = stored(ordered)[1].section_id

    def act(number: int) -> object:
        if number % 3 == 0:
            return picks.change(creator_id, add=[ids[6]])
        if number % 3 == 1:
            return moves.to_place(creator_id, [ids[number % 6]], recipes, 0)
        return moves.step(creator_id, ids[number % 6], 1)

    answers = race(app, act, 9)

    assert [each for each in answers if isinstance(each, Exception)] == []
    assert sorted(each for group in stored(ordered) for each in group.ids) == sorted(ids)
    assert_whole(stored(ordered))
