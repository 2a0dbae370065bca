"""The history of a page: who made each edition, and when; one becomes the draft again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.models.video import Video
from portfolio.services.drafts import (
    drafts,
    editions,
    history,
    look_settings,
    moves,
    order,
    page_settings,
    pick_texts,
    picks,
    returns,
    sections,
)
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.drafts.order import Group
from portfolio.services.pages.content import Content, as_json
from portfolio.services.pages.content import Section as Held
from portfolio.services.pages.look import Look
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of

Counted = Callable[[], dict[str, int]]
TimePasses = Callable[..., None]


def draft_of(person: Person) -> Content:
    db.session.rollback()
    return drafts.read(person.creator_id).content


def another(accent: str) -> str:
    return "pine" if accent != "pine" else "mint"


@pytest.fixture
def rich(alice: Person) -> Person:
    """Alice, whose first edition has two sections, own texts, an accent and Recent."""
    creator_id = alice.creator_id
    picks.change(creator_id, add=alice.ids[:5])
    first, second = add_section(alice, "Bread"), add_section(alice, "Cake")
    moves.to_place(creator_id, alice.ids[1:3], first, 0)
    moves.to_place(creator_id, alice.ids[3:5], second, 0)
    pick_texts.write(creator_id, alice.ids[1], title="Own", alt="A loaf")
    page = page_of(alice)
    accent = another(page.accent)
    page_settings.change(creator_id, handle=page.handle, recent=True)
    look_settings.choose(creator_id, {"accent": accent, "layout": "strip", "scheme": "dark"})
    look_settings.write(creator_id, headline="Bread", bio="I bake.")
    links = [TypedLink("Prints", "https://alice.example/prints")]
    look_settings.link(creator_id, links, TypedLink("Write", "mailto:alice@example.com"))
    editions.publish(creator_id, creator_id)
    return alice


def wreck(person: Person) -> None:
    """Change everything in the draft that there is to change."""
    creator_id, page = person.creator_id, page_of(person)
    picks.change(creator_id, add=person.ids[5:], remove=person.ids[:3])
    for section in [group.heading for group in order_of(person) if group.heading]:
        sections.remove(creator_id, section.id)
    pick_texts.write(creator_id, person.ids[3], title="Other", alt="")
    page_settings.change(creator_id, handle=page.handle, recent=False)
    look_settings.choose(
        creator_id, {"accent": another(page.accent), "layout": "grid", "pairing": "book"}
    )
    look_settings.write(creator_id, headline="", bio="Else")
    look_settings.link(creator_id, [], TypedLink())


def order_of(person: Person) -> list[Group]:
    db.session.rollback()
    return order.groups_of(db.session(), person.creator_id)


def test_an_edition_knows_who_published_it_and_when(alice: Person, time_passes: TimePasses):
    picks.change(alice.creator_id, add=[alice.ids[0]])
    editions.publish(alice.creator_id, alice.creator_id)
    time_passes(days=2)
    editions.publish(alice.creator_id)

    second, first = history.read(alice.creator_id).editions

    assert (first.edition.by, second.edition.by) == (alice.creator_id, None)
    assert (second.edition.at - first.edition.at).days == 2


def test_each_edition_is_compared_with_the_one_before(alice: Person):
    creator_id = alice.creator_id
    picks.change(creator_id, add=alice.ids[:3])
    editions.publish(creator_id)
    picks.change(creator_id, add=alice.ids[3:5], remove=alice.ids[:1])
    editions.publish(creator_id)
    editions.publish(creator_id)

    third, second, first = [past.difference for past in history.read(creator_id).editions]

    assert third.count == 0
    assert (second.added, second.removed) == (tuple(alice.ids[3:5]), (alice.ids[0],))
    assert first is None


def test_the_history_comes_in_parts_without_a_gap(alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[0]])
    for _ in range(23):
        editions.publish(alice.creator_id)

    numbers, before = [], history.NEWEST
    while before:
        part = history.read(alice.creator_id, before)
        numbers += [past.edition.number for past in part.editions]
        before = part.older

    assert numbers == list(range(23, 0, -1))


def test_an_edition_whose_forerunner_is_not_kept_is_compared_with_none(alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[0]])
    for _ in range(editions.EDITIONS_KEPT + 1):
        editions.publish(alice.creator_id)

    oldest = history.read(alice.creator_id, before=3).editions

    assert [(past.edition.number, past.difference) for past in oldest] == [(2, None)]


def test_bringing_an_edition_back_makes_the_draft_what_it_was(rich: Person):
    before = draft_of(rich)
    wreck(rich)
    assert draft_of(rich) != before

    returns.bring_back(rich.creator_id, 1)

    assert draft_of(rich) == before
    assert drafts.read(rich.creator_id).count_changes() == 0


def test_bringing_back_twice_is_bringing_back_once(rich: Person):
    before = draft_of(rich)
    wreck(rich)

    returns.bring_back(rich.creator_id, 1)
    sections_then = [group.section_id for group in order_of(rich)]
    returns.bring_back(rich.creator_id, 1)

    assert draft_of(rich) == before
    assert [group.section_id for group in order_of(rich)] == sections_then


def test_nothing_is_public_before_the_next_publish(rich: Person):
    wreck(rich)
    editions.publish(rich.creator_id)
    version, public = page_of(rich).version, drafts.read(rich.creator_id).published

    returns.bring_back(rich.creator_id, 1)

    assert page_of(rich).version == version
    assert drafts.read(rich.creator_id).published == public
    assert editions.publish(rich.creator_id) == 3


def test_a_video_that_tiktok_shows_no_more_stays_a_pick_in_its_place(rich: Person):
    before = draft_of(rich)
    wreck(rich)
    with writing() as session:
        session.execute(sa.delete(Video).where(Video.id == rich.ids[1]))

    returns.bring_back(rich.creator_id, 1)

    assert draft_of(rich) == before
    assert drafts.read(rich.creator_id).hidden == 1


def test_an_edition_of_an_old_format_comes_back_too(alice: Person):
    creator_id, accent = alice.creator_id, page_of(alice).accent
    picks.change(creator_id, add=[alice.ids[6]])
    number = editions.publish(creator_id)
    videos = [{"id": each, "title": None} for each in alice.ids[:2]]
    with writing() as session:
        edition = session.get_one(Edition, (creator_id, number))
        edition.content = {
            "accent": accent,
            "recent": False,
            "sections": [{"title": "Old", "videos": videos}, {"title": None, "videos": []}],
        }

    returns.bring_back(creator_id, number)

    assert draft_of(alice).video_ids == alice.ids[:2]
    assert [section.title for section in draft_of(alice).sections] == ["Old"]


def test_two_sections_of_one_title_stay_two(alice: Person):
    creator_id = alice.creator_id
    picks.change(creator_id, add=alice.ids[:2])
    number = editions.publish(creator_id)
    entries = draft_of(alice).entries
    held = [Held("Same", "one", (entries[0],)), Held("Same", "two", (entries[1],))]
    with writing() as session:
        edition = session.get_one(Edition, (creator_id, number))
        edition.content = as_json(Content(Look("mint"), tuple(held)))

    for _ in range(2):
        returns.bring_back(creator_id, number)
        assert draft_of(alice).sections == tuple(held)


@pytest.mark.parametrize("number", [2, 999_999_999])
def test_an_edition_that_is_not_there_changes_nothing(number: int, rich: Person, counted: Counted):
    wreck(rich)
    before, draft = counted(), draft_of(rich)

    with pytest.raises(LookupError):
        returns.bring_back(rich.creator_id, number)

    assert (counted(), draft_of(rich)) == (before, draft)


def test_bobs_draft_knows_nothing_of_alices_editions(rich: Person, bob: Person):
    with pytest.raises(LookupError):
        returns.bring_back(bob.creator_id, 1)

    assert draft_of(bob).entries == []
    assert history.read(bob.creator_id).editions == []


def test_ticks_and_a_return_at_once_end_in_a_whole_draft(app: Flask, rich: Person):
    creator_id, ids = rich.creator_id, rich.ids
    wreck(rich)

    def act(number: int) -> None:
        if number == 0:
            returns.bring_back(creator_id, 1)
        else:
            picks.change(creator_id, add=[ids[6]])

    race(app, act, 4)

    found = draft_of(rich).video_ids
    assert set(found) == {*ids[:5], ids[6]} or set(found) == set(ids[:5])
    assert len(found) == len(set(found))
