"""A creator's way in, left and found again; and the way back of a page that changed its address."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit


def next_step(page: Page) -> str:
    return page.locator('.first-steps [aria-current="step"] b').inner_text()


def test_the_first_steps_lead_to_a_published_page_and_are_then_gone(
    visit: Visit, new_creator: NewCreator
) -> None:
    account = new_creator(5)
    browser = visit(viewport={"width": 390, "height": 844})
    page = deeds.sign_in(browser, account)
    deeds.wait_for_library(page)
    page = browser.open("/studio/page")
    assert next_step(page) == "Choose videos"

    page.get_by_role("link", name="Choose videos").click()
    page.wait_for_url("**/studio/videos#picks")
    deeds.tick(page, 0)
    deeds.wait_until_saved(page)
    browser.open("/")  # left, and found again

    page = browser.open("/studio/account")
    page.get_by_role("link", name="Order", exact=True).click()
    assert next_step(page) == "Publish"
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".first-steps")).to_have_count(0)


def test_a_shared_link_finds_the_page_at_its_new_address(
    visit: Visit, new_creator: NewCreator
) -> None:
    account = new_creator(3)
    browser = visit()
    browser.expect_trouble("400")
    page = deeds.sign_in(browser, account)
    deeds.wait_for_library(page)
    deeds.tick(page, 0)
    deeds.wait_until_saved(page)
    page.get_by_role("button", name="Publish").click()
    page = browser.open("/studio/page")
    old = page.locator("#handle").input_value()

    page.locator("#handle").fill("showree1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#handle-wrong")).to_contain_text("looks like a name that is kept")
    expect(page.locator("#handle")).to_have_value("showree1")
    page.locator("#handle").fill(f"{old}.new")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#former")).to_contain_text(f"@{old}")

    shared = browser.open(f"/@{old.upper()}")
    assert shared.url.endswith(f"/@{old}.new")
    expect(shared.locator("main a.cover")).to_have_count(1)
