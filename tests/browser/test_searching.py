"""Searching in the picker: while typing, with Back and reload, with ticks, and without a script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.launch import Site


def words_of(site: Site, account: str, words: dict[int, str]) -> list[str]:
    """Give some videos, newest first from 0, these captions at TikTok; return all ids."""
    ids = [each["id"] for each in site.control(f"creators/{account}")["videos"]]
    changes = {ids[n]: {"title": text, "video_description": text} for n, text in words.items()}
    site.control(f"creators/{account}/videos", {"change": changes})
    return [str(each) for each in ids]


def shown(page: Page) -> list[str]:
    ids = deeds.boxes(page).evaluate_all("all => all.map(each => each.value)")
    return list(map(str, ids))


def test_typing_finds_and_back_and_reload_keep_what_was_found(
    visit: Visit, new_creator: NewCreator, site: Site
) -> None:
    account = new_creator(30)
    ids = words_of(site, account, {25: "Żurek soup", 28: "zurek again #zurek"})
    page = deeds.sign_in(visit(), account)
    deeds.wait_for_library(page)
    everything = shown(page)
    field = page.get_by_role("searchbox")

    field.press_sequentially("ZUREK", delay=60)
    expect(deeds.boxes(page)).to_have_count(2)
    assert shown(page) == [ids[25], ids[28]]
    expect(page).to_have_url(re.compile(r"/studio/videos\?q=ZUREK$"))
    expect(field).to_be_focused()
    expect(page.locator("#found-count")).to_have_text("2 videos found")

    page.locator("label.tile-label").nth(1).click()
    deeds.wait_until_saved(page)
    assert shown(page) == [ids[25], ids[28]]
    page.reload()
    expect(field).to_have_value("ZUREK")
    expect(deeds.boxes(page)).to_have_count(2)
    expect(deeds.boxes(page).nth(1)).to_be_checked()

    page.get_by_label("Sort", exact=True).select_option("oldest")
    expect(page).to_have_url(re.compile(r"q=ZUREK&sort=oldest$"))
    expect(deeds.boxes(page).first).to_have_value(ids[28])
    page.go_back()
    expect(page).to_have_url(re.compile(r"/studio/videos\?q=ZUREK$"))
    expect(deeds.boxes(page).first).to_have_value(ids[25])
    expect(page.get_by_label("Sort", exact=True)).to_have_value("newest")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/studio/videos$"))
    expect(field).to_have_value("")
    expect(deeds.boxes(page).first).to_have_value(everything[0])


def test_a_tick_on_its_way_is_kept_by_the_result_that_comes_meanwhile(
    visit: Visit, new_creator: NewCreator, site: Site
) -> None:
    account = new_creator(12)
    ids = words_of(site, account, {3: "Żurek soup"})
    page = deeds.sign_in(visit(), account)
    deeds.wait_for_library(page)
    held: list[Route] = []
    page.route("**/studio/picks", lambda route: held.append(route), times=1)
    page.locator("label.tile-label").nth(0).click()
    page.locator("label.tile-label").nth(3).click()

    page.get_by_role("searchbox").fill("zurek")
    expect(deeds.boxes(page)).to_have_count(1)
    expect(deeds.boxes(page)).to_be_checked()
    held[0].continue_()

    deeds.wait_until_saved(page)
    expect(deeds.boxes(page)).to_be_checked()
    page.goto(page.url.partition("?")[0])
    for number in (0, 3):
        expect(deeds.boxes(page).nth(number)).to_be_checked()
    assert shown(page)[3] == ids[3]


def test_a_search_that_finds_nothing_leads_on(
    visit: Visit, new_creator: NewCreator, site: Site
) -> None:
    account = new_creator(8)
    words_of(site, account, {1: "Żurek soup"})
    page = deeds.sign_in(visit(), account)
    deeds.wait_for_library(page)

    page.get_by_role("searchbox").fill("#zurek")
    expect(page.locator("#found-count")).to_have_text("Nothing found")
    page.get_by_role("link", name="Search for “zurek”").click()

    expect(deeds.boxes(page)).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("zurek")


def test_a_search_works_without_javascript(
    visit: Visit, new_creator: NewCreator, site: Site
) -> None:
    account = new_creator(12)
    ids = words_of(site, account, {4: "Żurek soup", 9: "zurek again"})
    deeds.wait_for_library(deeds.sign_in(visit(), account))
    page = deeds.sign_in(visit(java_script_enabled=False), account)

    page.get_by_role("searchbox").fill("zurek")
    page.get_by_label("Sort", exact=True).select_option("oldest")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(deeds.boxes(page)).to_have_count(2)
    assert shown(page) == [ids[9], ids[4]]
    page.locator("label.tile-label").first.click()
    page.get_by_role("button", name="Save ticks").click()

    expect(deeds.boxes(page).first).to_have_attribute("checked", "")
    assert shown(page) == [ids[9], ids[4]]
