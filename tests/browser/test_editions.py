"""Editions and previews in a browser: the page follows the draft, with and without a click."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.watched import Watched
from tests.servers.creators import Creator, published
from tests.servers.launch import Site

FOCUS = "() => document.activeElement.id"


@pytest.fixture
def creator(site: Site, new_creator: NewCreator) -> Creator:
    """A creator who has published four of five videos."""
    return published(site, new_creator(5), 4)[0]


@pytest.fixture
def studio(visit: Visit, creator: Creator) -> Watched:
    """A wide browser in which that creator is signed in."""
    browser = visit(viewport={"width": 1440, "height": 900})
    browser.set_cookie("session", creator.session)
    return browser


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[data-preview]")


def first_of(page: Page) -> str:
    """Return the title of the first video of the order."""
    return page.locator(".order-row .title").first.inner_text()


def test_the_preview_beside_the_order_follows_a_move(studio: Watched) -> None:
    page = studio.open("/studio/order")
    shown = frame_of(page).locator("main a.cover .title")
    expect(shown.first).to_have_text(first_of(page))
    second = page.locator(".order-row .title").nth(1).inner_text()

    page.locator(".order-row button[name=up]").nth(1).click()

    expect(page.locator(".order-row .title").first).to_have_text(second)
    expect(shown.first).to_have_text(second)


def test_a_video_plays_in_the_preview(studio: Watched) -> None:
    page = studio.open("/studio/order")

    frame_of(page).locator("main a.cover").first.click()

    expect(frame_of(page).locator("dialog[open] iframe")).to_have_count(1)


def test_on_a_phone_the_preview_is_one_tap_away_and_leads_back(
    visit: Visit, new_creator: NewCreator
) -> None:
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page = deeds.sign_in(phone, new_creator(1))
    deeds.wait_for_library(page)
    deeds.tick(page, 0)
    deeds.wait_until_saved(page)
    page = phone.open("/studio/order")
    expect(page.locator("iframe[data-preview]")).to_be_hidden()

    page.get_by_role("link", name="Preview").tap()

    expect(page.locator("main a.cover")).to_have_count(1)
    page.get_by_role("link", name="Back to the studio").tap()
    expect(page).to_have_url(re.compile("/studio/order$"))


def test_an_edition_is_brought_back_where_one_is(studio: Watched) -> None:
    page = studio.open("/studio/order")
    before = first_of(page)
    page.locator(".order-row button[name=down]").first.click()
    expect(page.locator(".order-row .title").first).not_to_have_text(before)
    page = studio.open("/studio/editions")
    expect(page.locator("#changes")).to_contain_text("order changed")

    page.get_by_role("button", name="Bring it back").click()

    expect(page.locator("#said")).to_have_text("Edition 1 is your draft again. Publish shows it.")
    expect(page.get_by_text("Same as your draft")).to_be_visible()
    expect(frame_of(page).locator("main a.cover .title").first).to_have_text(before)
    assert page.evaluate(FOCUS) == "history"


def test_a_private_link_is_made_shown_and_taken_back(studio: Watched, visit: Visit) -> None:
    page = studio.open("/studio/editions")
    page.get_by_role("button", name="Make a private link").click()
    field = page.get_by_label("Private link")
    expect(field).to_have_value(re.compile("/preview/"))
    link = field.input_value()

    friend = visit(viewport={"width": 390, "height": 844})
    shared = friend.open(link.removeprefix(studio.site))

    expect(shared.locator("main a.cover")).to_have_count(4)
    shared.locator("main a.cover").first.click()
    expect(shared.locator("dialog[open]")).to_have_count(1)
    page.get_by_role("button", name="Take the link back").click()
    expect(page.get_by_role("button", name="Make a private link")).to_be_visible()
    assert friend.context.request.get(link).status == 404


def test_the_browsers_zone_is_offered_and_a_time_is_set_in_it(
    visit: Visit, creator: Creator
) -> None:
    browser = visit(viewport={"width": 1280, "height": 900}, timezone_id="Asia/Tokyo")
    page = deeds.enter(browser, creator, "/studio/editions")
    page.evaluate("window.stays = true")
    page.get_by_role("button", name="Use this zone").click()
    expect(page.get_by_text("Times are in Asia/Tokyo.")).to_be_visible()
    expect(page.get_by_role("button", name="Use this zone")).to_be_hidden()
    expect(page.get_by_role("heading", name="History")).to_be_focused()
    assert page.evaluate("window.stays")

    day = datetime.now(UTC) + timedelta(days=3)
    page.get_by_label("Day and time").fill(f"{day:%Y-%m-%d}T18:00")
    page.get_by_role("button", name="Set the time").click()

    expect(page.locator("#bar")).to_contain_text("Will be published on")
    expect(page.locator("section[aria-labelledby=appointment] time")).to_have_attribute(
        "datetime", f"{day:%Y-%m-%d}T18:00:00+09:00"
    )
    page.get_by_role("button", name="Cancel the set time").click()
    expect(page.locator("#bar")).not_to_contain_text("Will be published on")


def test_a_zone_is_saved_in_the_account_without_loading_the_page_anew(
    visit: Visit, creator: Creator
) -> None:
    page = deeds.enter(visit(), creator, "/studio/account")
    page.evaluate("window.stays = true")
    zone = page.get_by_label("Times of your editions are in")

    zone.select_option("Asia/Tokyo")
    page.locator("section[aria-labelledby=times]").get_by_role("button", name="Save").click()

    expect(page.locator("#said")).to_have_text("Saved.")
    expect(zone).to_have_value("Asia/Tokyo")
    assert page.evaluate("window.stays")
    page.reload()
    expect(zone).to_have_value("Asia/Tokyo")


def test_without_javascript_forms_do_the_same(visit: Visit, creator: Creator) -> None:
    page = deeds.enter(visit(java_script_enabled=False), creator, "/studio/editions")

    page.get_by_role("button", name="Make a private link").click()
    expect(page.get_by_label("Private link")).to_have_value(re.compile("/preview/"))
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("Edition 1, published on")).to_be_visible()
    page.get_by_role("link", name="All editions").click()
    page.get_by_role("button", name="Unpublish").click()
    expect(page.get_by_text("No edition is public now")).to_be_visible()
