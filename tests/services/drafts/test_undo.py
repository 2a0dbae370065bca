"""Undo: each change of the draft is taken back exactly, the newest first, up to fifty of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.tables import DRAFT_CHANGE
from portfolio.models.video import Video
from portfolio.services.drafts import (
    draft_changes,
    drafts,
    look_settings,
    moves,
    page_settings,
    pick_texts,
    picks,
    returns,
    sections,
    undo,
)
from portfolio.services.drafts.draft_changes import Change, Summary
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section, stored
from tests.support.databases import on_both_databases, race
from tests.support.people import Person
from tests.support.statements import noted_statements
from tests.support.undoing import draft_of, newest, number_of, tick, undo_newest, untick

pytestmark = on_both_databases

Counted = Callable[[], dict[str, int]]


@pytest.fixture
def ordered(alice: Person) -> Person:
    """Alice, with four picks and a section that holds two of them."""
    picks.change(alice.creator_id, add=alice.ids[:4])
    moves.to_place(alice.creator_id, alice.ids[2:4], add_section(alice, "Recipes"), 0)
    return alice


def section_of(person: Person) -> Any:
    return stored(person)[1].section_id


#: Acts by their names, each with the summary of its change.
ACTS: dict[str, tuple[Callable[[Person], object], Summary]] = {
    "a tick": (lambda p: tick(p.creator_id, p.ids[5]), Summary("ticked", 1)),
    "ticks": (lambda p: picks.change(p.creator_id, add=p.ids), Summary("ticked", 3)),
    "an untick": (lambda p: untick(p.creator_id, p.ids[1]), Summary("unticked", 1)),
    "both": (
        lambda p: picks.change(p.creator_id, add=p.ids[4:], remove=p.ids[:1]),
        Summary("ticks", 4),
    ),
    "a step": (lambda p: moves.step(p.creator_id, p.ids[0], 1), Summary("order")),
    "a sort": (lambda p: moves.sort(p.creator_id, None, "oldest"), Summary("order")),
    "texts": (
        lambda p: pick_texts.write(p.creator_id, p.ids[0], title="Own", alt="A loaf"),
        Summary("texts"),
    ),
    "a section": (
        lambda p: sections.add(p.creator_id, title="Places", about=""),
        Summary("section added", 0, "Places"),
    ),
    "a title": (
        lambda p: sections.rename(p.creator_id, section_of(p), title="Bread", about=""),
        Summary("section changed", 0, "Bread"),
    ),
    "a removal": (
        lambda p: sections.remove(p.creator_id, section_of(p)),
        Summary("section removed", 0, "Recipes"),
    ),
    "a setting": (
        lambda p: page_settings.change(p.creator_id, handle="alice", recent=True),
        Summary("settings", 0, "shows_recent"),
    ),
    "a layout": (
        lambda p: look_settings.choose(p.creator_id, {"layout": "strip"}),
        Summary("settings", 0, "layout"),
    ),
    "own words": (
        lambda p: look_settings.write(p.creator_id, headline="Bread", bio="Baked"),
        Summary("settings"),
    ),
    "a link": (
        lambda p: look_settings.link(p.creator_id, [TypedLink("", "example.com")], TypedLink()),
        Summary("settings", 0, "links"),
    ),
}


@pytest.mark.parametrize(("act", "summary"), list(ACTS.values()), ids=list(ACTS))
def test_a_change_is_told_in_short(
    act: Callable[[Person], object], summary: Summary, ordered: Person
):
    before, number = draft_of(ordered), number_of(ordered)

    act(ordered)

    assert newest(ordered) == Change(number + 1, summary)
    undone = undo_newest(ordered)
    assert undone.change.summary == summary
    assert draft_of(ordered) == before
    assert undone.draft == drafts.read(ordered.creator_id)
    assert undone.groups == stored(ordered)


def test_an_edition_that_was_brought_back_is_taken_back(ordered: Person):
    ordered.publishes()
    picks.change(ordered.creator_id, add=ordered.ids[4:], remove=ordered.ids[:2])
    sections.remove(ordered.creator_id, section_of(ordered))
    look_settings.write(ordered.creator_id, headline="Bread", bio="")
    before = draft_of(ordered)

    returns.bring_back(ordered.creator_id, 1)

    assert draft_of(ordered) != before
    assert undo_newest(ordered).change.summary == Summary("brought back", 0, "1")
    assert draft_of(ordered) == before


def test_a_moved_section_is_named(ordered: Person):
    places = add_section(ordered, "Places")

    sections.move(ordered.creator_id, places, -1)

    assert newest(ordered).summary == Summary("section moved", 0, "Places")


@pytest.mark.parametrize(
    "nothing",
    [
        lambda p: tick(p.creator_id, p.ids[0]),
        lambda p: untick(p.creator_id, p.ids[6]),
        lambda p: moves.step(p.creator_id, p.ids[0], -1),
        lambda p: sections.move(p.creator_id, section_of(p), 1),
    ],
    ids=["tick", "untick", "step", "section"],
)
def test_an_act_that_changes_nothing_is_no_change(
    nothing: Callable[[Person], object], ordered: Person
):
    before = newest(ordered)

    nothing(ordered)

    assert newest(ordered) == before


def test_only_the_newest_change_is_undone_and_only_once(ordered: Person, counted: Counted):
    number = number_of(ordered)
    before, rows = draft_of(ordered), counted()

    for wrong in (number - 1, number + 1, 0, -1, 2**70):
        with pytest.raises(LookupError):
            undo.undo(ordered.creator_id, wrong)
    assert (draft_of(ordered), counted()) == (before, rows)

    undo.undo(ordered.creator_id, number)
    with pytest.raises(LookupError):
        undo.undo(ordered.creator_id, number)


def test_a_number_is_never_given_twice(ordered: Person):
    seen = {number_of(ordered)}

    for video_id in ordered.ids[4:]:
        undone = undo_newest(ordered).change.number
        tick(ordered.creator_id, video_id)
        assert number_of(ordered) > max(seen | {undone})
        seen.add(number_of(ordered))


def test_nobody_undoes_anothers_change(ordered: Person, bob: Person):
    before, theirs = draft_of(ordered), number_of(ordered)

    with pytest.raises(LookupError):
        undo.undo(bob.creator_id, theirs)
    for _ in range(theirs):
        tick(bob.creator_id, bob.ids[0])
        untick(bob.creator_id, bob.ids[0])
    undo.undo(bob.creator_id, number_of(bob))

    assert draft_of(ordered) == before
    assert number_of(ordered) == theirs


def test_fifty_changes_are_kept_and_no_more(alice: Person, counted: Counted):
    former = [draft_of(alice) for _ in switched(alice, 60)]
    assert counted()["draft_change"] == draft_changes.KEPT == 50

    for before in reversed(former[10:]):
        undo_newest(alice)
        assert draft_of(alice) == before

    assert newest(alice) is None
    assert draft_of(alice) == former[10] != former[0]


def test_the_place_of_an_undone_change_is_used_before_that_of_an_older_one(
    alice: Person, counted: Counted
):
    former = [draft_of(alice) for _ in switched(alice, 60)]
    for _ in range(30):
        undo_newest(alice)
    former[30:] = [draft_of(alice) for _ in switched(alice, 40)]

    for before in reversed(former[20:]):
        undo_newest(alice)
        assert draft_of(alice) == before

    assert newest(alice) is None
    assert counted()["draft_change"] == 50


def switched(person: Person, times: int) -> Iterator[None]:
    """Tick or untick a video again and again; yield before each time."""
    for number in range(times):
        yield
        video_id = person.ids[number % 7]
        is_picked = video_id in drafts.places(person.creator_id)
        (untick if is_picked else tick)(person.creator_id, video_id)


def test_two_tabs_undo_a_change_once(app: Flask, ordered: Person):
    creator_id, number = ordered.creator_id, number_of(ordered)

    answers = race(app, lambda _tab: undo.undo(creator_id, number), 4)

    assert sum(isinstance(each, undo.Undone) for each in answers) == 1
    assert sum(isinstance(each, LookupError) for each in answers) == 3
    assert number_of(ordered) == number - 1


def test_many_tabs_give_each_change_a_number_of_its_own(app: Flask, alice: Person):
    creator_id, ids = alice.creator_id, alice.ids

    race(app, lambda number: tick(creator_id, ids[number]), len(ids))

    for number in range(len(ids), 0, -1):
        assert number_of(alice) == number
        undo_newest(alice)
    assert draft_of(alice)[0] == []


# The cost.


@pytest.fixture
def many(alice: Person) -> list[str]:
    """The ids of 500 more videos of Alice's."""
    ids = [f"v{number}" for number in range(500)]
    common = {"creator_id": alice.creator_id, "created_at": clock.now(), "seen_at": clock.now()}
    with writing() as session:
        session.add_all(Video(**common, id=each) for each in ids)
    return ids


def written(noted: list[str]) -> list[str]:
    return [each for each in noted if each.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_five_hundred_ticks_are_undone_in_as_many_statements_as_one(alice: Person, many: list[str]):
    empty = draft_of(alice)
    picks.change(alice.creator_id, add=many)
    ticked = draft_of(alice)

    picks.change(alice.creator_id, remove=many)
    creator_id, number = alice.creator_id, number_of(alice)
    with noted_statements() as of_unticks:
        undo.undo(creator_id, number)
    assert draft_of(alice) == ticked
    with noted_statements() as of_ticks:
        undo.undo(creator_id, number - 1)
    assert draft_of(alice) == empty

    for noted in (of_unticks, of_ticks):
        assert len(written(noted)) == 2, written(noted)
        assert len(noted) <= 12, noted


def test_a_tick_writes_one_small_row_beside_its_pick(alice: Person):
    with noted_statements() as noted:
        tick(alice.creator_id, alice.ids[0])

    tables = [each.split()[2] for each in written(noted)]
    assert tables == ["pick", "draft_change"]
    inverse = db.session.scalar(sa.select(DRAFT_CHANGE.c.inverse))
    assert inverse == {"picks": {"added": [alice.ids[0]]}}
