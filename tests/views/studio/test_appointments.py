"""The set time in the room of editions: set, kept, cancelled, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portfolio import clock, jobs
from portfolio.views import formats
from tests.support.html import Document, Element
from tests.support.people import Browser, Person
from tests.support.stored import page_of

Counted = Callable[[], dict[str, int]]
TimePasses = Callable[..., None]
ROOM = "/studio/editions"


TIMES = f"{ROOM}/appointments"


def section_of(person: Person) -> Element:
    return person.browser.page(ROOM).one("section", aria_labelledby="appointment")


def in_days(days: int, zone: str = "UTC") -> datetime:
    """Return six in the evening of a day to come, in a zone."""
    there = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return there.replace(hour=18, minute=0, second=0, microsecond=0)


def test_a_time_is_set_in_the_creators_zone_and_kept_in_utc(alice: Person):
    alice.picks(alice.ids[0])
    alice.browser.post("/studio/account/zones", zone="Asia/Tokyo")
    at = in_days(3, "Asia/Tokyo")

    answer = alice.browser.post(TIMES, at=f"{at:%Y-%m-%dT%H:%M}")

    assert (answer.status_code, answer.location) == (303, f"{ROOM}#appointment")
    assert page_of(alice).publish_at == at
    section = section_of(alice)
    assert (
        f"Your draft will be published on {formats.day_and_time(at)}, as it is then."
        in section.text
    )
    assert "In Asia/Tokyo" in section.text
    bar = alice.browser.page("/studio/videos").one(id="bar")
    assert f"Will be published on {formats.day_and_time(at)}" in bar.text


def test_at_the_set_time_visitors_see_it(alice: Person, visitor: Browser, time_passes: TimePasses):
    alice.picks(alice.ids[0])
    alice.browser.post(TIMES, at=f"{in_days(1):%Y-%m-%dT%H:%M}")
    visitor.page(alice.page_path, status=404)

    time_passes(days=2)
    jobs.sweep_now()
    alice.worker.works()

    assert len(visitor.page(alice.page_path).all("a", class_="cover")) == 1
    assert "by you" in alice.browser.page(ROOM).one("ol", class_="history").all("li")[0].text
    assert "Will be published" not in alice.browser.page("/studio/videos").one(id="bar").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a day and a time"),
        ("<b>", "Type a day and a time"),
        ("2020-01-01T00:00", "This time is past"),
        ("9999-12-31T23:59", "within a year"),
    ],
)
def test_a_senseless_time_is_refused_at_its_field_and_stays(
    typed: str, words: str, alice: Person, counted: Counted
):
    alice.picks(alice.ids[0])
    before = counted()

    answer = alice.browser.post(TIMES, at=typed)

    assert answer.status_code == 400
    field = Document(answer.text).one("input", id="at")
    assert field["aria-invalid"] == "true"
    assert field["value"] == typed
    assert words in Document(answer.text).one(id="at-wrong").text
    assert counted() == before
    assert page_of(alice).publish_at is None


def test_a_set_time_is_cancelled(alice: Person):
    alice.picks(alice.ids[0])
    alice.browser.post(TIMES, at=f"{in_days(1):%Y-%m-%dT%H:%M}")

    alice.browser.post(f"{TIMES}/removals")

    assert page_of(alice).publish_at is None
    assert "Your draft will be published on" not in section_of(alice).text


def test_to_unpublish_says_that_it_cancels_the_time(alice: Person):
    alice.publishes(alice.ids[0])
    for room in (ROOM, "/studio/page"):
        assert "The set time is cancelled" not in unpublishing(alice, room).text

    alice.browser.post(TIMES, at=f"{in_days(1):%Y-%m-%dT%H:%M}")

    for room in (ROOM, "/studio/page"):
        assert "The set time is cancelled with it." in unpublishing(alice, room).text


def unpublishing(person: Person, room: str) -> Element:
    return person.browser.page(room).one("section", aria_labelledby="unpublish")


def test_a_time_that_could_not_be_kept_is_named(alice: Person, time_passes: TimePasses):
    at = in_days(1)
    alice.browser.page(ROOM)
    alice.browser.post(TIMES, at=f"{at:%Y-%m-%dT%H:%M}")

    time_passes(days=2)
    jobs.sweep_now()
    alice.worker.works()

    words = f"Your draft was not published on {formats.day_and_time(at)}: no video was ticked."
    assert words in section_of(alice).text
    alice.browser.post(f"{TIMES}/removals")
    assert "was not published" not in section_of(alice).text


def test_bob_sets_and_cancels_nothing_of_alices(alice: Person, bob: Person):
    alice.picks(alice.ids[0])
    alice.browser.post(TIMES, at=f"{in_days(1):%Y-%m-%dT%H:%M}")
    before = page_of(alice).publish_at
    bob.browser.page(ROOM)

    bob.browser.post(TIMES, at=f"{in_days(5):%Y-%m-%dT%H:%M}")
    bob.browser.post(f"{TIMES}/removals")

    assert page_of(alice).publish_at == before
