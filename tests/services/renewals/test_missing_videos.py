"""Videos that TikTok leaves out of its answers: hidden, doubted, restored."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.databases import on_both_databases
from tests.support.people import Browser, Person
from tests.support.renewing import asked, renew
from tests.support.stored import videos_of

pytestmark = on_both_databases

People = Callable[..., Person]
TimePasses = Callable[..., None]


def shown(person: Person, visitor: Browser) -> list[str]:
    page = visitor.page(person.page_path)
    return [each["data-video-id"] for each in page.all(data_video_id=True)]


def test_an_absent_video_is_hidden_at_once_and_gone_the_second_time(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    ids, lost = alice.ids, alice.ids[2]
    alice.account.hides([lost])
    time_passes(hours=5)

    renew(alice, ids)

    assert lost not in shown(alice, visitor)
    assert videos_of(alice)[lost].gone_at is None

    time_passes(seconds=61)
    renew(alice, ids)
    assert videos_of(alice)[lost].gone_at


def test_a_video_that_is_back_is_restored_to_its_place(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    ids, lost = alice.ids, alice.ids[2]
    alice.account.hides([lost])
    time_passes(hours=5)
    renew(alice, ids)
    alice.account.shows([lost])
    time_passes(seconds=61)

    renew(alice, ids)

    assert shown(alice, visitor) == ids


def test_a_hidden_video_is_not_asked_for_again_within_a_minute(
    alice: Person, time_passes: TimePasses
):
    ids, lost = alice.ids, alice.ids[2]
    alice.account.hides([lost])
    time_passes(hours=5)
    renew(alice, ids)
    time_passes(seconds=50)

    renew(alice, ids)

    assert asked(alice).count(lost) == 1


def test_an_answer_without_more_than_half_is_doubted_first(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    ids = alice.ids
    alice.account.hides(ids[:4])
    time_passes(hours=5)

    renew(alice, ids)
    assert not [video for video in videos_of(alice).values() if video.missing_at]
    assert shown(alice, visitor) == ids

    time_passes(seconds=61)
    renew(alice, ids)
    assert shown(alice, visitor) == ids[4:]


def test_half_of_an_answer_missing_is_believed(
    person: People, visitor: Browser, time_passes: TimePasses
):
    alice = person("alice", videos=6).signs_in()
    alice.publishes(*alice.ids)
    ids = alice.ids
    alice.account.hides(ids[:3])
    time_passes(hours=5)

    renew(alice, ids)

    assert shown(alice, visitor) == ids[3:]


def test_a_doubt_is_forgotten_when_the_video_is_there(alice: Person, time_passes: TimePasses):
    ids = alice.ids
    alice.account.hides(ids[:4])
    time_passes(hours=5)
    renew(alice, ids)
    alice.account.shows(ids[:4])
    time_passes(seconds=61)

    renew(alice, ids)

    states = {(v.doubted_at, v.missing_at, v.gone_at) for v in videos_of(alice).values()}
    assert states == {(None, None, None)}
