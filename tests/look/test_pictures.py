"""Pictures that fail, and pictures that are on their way, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.look.samples import card, programme, show, whole
from tests.look.staging import Stage

PENDING = "GET /@noorhaddad/covers"


def frame_of(page: Page, number: int) -> str:
    return f".frame[data-video-id='{card(number).id}']"


def broken_pictures(page: Page) -> int:
    """Count pictures that have failed and can be seen."""
    count: int = page.evaluate(
        """[...document.images].filter((image) => image.complete && image.currentSrc
           && !image.naturalWidth && getComputedStyle(image).visibility === "visible").length"""
    )
    return count


@pytest.fixture
def mark_of_first() -> str:
    """Return what is in the address of the first card's cover and in no other."""
    cover = card(0).cover
    assert cover is not None
    return cover.url.split("/")[4][:32]


def test_a_picture_that_fails_is_asked_for_once_more_and_then_taken_out(
    stage: Stage, mark_of_first: str
) -> None:
    stage.broken = {mark_of_first}
    page = stage.show("page/show.html", show(whole(programme(None))))
    first = page.locator(frame_of(page, 0))

    expect(first.locator("img")).to_be_hidden()
    assert broken_pictures(page) == 0
    page.clock.run_for(1300)

    expect(first.locator("img")).to_have_count(0)
    expect(first.locator(".ring")).to_be_visible()
    asked = [queries for path, queries in stage.asked.items() if mark_of_first in path]
    assert [len(queries) for queries in asked] == [2]
    expect(page.locator("main .frame img")).to_have_count(11)


def test_a_picture_that_comes_at_the_second_asking_is_shown(
    stage: Stage, mark_of_first: str
) -> None:
    stage.broken = {mark_of_first}
    page = stage.show("page/show.html", show(whole(programme(None))))
    image = page.locator(frame_of(page, 0)).locator("img")
    expect(image).to_be_hidden()

    stage.broken = set()
    page.clock.run_for(1300)

    expect(image).to_be_visible()


def test_an_avatar_that_fails_becomes_the_initials(stage: Stage) -> None:
    stage.broken = {"avatar"}
    avatar = "https://p16-common-sign.tiktokcdn-us.com/avatar.jpeg"
    page = stage.show("page/show.html", show(replace(whole(programme(None)), avatar=avatar)))

    page.wait_for_timeout(100)
    page.clock.run_for(1300)

    expect(page.locator(".avatar img")).to_have_count(0)
    expect(page.locator(".avatar")).to_have_text("NH")


def test_all_cards_that_wait_are_asked_for_in_one_request(stage: Stage) -> None:
    waiting = [card(n) for n in (2, 6, 10)]
    stage.answers[PENDING] = lambda *_: (
        200,
        stage.rendered("page/_covers.html", {"cards": waiting}),
    )
    page = stage.show("page/show.html", show(programme(None)))
    expect(page.locator("[data-pending]")).to_have_count(3)

    page.clock.run_for(1300)

    expect(page.locator("[data-pending]")).to_have_count(0)
    assert stage.asked[PENDING] == ["ids=" + ",".join(each.id for each in waiting)]
    page.clock.run_for(120_000)
    assert len(stage.asked[PENDING]) == 1


def test_only_what_still_waits_is_asked_for_again(stage: Stage) -> None:
    stage.answers[PENDING] = lambda *_: (
        200,
        stage.rendered("page/_covers.html", {"cards": [card(2), card(6, pending=True)]}),
    )
    page = stage.show("page/show.html", show(programme(None)))

    page.clock.run_for(1300)
    expect(page.locator("[data-pending]")).to_have_count(2)
    page.clock.run_for(2500)

    expect(page.locator("[data-pending]")).to_have_count(2)
    assert stage.asked[PENDING][1] == f"ids={card(6).id},{card(10).id}"


def test_asking_ends_after_five_times_and_the_cards_stop_waiting(stage: Stage) -> None:
    stage.answers[PENDING] = lambda *_: (503, "")
    page = stage.show("page/show.html", show(programme(None)))

    for seconds in (2, 3, 5, 10, 40, 100):
        page.clock.run_for(seconds * 1000)
        page.wait_for_timeout(50)

    assert len(stage.asked[PENDING]) == 5
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(page.locator(".state").first).to_be_hidden()
