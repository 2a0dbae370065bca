"""Picks: a tick saves the draft, in order; repeated ticks and two tabs do no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio import clock
from portfolio.models import search_text
from portfolio.models.video import Video
from portfolio.services.drafts import drafts, picks
from portfolio.services.errors import Refused
from portfolio.services.pages.search import Search
from portfolio.services.pages.sorts import SORTS
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, race
from tests.support.people import Person
from tests.support.stored import picks_of

pytestmark = on_both_databases


def test_picks_keep_the_order_in_which_they_were_ticked(alice: Person):
    order = [alice.ids[4], alice.ids[0], alice.ids[2]]

    for video_id in order:
        picks.change(alice.creator_id, add=[video_id])

    assert picks_of(alice) == order
    assert drafts.places(alice.creator_id) == {order[0]: 1, order[1]: 2, order[2]: 3}


def test_a_tick_twice_keeps_its_place(alice: Person):
    first, second = alice.ids[:2]
    picks.change(alice.creator_id, add=[first, second])

    picks.change(alice.creator_id, add=[first])

    assert picks_of(alice) == [first, second]


def test_an_untick_twice_does_no_harm(alice: Person):
    first, second = alice.ids[:2]
    picks.change(alice.creator_id, add=[first, second])

    picks.change(alice.creator_id, remove=[first])
    picks.change(alice.creator_id, remove=[first])

    assert picks_of(alice) == [second]
    assert drafts.places(alice.creator_id) == {second: 1}


def test_another_creators_video_cannot_be_picked_and_nothing_is_stored(
    alice: Person, bob: Person, counted: Callable[[], dict[str, int]]
):
    before = counted()

    with pytest.raises(LookupError):
        picks.change(bob.creator_id, add=[bob.ids[0], alice.ids[0]])

    assert counted() == before


def test_a_full_page_takes_no_more(
    alice: Person, counted: Callable[[], dict[str, int]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 3)
    picks.change(alice.creator_id, add=alice.ids[:3])
    before = counted()

    with pytest.raises(Refused, match="at most 3 videos"):
        picks.change(alice.creator_id, add=[alice.ids[3]])

    assert counted() == before
    picks.change(alice.creator_id, add=[alice.ids[3]], remove=[alice.ids[0]])  # a swap adds none


def test_all_that_a_search_finds_is_ticked_in_its_order(alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[3]])

    draft, number = picks.tick_found(alice.creator_id, Search(sort=SORTS["oldest"]))

    expected = [each for each in alice.ids[::-1] if each != alice.ids[3]]
    assert draft.content.video_ids == picks_of(alice) == [alice.ids[3], *expected]
    assert number == len(expected)


def test_all_since_a_video_leaves_out_those_before_it(alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[4]])

    _, number = picks.tick_found(alice.creator_id, Search(), since=alice.ids[4])
    assert (number, picks_of(alice)) == (2, alice.ids[4:])

    _, number = picks.tick_found(alice.creator_id, Search(), since=alice.ids[1])
    assert (number, picks_of(alice)) == (3, [*alice.ids[4:], *alice.ids[1:4]])


def test_all_fills_the_page_and_a_full_one_says_so(alice: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picks, "MOST", 3)

    _, number = picks.tick_found(alice.creator_id, Search())

    assert (number, picks_of(alice)) == (3, alice.ids[:3])
    with pytest.raises(Refused, match="at most 3 videos"):
        picks.tick_found(alice.creator_id, Search())


def test_what_is_gone_at_tiktok_is_not_ticked_with_all(alice: Person):
    creator_id, ids = alice.creator_id, alice.ids
    with writing() as session:
        session.get_one(Video, (creator_id, ids[0])).missing_at = clock.now()
        session.get_one(Video, (creator_id, ids[1])).unlisted_at = clock.now()

    picks.tick_found(alice.creator_id, Search())

    assert picks_of(alice) == alice.ids[2:]


def test_all_that_a_search_finds_is_unticked(alice: Person):
    creator_id = alice.creator_id
    picks.change(creator_id, add=alice.ids)
    with writing() as session:
        for video_id in alice.ids[2:4]:
            video = session.get_one(Video, (creator_id, video_id))
            video.search = search_text.text_of("Zucchini bread", None)

    draft, number = picks.untick_found(alice.creator_id, Search(query="zucchini"))

    assert number == 2
    assert draft.content.video_ids == picks_of(alice) == [*alice.ids[:2], *alice.ids[4:]]


@pytest.mark.parametrize("since", ["1", "🌊", ""])
def test_all_since_a_video_that_nobody_has_changes_nothing(alice: Person, since: str):
    with pytest.raises(LookupError):
        picks.tick_found(alice.creator_id, Search(), since=since)
    assert picks_of(alice) == []


def test_two_tabs_lose_none_of_each_others_ticks(app: Flask, alice: Person):
    creator_id, ids = alice.creator_id, alice.ids

    answers = race(app, lambda number: picks.change(creator_id, add=[ids[number]]), len(ids))

    assert all(ids[number] in each.content.video_ids for number, each in enumerate(answers))
    assert sorted(picks_of(alice)) == sorted(ids)
    assert sorted(drafts.places(creator_id).values()) == list(range(1, len(ids) + 1))


def test_the_same_tick_from_many_tabs_is_one_pick(app: Flask, alice: Person):
    creator_id, first = alice.creator_id, alice.ids[0]

    answers = race(app, lambda _number: picks.change(creator_id, add=[first]), 6)

    assert [each.content.video_ids for each in answers] == [[first]] * 6
    assert picks_of(alice) == [first]


def test_a_pick_survives_the_loss_of_its_video(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    chosen = alice.ids[:2]
    alice.account.deletes(chosen[:1])
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert picks_of(alice) == chosen
