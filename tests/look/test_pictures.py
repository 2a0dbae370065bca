"""Pictures that fail, and pictures that are still loading, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from portfolio.views.contexts import Covers
from tests.look.sample_pages import card, played, public_page, show, whole
from tests.look.staging import Stage
from tests.servers.waiting import wait_for

PENDING = "GET /@noorhaddad/covers"


def frame_of(page: Page, number: int) -> str:
    return f".frame[data-video-id='{card(number).id}']"


def broken_pictures(page: Page) -> int:
    """Return the number of failed pictures that are visible."""
    count: int = page.evaluate(
        """[...document.images].filter((image) => image.complete && image.currentSrc
           && !image.naturalWidth && getComputedStyle(image).visibility === "visible").length"""
    )
    return count


@pytest.fixture
def mark_of_first() -> str:
    """Return the part of an address that is only in the first card's cover."""
    cover = card(0).cover
    assert cover is not None
    return cover.url.split("/")[4][:32]


def test_a_picture_that_fails_is_asked_for_once_more_and_then_taken_out(
    stage: Stage, mark_of_first: str
) -> None:
    stage.broken = {mark_of_first}
    page = stage.show(show(whole(public_page(None))))
    first = page.locator(frame_of(page, 0))

    expect(first.locator("img")).to_be_hidden()
    assert broken_pictures(page) == 0
    page.clock.run_for(1300)

    def asked() -> list[int]:
        """Return the requests of each of the first picture's addresses; broken ones are none."""
        assert broken_pictures(page) == 0
        return [len(queries) for path, queries in stage.asked.items() if mark_of_first in path]

    wait_for(lambda: asked() == [2], "the second request")
    expect(first.locator("img")).to_have_count(0)
    expect(first.locator(".placeholder")).to_be_visible()
    page.clock.run_for(60_000)
    assert asked() == [2]
    expect(page.locator("main .frame img")).to_have_count(11)


def test_a_picture_that_comes_at_the_second_asking_is_shown(
    stage: Stage, mark_of_first: str
) -> None:
    stage.broken = {mark_of_first}
    page = stage.show(show(whole(public_page(None))))
    image = page.locator(frame_of(page, 0)).locator("img")
    expect(image).to_be_hidden()

    stage.broken = set()
    page.clock.run_for(1300)

    expect(image).to_be_visible()


def test_an_avatar_that_fails_becomes_the_initials(stage: Stage) -> None:
    stage.broken = {"avatar"}
    avatar = "https://p16-common-sign.tiktokcdn-us.com/avatar.jpeg"
    page = stage.show(show(replace(whole(public_page(None)), avatar=avatar)))

    page.wait_for_timeout(100)
    page.clock.run_for(1300)

    expect(page.locator(".avatar img")).to_have_count(0)
    initials = "each => getComputedStyle(each, '::before').content"
    assert page.locator(".avatar").evaluate(initials) == '"NH"'


def test_all_cards_that_wait_are_asked_for_in_one_request(stage: Stage) -> None:
    waiting = [card(n) for n in (2, 6, 10)]
    stage.answers[PENDING] = lambda *_: (
        200,
        stage.rendered(Covers(waiting, played)),
    )
    page = stage.show(show(public_page(None)))
    expect(page.locator("[data-pending]")).to_have_count(3)

    page.clock.run_for(1300)

    expect(page.locator("[data-pending]")).to_have_count(0)
    assert stage.asked[PENDING] == ["ids=" + ",".join(each.id for each in waiting)]
    page.clock.run_for(120_000)
    assert len(stage.asked[PENDING]) == 1


def test_only_what_still_waits_is_asked_for_again(stage: Stage) -> None:
    stage.answers[PENDING] = lambda *_: (
        200,
        stage.rendered(Covers([card(2), card(6, pending=True)], played)),
    )
    page = stage.show(show(public_page(None)))

    page.clock.run_for(1300)
    expect(page.locator("[data-pending]")).to_have_count(2)
    for _ in range(20):  # the next pause begins some time after the answer is drawn
        if len(stage.asked[PENDING]) > 1:
            break
        page.clock.run_for(500)

    expect(page.locator("[data-pending]")).to_have_count(2)
    assert stage.asked[PENDING][1] == f"ids={card(6).id},{card(10).id}"


def test_asking_ends_after_five_times_and_the_cards_stop_waiting(stage: Stage) -> None:
    stage.answers[PENDING] = lambda *_: (503, "")
    page = stage.show(show(public_page(None)))

    for seconds in (2, 3, 5, 10, 40, 100):
        page.clock.run_for(seconds * 1000)
        page.wait_for_timeout(50)

    assert len(stage.asked[PENDING]) == 5
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(page.locator(".state").first).to_be_hidden()
