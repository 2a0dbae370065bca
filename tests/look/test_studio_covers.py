"""Covers that end while the studio is open: frames near the screen ask for fresh ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from portfolio.services.drafts.picker import Tile
from portfolio.services.pages.cards import Card
from portfolio.views.order_contexts import Order
from portfolio.views.picker_contexts import TileCovers
from tests.look.sample_pages import card
from tests.look.sample_rooms import BAR, ME, order_list, order_row, picker
from tests.look.staging import Stage
from tests.look.test_ended_covers import ENDED, ended, fetches, living, pending, time_passes
from tests.look.test_pictures import broken_pictures
from tests.servers.waiting import wait_for

COUNT = 12
MANY = 300  # at 1280 pixels far more than are fetched before somebody scrolls
COVERS = "GET /studio/covers"
#: The most requests for the same frames, and the seconds in which they are made.
MOST_QUESTIONS, SECONDS = 5, 60


@dataclass
class Covers:
    """The answer for the frames that a page asks for, each drawn by `drawn_as`."""

    stage: Stage
    drawn_as: Callable[[Card], Card] = living

    def answer(self, _path: str, query: str) -> tuple[int, str]:
        ids = parse_qs(query)["ids"][0].split(",")
        cards = [each for each in map(card, range(MANY)) if each.id in ids]
        return 200, self.stage.rendered(
            TileCovers([Tile(self.drawn_as(each), None) for each in cards])
        )

    @property
    def questions(self) -> list[list[str]]:
        return [parse_qs(each)["ids"][0].split(",") for each in self.stage.asked[COVERS]]


@pytest.fixture
def covers(stage: Stage) -> Covers:
    covers = Covers(stage)
    stage.answers[COVERS] = covers.answer
    return covers


def open_picker(stage: Stage, count: int = COUNT) -> Page:
    tiles = [Tile(card(number), None) for number in range(count)]
    return stage.show(picker(tiles), "/studio/videos")


def frame(page: Page, number: int) -> str:
    return f".frame[data-video-id='{card(number).id}']"


def is_seen_again(page: Page) -> None:
    page.evaluate("() => dispatchEvent(new Event('visibilitychange'))")


def ids(*numbers: int) -> list[str]:
    return [card(number).id for number in numbers]


def test_a_cover_that_has_ended_is_replaced_by_a_fresh_one(stage: Stage, covers: Covers) -> None:
    stage.broken = {ENDED}
    page = open_picker(stage)
    expect(page.locator(".tile .frame > img")).to_have_count(0)

    time_passes(page, SECONDS)

    expect(page.locator(".tile .frame > img")).to_have_count(COUNT)
    assert broken_pictures(page) == 0
    assert sorted(covers.questions[0]) == sorted(ids(*range(COUNT)))
    assert len(covers.questions) == 1


@pytest.mark.parametrize("drawn_as", [ended, pending], ids=["dead", "none"])
def test_one_that_never_comes_is_a_card_and_no_longer_asked_for(
    drawn_as: Callable[[Card], Card], stage: Stage, covers: Covers
) -> None:
    stage.broken, covers.drawn_as = {ENDED}, drawn_as
    page = open_picker(stage)
    expect(page.locator(".tile .frame > img")).to_have_count(0)

    time_passes(page, 4 * SECONDS)

    assert len(covers.questions) == MOST_QUESTIONS
    fetched = [len(queries) for path, queries in stage.asked.items() if ENDED in path]
    assert set(fetched) <= {1, 2}  # the first failure may have been the line's
    assert broken_pictures(page) == 0
    expect(page.locator(".tile .placeholder:visible")).to_have_count(COUNT)
    expect(page.locator("[data-pending]")).to_have_count(0)


@pytest.mark.parametrize("occasion", ["visibilitychange", "online"])
def test_those_that_were_given_up_are_asked_for_at_the_next_occasion(
    occasion: str, stage: Stage, covers: Covers
) -> None:
    stage.broken, covers.drawn_as = {ENDED}, pending
    page = open_picker(stage)
    time_passes(page, 2 * SECONDS)
    assert len(covers.questions) == MOST_QUESTIONS

    covers.drawn_as = living
    page.evaluate("occasion => dispatchEvent(new Event(occasion))", occasion)
    time_passes(page, 4)

    expect(page.locator(".tile .frame > img")).to_have_count(COUNT)
    assert len(covers.questions) == MOST_QUESTIONS + 1


def test_only_frames_near_the_screen_ask(stage: Stage, covers: Covers) -> None:
    page = open_picker(stage, MANY)
    expect(page.locator(".tile .frame > img")).to_have_count(MANY)
    wait_for(lambda: page.wait_for_timeout(50) or fetches(stage, ENDED), "the first pictures")
    page.wait_for_timeout(500)
    fetched = fetches(stage, ENDED)
    assert fetched < MANY / 2
    stage.broken = {ENDED}

    page.clock.run_for(24 * 3600 * 1000)
    is_seen_again(page)
    time_passes(page, SECONDS)
    assert covers.questions == []  # those on screen were drawn before
    page.locator(".tile").nth(MANY // 2).scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    time_passes(page, 4)

    expect(page.locator(f"{frame(page, MANY // 2)} > img")).to_be_visible()
    asked = {each for question in covers.questions for each in question}
    assert card(MANY // 2).id in asked
    assert len(asked) < MANY / 3
    assert fetches(stage, ENDED) == fetched  # none that has ended is fetched
    assert broken_pictures(page) == 0


def test_pictures_that_are_drawn_stay(stage: Stage, covers: Covers) -> None:
    page = open_picker(stage)
    expect(page.locator(".tile .frame > img").last).to_be_visible()
    page.wait_for_function("() => [...document.images].every(each => each.naturalWidth)")

    page.clock.run_for(24 * 3600 * 1000)
    is_seen_again(page)
    time_passes(page, SECONDS)

    expect(page.locator(".tile .frame > img")).to_have_count(COUNT)
    assert covers.questions == []


def test_a_row_of_the_order_keeps_its_handle_when_its_picture_comes(
    stage: Stage, covers: Covers
) -> None:
    stage.broken = {ENDED}
    stage.answers["GET /studio/preview"] = lambda *_: (200, "<!doctype html><title>Draft</title>")
    page = stage.show(Order(ME, order_list(), 600, BAR, ""), "/studio/order")
    row = page.locator(f"#row-{order_row(0).id} > .frame")
    waiting = page.locator(f"#row-{order_row(2).id} > .frame")
    assert waiting.get_attribute("data-pending") is not None

    time_passes(page, SECONDS)

    for each in (row, waiting):
        expect(each.locator("img")).to_be_visible()
        assert each.get_attribute("data-handle") is not None
        expect(each.locator(".figures")).to_have_count(0)


def test_a_video_that_is_gone_by_then_says_so(stage: Stage, covers: Covers) -> None:
    stage.broken = {ENDED}
    covers.drawn_as = lambda card: replace(card, cover=None, gone=True)
    page = open_picker(stage)

    time_passes(page, SECONDS)

    expect(page.locator(".tile .frame.gone .state:visible")).to_have_count(COUNT)
    asked = len(covers.questions)
    time_passes(page, SECONDS)
    assert len(covers.questions) == asked  # never about those that are gone
