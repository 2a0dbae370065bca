"""axe finds no violation, in light and in dark, on a phone and on a desktop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portfolio import clock
from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
#: TikTok's player is not our code. Only violations are described in full.
OPTIONS = {"iframes": False, "resultTypes": ["violations"]}


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def view(request: pytest.FixtureRequest) -> dict[str, Any]:
    viewport, scheme = request.param
    return {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce"}


def test_every_page_passes_axe(
    site: Site, visit: Visit, new_creator: NewCreator, view: dict[str, Any]
) -> None:
    creator = Creator(site, new_creator(9))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    path = creator.publish(5).removeprefix(site.url)

    stranger = visit(**view)
    stranger.expect_trouble("404 (NOT FOUND)", "404 (Not Found)")
    for address in ("/", "/login", path, "/privacy", "/terms", "/@nobody-has-this"):
        assert_accessible(stranger.open(address))
    page = stranger.open(path)
    deeds.covers(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    assert_accessible(stranger.open(f"{path}/v/{deeds.shown_ids(page)[0]}"))

    studio = visit(**view)
    page = deeds.sign_in(studio, creator.account)
    assert_accessible(page)
    for address in (
        "/studio/order",
        "/studio/look",
        "/studio/page",
        "/studio/editions",
        "/studio/preview",
        "/studio/account",
    ):
        assert_accessible(studio.open(address))
    page = studio.open("/studio/editions")
    page.get_by_role("button", name="Make a private link").click()
    expect(page.get_by_label("Private link")).to_be_visible()
    page.get_by_label("Day and time").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%dT18:00}")
    page.get_by_role("button", name="Set the time").click()
    expect(page.get_by_role("button", name="Cancel the set time")).to_be_visible()
    assert_accessible(page)
    assert_accessible(studio.open("/studio/editions/1"))
    page = studio.open("/studio/order")
    page.get_by_label("Title", exact=True).fill("Recipes")
    page.get_by_role("button", name="Add section").click()
    page.locator(".order-tick input").first.check()
    page.locator(".section-edit summary").click()
    assert_accessible(page)
    page.get_by_role("link", name="Describe").first.click()
    page.wait_for_url("**/studio/order/picks/*")
    assert_accessible(page)
