"""axe finds no violation, in light and in dark, on a phone and on a desktop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portfolio import clock
from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.creators import Creator, published
from tests.servers.launch import Site

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
#: TikTok's player is not our code. Only violations are described in full.
OPTIONS = {"iframes": False, "resultTypes": ["violations"]}


#: The viewport and the scheme of a visitor's system.
VIEWS = {"phone, light": (PHONE, "light"), "desk, dark": (DESK, "dark")}


def assert_accessible(page: Page, how: str = "") -> None:
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, f"{page.url} {how}\n{found.generate_report()}"


def assert_accessible_in_views(page: Page) -> None:
    """Look at the page as it is in each view, without opening it again."""
    for how, (viewport, scheme) in VIEWS.items():
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert_accessible(page, how)


@pytest.fixture(scope="module")
def public(site: Site) -> tuple[Creator, str]:
    """A creator who has published five of nine videos, and the path of the page."""
    site.control("creators", {"account": "accessible", "videos": 9})
    return published(site, "accessible", 5)


def test_every_page_of_a_visitor_passes_axe(visit: Visit, public: tuple[Creator, str]) -> None:
    path = public[1]
    stranger = visit()
    stranger.expect_trouble("404 (NOT FOUND)", "404 (Not Found)")
    for address in ("/", "/login", path, "/privacy", "/terms", "/@nobody-has-this"):
        assert_accessible_in_views(stranger.open(address))
    page = stranger.open(path)
    deeds.covers(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible_in_views(page)
    assert_accessible_in_views(stranger.open(f"{path}/v/{deeds.shown_ids(page)[0]}"))


def test_every_room_passes_axe(visit: Visit, public: tuple[Creator, str]) -> None:
    studio = visit()
    assert_accessible_in_views(deeds.enter(studio, public[0], "/studio/videos"))
    for address in (
        "/studio/order",
        "/studio/look",
        "/studio/page",
        "/studio/editions",
        "/studio/preview",
        "/studio/account",
        "/studio/editions/1",
    ):
        assert_accessible_in_views(studio.open(address))


def test_rooms_in_use_pass_axe(visit: Visit, site: Site, new_creator: NewCreator) -> None:
    studio = visit()
    creator, _path = published(site, new_creator(3), 2)
    page = deeds.enter(studio, creator, "/studio/editions")
    page.get_by_role("button", name="Make a private link").click()
    expect(page.get_by_label("Private link")).to_be_visible()
    page.get_by_label("Day and time").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%dT18:00}")
    page.get_by_role("button", name="Set the time").click()
    expect(page.get_by_role("button", name="Cancel the set time")).to_be_visible()
    assert_accessible_in_views(page)
    page = studio.open("/studio/order")
    page.get_by_label("Title", exact=True).fill("Recipes")
    page.get_by_role("button", name="Add section").click()
    page.locator(".order-tick input").first.check()
    page.locator(".section-edit summary").click()
    assert_accessible_in_views(page)
    page.get_by_role("link", name="Describe").first.click()
    page.wait_for_url("**/studio/order/picks/*")
    assert_accessible_in_views(page)
