"""Publish and Unpublish in a browser: in the same room, after the requests under way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.watched import Watched

FOCUS = "() => document.activeElement.id"
EDITIONS, PICKS, WORDS = "**/studio/editions", "**/studio/picks", "**/studio/look/words"


@pytest.fixture
def browser(visit: Visit, new_creator: NewCreator) -> Watched:
    """A browser in the picker of a creator who has ticked two videos and published nothing yet."""
    browser = visit()
    page = deeds.sign_in(browser, new_creator(6))
    deeds.wait_for_library(page)
    for number in range(2):
        deeds.tick(page, number)
    deeds.wait_until_saved(page)
    return browser


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator("#saving, #said")).to_have_text(words)


def count_of_editions(browser: Watched) -> int:
    return browser.open("/studio/editions").locator(".history > li").count()


def test_publish_says_what_it_did_and_leaves_the_room_as_it_is(browser: Watched) -> None:
    page = browser.page
    page.evaluate("document.title = 'the same page'")
    expect(page.locator(".first-steps")).to_have_count(1)
    page.locator("#publish").focus()
    page.keyboard.press("Enter")

    said(page, "Published: 2 added.")
    expect(page.locator(".first-steps")).to_have_count(0)
    expect(page.locator("#bar")).to_contain_text("All of it is published")
    expect(page.get_by_role("button", name="Undo: 1 video ticked")).to_be_enabled()
    assert (page.title(), page.evaluate(FOCUS)) == ("the same page", "publish")
    page.get_by_role("link", name="See the page").click()
    expect(page.locator("main a.cover")).to_have_count(2)


def test_a_double_press_publishes_once_with_the_ticks_that_were_on_their_way(
    browser: Watched,
) -> None:
    page = browser.page
    held: list[Route] = []
    sent: list[str] = []
    page.on("request", lambda each: sent.append(f"{each.method} {each.url}"))
    page.route(PICKS, lambda route: held.append(route), times=1)

    page.evaluate(
        """() => {
            document.querySelectorAll("#picks input[name=pick]")[3].click();
            for (let n = 0; n < 2; n++) document.getElementById("publish").click();
        }"""
    )
    page.wait_for_timeout(200)
    assert len(held) == 1
    held[0].continue_()

    said(page, "Published: 3 added.")
    assert [each for each in sent if each.startswith("POST") and "editions" in each] == [
        f"POST {browser.site}/studio/editions"
    ]
    assert count_of_editions(browser) == 1


def test_without_an_answer_it_says_so_and_a_second_press_is_safe(browser: Watched) -> None:
    browser.expect_trouble("Failed to load resource", "TypeError")
    page = browser.page
    page.route(EDITIONS, lambda route: route.abort(), times=1)

    publish(page)
    said(page, "There was no answer. Press Publish again: nothing is published twice.")
    publish(page)

    said(page, "Published: 2 added.")


def test_a_tick_that_was_not_saved_keeps_publish_back(browser: Watched) -> None:
    browser.expect_trouble("Failed to load resource", "htmx:response:error")
    page = browser.page
    page.route(PICKS, lambda route: route.fulfill(status=500), times=1)

    page.evaluate(
        """() => {
            document.querySelectorAll("#picks input[name=pick]")[3].click();
            document.getElementById("publish").click();
        }"""
    )

    said(page, "The marked ticks were not saved. Nothing else was lost.")
    assert count_of_editions(browser) == 0


def test_publish_waits_for_words_that_are_being_saved(browser: Watched) -> None:
    page = browser.open("/studio/look")
    held: list[Route] = []
    page.route(WORDS, lambda route: held.append(route), times=1)
    page.get_by_label("Headline", exact=True).fill("Bread")
    page.get_by_role("button", name="Save words").click()
    publish(page)
    page.wait_for_timeout(200)
    held[0].continue_()

    expect(page.locator("#said")).to_contain_text("Published: 2 added")
    page.get_by_role("link", name="See the page").click()
    expect(page.locator(".headline")).to_have_text("Bread")


def test_unpublish_stays_in_the_room_and_says_so(browser: Watched) -> None:
    page = browser.open("/studio/editions")
    publish(page)
    said(page, "Published: 2 added.")
    expect(page.get_by_text("On your page now")).to_be_visible()

    page.get_by_role("button", name="Unpublish").click()

    said(page, "Your page is not public any more.")
    assert page.evaluate(FOCUS) == "draft"
    expect(page.get_by_role("button", name="Unpublish")).to_have_count(0)


def test_signed_out_it_says_so_and_publishes_nothing(browser: Watched) -> None:
    browser.expect_trouble("401 (Unauthorized)")
    page = browser.open("/studio/order")
    deeds.sign_out(browser)

    publish(page)

    expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    said(page, "")
