"""A video with a future date sorts by the time we first saw it, and shows TikTok's date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portfolio.extensions import db
from portfolio.models.sync import FULL
from portfolio.services.drafts import picker
from portfolio.services.library import syncs
from portfolio.services.pages import rule_search
from portfolio.services.pages.cards import cards_of
from portfolio.services.pages.rules import RECENT
from tests.support.people import Person
from tests.support.stored import videos_of

TimePasses = Callable[..., None]

FAR = 4_000_000_000  # in the year 2096


def listed_again(person: Person) -> None:
    """Run a full sync."""
    sync_id = syncs.start(person.creator_id, FULL)
    while syncs.step(sync_id).after is not None:
        pass


def picked_from(person: Person) -> list[str]:
    """Return the ids of the picker's first page, in order."""
    return [tile.card.id for tile in picker.tiles_after(person.creator_id).tiles]


def test_it_is_the_newest_until_another_is_posted(alice: Person, time_passes: TimePasses):
    (far,) = alice.account.posts(1, create_time=FAR)
    listed_again(alice)
    assert picked_from(alice)[0] == far

    time_passes(hours=1)
    (newer,) = alice.account.posts(1)
    listed_again(alice)

    assert picked_from(alice)[:2] == [newer, far]
    assert rule_search.found_by(db.session(), alice.creator_id, RECENT, ())[:2] == (newer, far)


def test_its_date_is_shown_as_tiktok_says(alice: Person):
    (far,) = alice.account.posts(1, create_time=FAR)
    listed_again(alice)

    card = cards_of(alice.creator_id, [far])[far]
    tile = picker.tiles_of(alice.creator_id, [far])[0]

    assert card.day == tile.card.day == datetime.fromtimestamp(FAR, UTC)


def test_later_answers_do_not_move_it(alice: Person, time_passes: TimePasses):
    soon = int(datetime.now(UTC).timestamp()) + 1800
    (ahead,) = alice.account.posts(1, create_time=soon)
    listed_again(alice)
    first = videos_of(alice)[ahead].created_at

    for hours in (0.1, 1):  # Before and after its date.
        time_passes(hours=hours)
        listed_again(alice)

        db.session.expire_all()
        assert videos_of(alice)[ahead].created_at == first
    assert first.timestamp() < soon
    assert first.microsecond == 0  # The picker's marks hold whole seconds.


def test_one_that_was_stored_with_its_date_finds_its_place(alice: Person):
    (far,) = alice.account.posts(1, create_time=FAR)
    listed_again(alice)
    videos_of(alice)[far].created_at = datetime.fromtimestamp(FAR, UTC)
    db.session.commit()

    listed_again(alice)

    db.session.expire_all()
    assert videos_of(alice)[far].created_at <= datetime.now(UTC)


@pytest.mark.parametrize("older", [25, 45])
def test_a_walk_through_the_picker_gives_each_once(alice: Person, older: int):
    alice.account.posts(older)
    for seconds in range(3):
        alice.account.posts(2, create_time=FAR - seconds)
    listed_again(alice)

    walked: list[str] = []
    after, has_more = None, True
    while has_more:
        answer = picker.tiles_after(alice.creator_id, after)
        walked += [tile.card.id for tile in answer.tiles]
        after, has_more = answer.after, answer.has_more

    assert len(walked) == len(set(walked)) == 7 + older + 6
