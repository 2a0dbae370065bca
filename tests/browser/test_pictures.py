"""A broken picture is never shown: neither when TikTok refuses it nor on a slow line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

BROKEN = """all => all.filter(
    each => each.complete && !each.naturalWidth && getComputedStyle(each).visibility === "visible"
).length"""
# Times and sizes of layout shifts; https://web.dev/articles/cls calls less than 0.1 good.
SHIFTS = """() => new Promise(done => {
    const told = list => done(list.getEntries().map(each => [each.startTime, each.value]));
    new PerformanceObserver(told).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done([]), 300);
})"""
FONT_CAME = """() => Math.max(0, ...performance.getEntriesByType("resource")
    .filter(each => each.name.endsWith(".woff2")).map(each => each.responseEnd))"""
FRAME = 200  # ms until a loaded font is drawn


@pytest.fixture
def public_path(site: Site, new_creator: NewCreator) -> str:
    """The path of a page of twelve videos."""
    creator = Creator(site, new_creator(14))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator.publish(12).removeprefix(site.url)


def broken(page: Page) -> int:
    """Return the number of pictures that a visitor sees broken."""
    return int(page.locator("img").evaluate_all(BROKEN))


def test_a_refused_picture_becomes_a_card(visit: Visit, public_path: str) -> None:
    stranger = visit()
    stranger.expect_trouble("403 (Forbidden)")
    asked = []
    refuse = {"status": 403, "body": "Access Denied", "content_type": "text/plain"}

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(**refuse)

    stranger.page.route("**/tos-*/**", answer)
    page = stranger.open(public_path)
    seen = 0
    for _ in range(60):
        seen = max(seen, broken(page))
        if not page.locator("main [data-video-id] img").count():
            break
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(50)
    expect(page.locator("main [data-video-id] img")).to_have_count(0)
    assert seen == 0
    assert broken(page) == 0
    rings = page.locator("main [data-video-id] .placeholder")
    expect(rings).to_have_count(12)
    expect(rings.first).to_be_visible()
    # Each is requested at most once more.
    assert max(asked.count(address) for address in asked) <= 2
    deeds.covers(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_picture_that_fails_once_is_shown_all_the_same(visit: Visit, public_path: str) -> None:
    stranger = visit()
    stranger.expect_trouble("net::ERR_FAILED")
    failed = set()

    def answer(route):
        first = route.request.url not in failed
        failed.add(route.request.url)
        route.abort() if first else route.continue_()

    stranger.page.route("**/tos-*/**", answer)
    page = stranger.open(public_path)
    deeds.wait_for_pictures(page, 12)
    assert broken(page) == 0


def test_a_slow_line_shows_words_first_and_nothing_jumps(visit: Visit, public_path: str) -> None:
    stranger = visit(viewport={"width": 390, "height": 844})
    line = stranger.context.new_cdp_session(stranger.page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 300,
            "downloadThroughput": 60_000,
            "uploadThroughput": 20_000,
        },
    )
    page = stranger.page
    page.goto(f"{stranger.site}{public_path}", wait_until="commit")
    expect(deeds.covers(page).first).to_be_visible()
    assert broken(page) == 0
    deeds.wait_for_pictures(page, 12)
    shifts, font_came = page.evaluate(SHIFTS), page.evaluate(FONT_CAME)
    assert sum(value for _, value in shifts) < 0.1
    # The headline may get its font late; covers come even later, and shift nothing.
    assert [at for at, _ in shifts if at > font_came + FRAME] == []
