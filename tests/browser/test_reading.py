"""A visitor of a page of many videos: reading on, searching, sharing, also without scripts."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from bench.published import publish
from tests.browser import deeds
from tests.browser.axe import DESK, PHONE, violations
from tests.browser.conftest import Visit
from tests.browser.test_searching import words_of
from tests.servers.launch import Site

#: More than a part of the page holds, and enough for a search.
VIDEOS, PART = 62, 60
ACCOUNT = "manyvideos"
WORDS = {3: "Żurek soup", 5: "Rye bread", 61: "zurek again #zurek"}
#: What a page may ask for before a click, pictures aside.
MOST_REQUESTS = 6


@pytest.fixture(scope="module")
def ids(site: Site) -> list[str]:
    """The videos of the page, in its order."""
    site.control("creators", {"account": ACCOUNT, "videos": VIDEOS})
    return words_of(site, ACCOUNT, WORDS)


@pytest.fixture(scope="module")
def path(site: Site, ids: list[str]) -> str:
    return publish(site, ACCOUNT, VIDEOS).removeprefix(site.url)


def found(page: Page, words: str, order: str) -> list[str]:
    """Search the page; return the ids of the videos found."""
    page.get_by_role("searchbox", name="Search these videos").fill(words)
    page.get_by_label("Order").select_option(order)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("searchbox")).to_have_value(words)
    return deeds.shown_ids(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_videos_are_found_by_words_and_in_an_order(
    scripts: bool, visit: Visit, path: str, ids: list[str]
) -> None:
    page = visit(java_script_enabled=scripts).open(path)

    assert found(page, "ZUREK", "As on the page") == [ids[3], ids[61]]
    expect(page.get_by_role("heading", level=1)).to_have_text("2 videos with “ZUREK”")
    deeds.covers(page).last.click()
    if scripts:
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    else:
        expect(page.locator("iframe")).to_have_count(1)
        page.go_back()
    assert found(page, "no such words", "Newest first") == []
    expect(page.get_by_role("heading", level=1)).to_have_text("No video with “no such words”")
    newest = found(page, "", "Newest first")
    assert len(newest) == PART
    more = page.get_by_role("link", name="More videos")
    more.scroll_into_view_if_needed() if scripts else more.click()
    expect(page.locator("main a.cover")).to_have_count(VIDEOS if scripts else VIDEOS - PART)
    page.get_by_role("link", name="All videos").click()
    page.wait_for_url(f"**{path}")


def test_without_javascript_a_visitor_reads_on_plays_shares_and_reports(
    visit: Visit, site: Site, path: str, ids: list[str]
) -> None:
    page = visit(java_script_enabled=False).open(path)
    assert deeds.shown_ids(page) == ids[:PART]
    page.get_by_role("link", name="More videos").click()
    page.wait_for_url(f"**{path}/more/2")
    assert deeds.shown_ids(page) == ids[PART:]

    deeds.covers(page).last.click()
    page.wait_for_url(f"**{path}/v/{ids[-1]}")
    expect(page.locator("iframe")).to_have_attribute("src", re.compile(ids[-1]))
    page.get_by_role("link", name="All videos").click()
    page.wait_for_url(f"**{path}")

    page.get_by_role("button", name="Share").click()
    expect(page.get_by_label("Address")).to_have_value(site.url + path)
    code = page.get_by_label("Code for another site")
    assert f'src="{site.url}{path}/embed"' in code.input_value()
    for name in ("QR code as PNG", "QR code as SVG"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.failure() is None
    page.get_by_role("button", name="Close", exact=True).click()

    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("button", name="Send the report")).to_be_visible()


def test_its_sheet_parts_and_search_pass_axe(visit: Visit, path: str) -> None:
    stranger = visit()
    for address in (f"{path}/more/2", f"{path}/search?q=zurek", f"{path}/search?q=nothing"):
        page = stranger.open(address)
        assert violations(page, "", [(PHONE, "light"), (DESK, "dark")]) == []

    page = stranger.open(path)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share")).to_be_visible()
    assert violations(page, "share sheet open", [(PHONE, "dark"), (DESK, "light")]) == []


def test_few_things_are_asked_for_before_a_click_and_none_of_somebody_else(
    visit: Visit, site: Site, path: str, ids: list[str]
) -> None:
    stranger = visit()
    asked: list[Request] = []
    stranger.context.on("request", lambda request: asked.append(request))

    for address in (path, f"{path}/more/2", f"{path}/search?q=zurek", f"{path}/embed", "/"):
        asked.clear()
        page = stranger.open(address)
        page.wait_for_load_state("networkidle")
        kinds = Counter(each.resource_type for each in asked)
        assert kinds.total() - kinds["image"] <= MOST_REQUESTS, f"{address}: {kinds}"
        hosts = {urlsplit(each.url).netloc for each in asked if each.resource_type != "image"}
        assert hosts == {urlsplit(site.url).netloc}
    assert stranger.elsewhere == []
