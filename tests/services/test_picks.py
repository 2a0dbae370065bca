"""Picks: a tick saves the draft, in order, twice without harm, and two tabs don't fight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio.services import picks
from portfolio.services.problems import Refused
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import picks_of


def test_picks_keep_the_order_in_which_they_were_ticked(alice: Person):
    order = [alice.ids[4], alice.ids[0], alice.ids[2]]

    for video_id in order:
        picks.pick(alice.creator_id, video_id)

    assert picks_of(alice) == order
    assert picks.numbers(alice.creator_id) == {order[0]: 1, order[1]: 2, order[2]: 3}


def test_a_tick_twice_keeps_its_place(alice: Person):
    first, second = alice.ids[:2]
    picks.change(alice.creator_id, add=[first, second])

    picks.pick(alice.creator_id, first)

    assert picks_of(alice) == [first, second]


def test_an_untick_twice_does_no_harm(alice: Person):
    first, second = alice.ids[:2]
    picks.change(alice.creator_id, add=[first, second])

    picks.unpick(alice.creator_id, first)
    picks.unpick(alice.creator_id, first)

    assert picks_of(alice) == [second]
    assert picks.numbers(alice.creator_id) == {second: 1}


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
        picks.pick(alice.creator_id, alice.ids[3])

    assert counted() == before
    picks.change(alice.creator_id, add=[alice.ids[3]], remove=[alice.ids[0]])  # a swap is no more


def test_two_tabs_lose_none_of_each_others_ticks(app: Flask, alice: Person):
    creator_id, ids = alice.creator_id, alice.ids

    answers = race(app, lambda number: picks.pick(creator_id, ids[number]), len(ids))

    assert answers == [None] * len(ids)
    assert sorted(picks_of(alice)) == sorted(ids)
    assert sorted(picks.numbers(creator_id).values()) == list(range(1, len(ids) + 1))


def test_the_same_tick_from_many_tabs_is_one_pick(app: Flask, alice: Person):
    creator_id, first = alice.creator_id, alice.ids[0]

    answers = race(app, lambda _number: picks.pick(creator_id, first), 6)

    assert answers == [None] * 6
    assert picks_of(alice) == [first]


def test_a_pick_survives_the_loss_of_its_video(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    chosen = alice.ids[:2]
    alice.account.deletes(chosen[:1])
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert picks_of(alice) == chosen
