"""A section that keeps itself, from its rule to the visitor's page, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.test_ordering import add_section


def test_a_section_is_given_a_rule_and_one_video_is_left_out_of_it(
    visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    browser.expect_trouble("400")
    page = deeds.sign_in(browser, new_creator(6))
    deeds.wait_for_library(page)
    newest = deeds.boxes(page).nth(0).get_attribute("value")
    page = browser.open("/studio/order")
    add_section(page, "New ones")

    page.locator(".section-edit summary").click()
    page.get_by_label("By itself", exact=True).select_option(label="Newest")
    page.get_by_label("How many").fill("99")
    page.get_by_role("button", name="Save rule").click()
    expect(page.locator(".field-error")).to_contain_text("from 1 to 24")
    expect(page.get_by_label("How many")).to_have_value("99")
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Save rule").click()

    expect(page.locator(".kept-words")).to_have_text("The newest 2 videos")
    left = page.get_by_role("button", name="Leave out").first
    assert left.get_attribute("value") == newest
    left.click()
    expect(page.locator(".kept-out summary")).to_have_text("1 left out")
    expect(page.get_by_role("button", name="Leave out")).to_have_count(2)
    page = browser.open(deeds.publish(page))
    expect(page.locator("main a.cover")).to_have_count(2)
    expect(page.locator(f'[data-video-id="{newest}"]')).to_have_count(0)
