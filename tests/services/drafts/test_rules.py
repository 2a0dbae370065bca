"""Rules of sections and of Recent: typed, stored, followed after each sync, never on a visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from json import dumps
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.search_text import text_of
from portfolio.models.video import UNDATED, Video
from portfolio.services.drafts import (
    editions,
    moves,
    page_settings,
    picks,
    previews,
    returns,
    section_rules,
    sections,
)
from portfolio.services.errors import Refused
from portfolio.services.pages import rule_search, rule_videos, rules, shown_videos
from portfolio.services.pages.rules import Rule
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section, stored, titled
from tests.support import garbage
from tests.support.people import Browser, Person
from tests.support.statements import noted_statements
from tests.support.stored import page_of

TimePasses = Callable[..., None]
in_order = partial(dumps, sort_keys=True)
Counted = Callable[[], dict[str, int]]


@given(garbage.json)
def test_garbage_is_read_as_a_rule_that_can_be_stored(raw: Any):
    rule, is_whole = rules.read_noting(raw)

    assert rules.read_noting(rules.as_json(rule)) == (rule, True)
    assert is_whole == (in_order(rules.as_json(rule)) == in_order(raw))


def facts(person: Person, **columns: list[Any]) -> None:
    """Give the creator's videos, newest first, these values."""
    creator_id, ids = person.creator_id, person.ids
    with writing() as session:
        for name, values in columns.items():
            for video_id, value in zip(ids, values, strict=True):
                video = session.get_one(Video, (creator_id, video_id))
                setattr(video, name, value)
                video.search = text_of(video.title, video.description)


@pytest.fixture
def library(alice: Person, time_passes: TimePasses) -> Person:
    """Alice, whose seven videos differ in all that a rule may ask for. It is June."""
    june = datetime(clock.now().year + 1, 6, 15, 12, tzinfo=UTC)
    time_passes(seconds=(june - clock.now()).total_seconds())
    ages = [1, 20, 100, 200, 300, 400]
    facts(
        alice,
        description=[""] * 7,
        title=["Bread #bread", "Cake", "#breadmaking", "Soup #bread", "Jam", "Pie #bread", ""],
        views=[10, None, 70, 20, 60, 50, 90],
        likes=[3, 9, None, 9, 1, 2, 4],
        duration=[30, 0, None, 90, 60, 20, 10],
        created_at=[*(clock.now() - timedelta(days=days) for days in ages), UNDATED],
    )
    return alice


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(), [0, 1, 2, 3, 4, 5, 6]),
        (Rule(count=2), [0, 1]),
        (Rule("views", 3), [6, 2, 4]),
        (Rule("views"), [6, 2, 4, 5, 3, 0, 1]),
        (Rule("longest", 2), [3, 4]),
        (Rule(words="#bread"), [0, 3, 5]),
        (Rule(words="bread"), [0, 2, 3, 5]),
        (Rule("views", words="#bread soup"), [3]),
        (Rule(words='"%"'), []),
        (Rule(period="year"), [0, 1, 2]),
        (Rule("views", period="months"), [2, 4, 3, 0, 1]),
        (Rule("views", 1, "#bread", "year"), [0]),
    ],
    ids=repr,
)
def test_a_rule_finds_what_it_says(rule: Rule, expected: list[int], library: Person):
    ids = library.ids

    found = rule_search.found_by(db.session(), library.creator_id, rule, ())

    assert list(found) == [ids[place] for place in expected]


def test_a_rule_finds_nothing_that_is_there_or_left_out_or_hidden(library: Person):
    ids = library.ids
    facts(library, missing_at=[None, None, clock.now(), None, None, None, None])
    wanted = [Rule("views", 2, left_out=(ids[6],)), None, Rule("views", 2), Rule(count=9)]

    found = rule_search.find_all(db.session(), library.creator_id, wanted, [ids[4]])

    assert found == [(ids[5], ids[3]), (), (ids[6], ids[0]), (ids[1],)]


def rule(person: Person, title: str = "By itself", **typed: str) -> UUID:
    """Give Alice's draft a section with a rule; return its id."""
    section_id = add_section(person, title)
    values = {"sort": "newest", "count": "3", "words": "", "period": "any", **typed}
    section_rules.choose(person.creator_id, section_id, **values)
    return section_id


def shown(person: Person) -> list[str]:
    return shown_videos.shown_ids(db.session(), person.creator_id)


def syncs(person: Person) -> None:
    person.browser.page("/studio/videos")
    person.browser.post("/studio/syncs")
    person.worker.works()


def titles(visitor: Browser, person: Person) -> dict[str, list[str]]:
    """Return the ids that a visitor sees, by the titles of their sections."""
    found = visitor.page(person.page_path).all("section", class_="page-section")
    return {
        section.all("h2")[0].text if section.all("h2") else "": [
            frame["data-video-id"] for frame in section.all("span", data_video_id=True)
        ]
        for section in found
    }


def test_a_published_section_follows_its_rule_by_itself(alice: Person, visitor: Browser):
    ids = alice.ids
    picks.change(alice.creator_id, add=[ids[1]])
    rule(alice)
    rule(alice, "Words", words="#nobodywritesthis")
    editions.publish(alice.creator_id)
    assert titles(visitor, alice) == {"": [ids[1]], "By itself": [ids[0], ids[2], ids[3]]}
    before = page_of(alice)
    version, covers_due_at = before.version, before.covers_due_at

    new = alice.account.posts(1)
    syncs(alice)

    assert titles(visitor, alice) == {"": [ids[1]], "By itself": [*new, ids[0], ids[2]]}
    assert page_of(alice).version > version
    assert covers_due_at is not None
    assert page_of(alice).edition == 1


def test_a_pick_in_a_section_with_a_rule_stands_before_what_it_finds(alice: Person):
    ids = alice.ids
    section_id = rule(alice)
    picks.change(alice.creator_id, add=[ids[5]])
    moves.to_place(alice.creator_id, [ids[5]], section_id, 0)
    editions.publish(alice.creator_id)

    assert shown(alice) == [ids[5], *ids[:3]]


def test_a_tick_goes_past_a_section_that_keeps_itself(alice: Person):
    ids = alice.ids
    add_section(alice, "By hand")
    rule(alice)

    picks.change(alice.creator_id, add=[ids[5]])

    assert titled(alice) == {None: [], "By hand": [ids[5]], "By itself": []}


def test_a_visit_looks_for_nothing(alice: Person, visitor: Browser):
    rule(alice, sort="views", words="a")
    page_settings.change(alice.creator_id, handle=page_of(alice).handle, recent=True)
    editions.publish(alice.creator_id)
    path = alice.page_path
    visitor.page(path)
    with writing() as session:
        session.get_one(type(page_of(alice)), alice.creator.id).version += 1

    with noted_statements() as noted:
        visitor.page(path)

    assert sum("FROM video" in statement for statement in noted) == 1, noted
    assert not any("LIKE" in statement for statement in noted)


def test_what_finds_the_same_writes_nothing(alice: Person):
    rule(alice)
    editions.publish(alice.creator_id)
    version = page_of(alice).version

    assert rule_videos.refresh(alice.creator_id) is False

    assert page_of(alice).version == version


def test_a_page_without_rules_is_not_looked_at(alice: Person):
    assert rule_videos.refresh(uuid4()) is False
    picks.change(alice.creator_id, add=alice.ids[:1])
    editions.publish(alice.creator_id)

    assert rule_videos.refresh(alice.creator_id) is False
    assert page_of(alice).rule_ids is None


def test_an_edition_of_old_code_shows_recent_as_before(alice: Person):
    page_settings.change(alice.creator_id, handle=page_of(alice).handle, recent=True)
    editions.publish(alice.creator_id)
    with writing() as session:
        session.get_one(type(page_of(alice)), alice.creator.id).rule_ids = None

    assert shown(alice) == alice.ids
    assert rule_videos.refresh(alice.creator_id) is True
    assert shown(alice) == alice.ids


@pytest.mark.parametrize("raw", [7, [], {"edition": 1}, {"edition": 1, "sections": [7]}])
def test_what_is_stored_as_no_ids_is_looked_for(raw: Any, alice: Person):
    rule(alice)
    editions.publish(alice.creator_id)
    expected = shown(alice)
    with writing() as session:
        session.get_one(type(page_of(alice)), alice.creator.id).rule_ids = raw

    assert shown(alice) in (expected, [])
    rule_videos.refresh(alice.creator_id)
    assert shown(alice) == expected


def test_what_is_left_out_stays_out_for_good(alice: Person):
    ids = alice.ids
    section_id = rule(alice)
    editions.publish(alice.creator_id)

    section_rules.leave_out(alice.creator_id, section_id, ids[0])
    section_rules.leave_out(alice.creator_id, section_id, ids[0])
    assert shown(alice) == ids[:3]  # visitors see it after Publish
    editions.publish(alice.creator_id)
    assert shown(alice) == ids[1:4]
    syncs(alice)
    assert shown(alice) == ids[1:4]

    section_rules.choose(
        alice.creator_id, section_id, sort="newest", count="2", words="", period="any"
    )
    editions.publish(alice.creator_id)
    assert shown(alice) == ids[1:3]

    section_rules.take_back(alice.creator_id, section_id, ids[0])
    editions.publish(alice.creator_id)
    assert shown(alice) == ids[:2]


def test_recent_shows_as_many_as_are_wanted_and_not_those_left_out(alice: Person):
    ids = alice.ids
    page_settings.change(alice.creator_id, handle=page_of(alice).handle, recent=True)
    section_rules.choose_recent(alice.creator_id, " 3 ")
    section_rules.leave_out_of_recent(alice.creator_id, ids[1])
    editions.publish(alice.creator_id)
    assert shown(alice) == [ids[0], ids[2], ids[3]]

    changed = section_rules.take_back_into_recent(alice.creator_id, ids[1])
    assert changed.draft.count_changes() == 1
    editions.publish(alice.creator_id)
    assert shown(alice) == ids[:3]


def test_an_edition_brings_its_rules_back(alice: Person):
    section_id = rule(alice)
    section_rules.leave_out(alice.creator_id, section_id, alice.ids[0])
    section_rules.choose_recent(alice.creator_id, "5")
    editions.publish(alice.creator_id)
    sections.remove(alice.creator_id, section_id)
    section_rules.choose_recent(alice.creator_id, "6")

    returns.bring_back(alice.creator_id, 1)

    kept = stored(alice)[1].heading.keeps
    assert kept == Rule(count=3, left_out=(alice.ids[0],))
    assert page_of(alice).recent == rules.as_json(Rule(count=5))


def test_a_preview_shows_what_the_rules_of_the_draft_find(alice: Person):
    rule(alice)

    page = previews.of_draft(alice.creator_id)

    assert [card.id for card in page.cards()] == alice.ids[:3]


def test_a_rule_alone_can_be_published(alice: Person, visitor: Browser):
    rule(alice, words="#nobodywritesthis")

    editions.publish(alice.creator_id)

    assert shown(alice) == []
    assert "Nothing showing right now" in visitor.page(alice.page_path).text


def test_a_rule_can_be_taken_away(alice: Person):
    section_id = rule(alice)

    section_rules.choose(alice.creator_id, section_id, sort="", count="x", words="", period="")

    assert stored(alice)[1].heading.rule is None
    with pytest.raises(LookupError):
        section_rules.leave_out(alice.creator_id, section_id, alice.ids[0])


BAD = [
    ({"sort": "random"}, "sort", "Choose one"),
    ({"count": ""}, "count", "from 1 to 24"),
    ({"count": "0"}, "count", "from 1 to 24"),
    ({"count": "25"}, "count", "from 1 to 24"),
    ({"count": "-1"}, "count", "from 1 to 24"),
    ({"count": "3.5"}, "count", "from 1 to 24"),
    ({"count": "٣"}, "count", "from 1 to 24"),
    ({"count": "9" * 5000}, "count", "from 1 to 24"),
    ({"words": "x" * 201}, "words", "1 character too long"),
    ({"period": "decade"}, "period", "Choose one"),
]


@pytest.mark.parametrize(("typed", "field", "message"), BAD, ids=ascii)
def test_a_bad_rule_names_its_field(typed: dict[str, str], field: str, message: str, alice: Person):
    section_id = rule(alice)
    before = stored(alice)
    values = {"sort": "newest", "count": "3", "words": "", "period": "any", **typed}

    with pytest.raises(Refused, match=message) as refused:
        section_rules.choose(alice.creator_id, section_id, **values)

    assert refused.value.field == field
    assert stored(alice) == before


def test_ten_sections_keep_themselves_and_no_more(alice: Person):
    first, *_ = [rule(alice, f"Rule {number}") for number in range(section_rules.MOST)]

    with pytest.raises(Refused, match="At most 10 sections"):
        rule(alice, "One too many")

    again = {"sort": "views", "count": "3", "words": "", "period": "any"}
    section_rules.choose(alice.creator_id, first, **again)


def test_a_rule_leaves_out_two_hundred_and_no_more(alice: Person):
    section_id = rule(alice)
    full = replace(Rule(), left_out=tuple(map(str, range(rules.MOST_LEFT_OUT))))
    with writing() as session:
        session.get_one(sections.Section, (alice.creator.id, section_id)).rule = rules.as_json(full)

    with pytest.raises(Refused, match="At most 200 videos") as refused:
        section_rules.leave_out(alice.creator_id, section_id, alice.ids[0])

    assert refused.value.field == "left_out"


def test_nobody_gives_anothers_section_a_rule(alice: Person, bob: Person, counted: Counted):
    section_id = rule(alice)
    before, of_alice = counted(), stored(alice)

    for act in (
        lambda: section_rules.choose(
            bob.creator_id, section_id, sort="views", count="3", words="", period="any"
        ),
        lambda: section_rules.leave_out(bob.creator_id, section_id, alice.ids[0]),
        lambda: section_rules.take_back(bob.creator_id, section_id, alice.ids[0]),
    ):
        with pytest.raises(LookupError):
            act()

    assert counted() == before
    assert stored(alice) == of_alice
