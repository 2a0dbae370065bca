"""The picker on good days and bad ones."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

PICKS = "**/studio/picks"


def picked(page: Page) -> list[str]:
    """Return the stored picks: the ids that are ticked after a reload."""
    page.reload()
    return ticked(page)


def ticked(page: Page) -> list[str]:
    found = page.locator('form[data-picks] input[type="checkbox"]:checked')
    return sorted(map(str, found.evaluate_all("all => all.map(each => each.value)")))


def test_two_tabs_that_tick_at_once_lose_no_tick(visit: Visit, new_creator: NewCreator) -> None:
    browser = visit()
    first = deeds.sign_in(browser, new_creator(20))
    deeds.wait_for_library(first)
    second = browser.context.new_page()
    second.goto(first.url)
    ids = deeds.boxes(first).evaluate_all("all => all.map(each => each.value)")
    ticks = "(all, which) => all.forEach((each, n) => n % 3 === which && each.click())"
    deeds.boxes(first).evaluate_all(ticks, 0)
    deeds.boxes(second).evaluate_all(ticks, 1)
    for page in (first, second):
        deeds.wait_until_saved(page)
    expected = sorted(video_id for n, video_id in enumerate(ids) if n % 3 != 2)

    # Without a reload: the answer to its next tick tells each tab all that is stored.
    for page, number in ((first, 2), (second, 5), (first, 8)):
        deeds.boxes(page).nth(number).evaluate("box => box.click()")
        deeds.wait_until_saved(page)
        expected = sorted([*expected, ids[number]])
        assert ticked(page) == expected
        expect(page.locator("#bar .count")).to_have_text(str(len(expected)))
    assert picked(first) == picked(second) == expected


def test_a_tick_that_cannot_be_saved_goes_back_and_offers_retry(
    visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    browser.expect_trouble("net::ERR_FAILED", "Failed to fetch")
    page = deeds.sign_in(browser, new_creator(7))
    deeds.wait_for_library(page)
    kept = deeds.tick(page, 1)
    deeds.wait_until_saved(page)

    page.route(PICKS, lambda route: route.abort())
    lost = deeds.boxes(page).nth(4)
    page.locator("label.tile-label").nth(4).click()
    retry = page.get_by_role("button", name="No answer. Retry")
    expect(retry).to_be_visible()
    expect(lost).not_to_be_checked()
    expect(page.locator("#saving")).to_contain_text("There was no answer.")
    expect(page.locator("#bar .count")).to_have_text("1")

    page.unroute(PICKS)
    retry = page.get_by_role("button", name="Not saved. Retry")
    expect(retry).to_be_visible()
    retry.click()
    expect(lost).to_be_checked()
    deeds.wait_until_saved(page)
    expect(retry).to_be_hidden()
    assert picked(page) == sorted([kept, lost.get_attribute("value") or ""])


def test_a_slow_save_says_so_until_it_is_done(visit: Visit, new_creator: NewCreator) -> None:
    page = deeds.sign_in(visit(), new_creator(7))
    deeds.wait_for_library(page)
    held = []
    page.route(PICKS, lambda route: held.append(route))
    page.locator("label.tile-label").first.click()
    expect(page.locator("#saving")).to_have_text("Saving…")
    expect(page.locator('[data-state="saving"]')).to_have_count(1)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#saving")).to_have_text("Saved")
    expect(page.locator('[data-state="saving"]')).to_have_count(0)


def test_a_page_is_made_by_keyboard_alone(visit: Visit, new_creator: NewCreator) -> None:
    browser, account = visit(), new_creator(7)
    page = browser.open("/login")
    tab_to(page, "Continue with TikTok")
    page.keyboard.press("Enter")
    deeds.allow(page, account)
    deeds.wait_for_library(page)

    wanted = []
    for number in (2, 5):
        box = deeds.boxes(page).nth(number)
        wanted.append(box.get_attribute("value"))
        while not box.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Tab")
        assert_focus_is_seen(page)
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    deeds.wait_until_saved(page)
    tab_to(page, "Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="See the page")).to_be_visible()
    tab_to(page, "See the page")
    page.keyboard.press("Enter")
    page.wait_for_url("**/@*")
    assert deeds.shown_ids(page) == wanted

    while not deeds.covers(page).first.evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(deeds.covers(page).first).to_be_focused()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def assert_focus_is_seen(page: Page) -> None:
    """Check that the tile with the focus is on the screen and not under the sticky bar."""
    seen = page.evaluate(
        """() => {
            const tile = document.activeElement.closest(".tile").getBoundingClientRect();
            const bar = document.querySelector(".publish-bar").getBoundingClientRect();
            return tile.top >= 0 && tile.top < bar.top;
        }"""
    )
    assert seen, "the tile with the focus is hidden"


def test_a_creator_without_videos_is_told_what_to_do(visit: Visit) -> None:
    page = deeds.sign_in(visit(), "wren")
    expect(page.get_by_role("heading", name="No public video yet")).to_be_visible()
    expect(page.get_by_role("button", name="Check TikTok now")).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()


def test_a_check_brings_new_videos_without_loading_the_page_anew(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    account = new_creator(7)
    page = deeds.sign_in(visit(), account)
    deeds.wait_for_library(page)
    page.reload()
    button = page.get_by_role("button", name="Check TikTok now")
    page.evaluate("window.stays = true")
    site.control(f"creators/{account}/videos", {"add": 2})

    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#sync")).to_contain_text("9 videos: all of them are here")
    expect(deeds.boxes(page)).to_have_count(9)
    expect(page.locator("#found-count")).to_have_text("9 videos")
    expect(page.locator("#checked")).to_contain_text("Checked")
    expect(button).to_be_focused()
    deeds.tick(page, 8)
    deeds.wait_until_saved(page)
    assert page.evaluate("window.stays")


def test_a_check_that_is_not_answered_or_refused_says_so(
    visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    browser.expect_trouble("net::ERR_FAILED", "Failed to fetch", "500")
    page = deeds.sign_in(browser, new_creator(7))
    deeds.wait_for_library(page)
    page.reload()
    page.route("**/studio/syncs", lambda route: route.abort())

    page.get_by_role("button", name="Check TikTok now").click()

    expect(page.locator("#saving")).to_have_text(
        "There was no answer: TikTok may be asked all the same. Try again in a minute."
    )
    page.route("**/studio/syncs", lambda route: route.fulfill(status=500))

    page.get_by_role("button", name="Check TikTok now").click()

    expect(page.locator("#saving")).to_have_text("TikTok was not asked. Try again in a minute.")


def test_a_check_from_an_empty_library_leads_to_the_picker(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    account = new_creator(0)
    page = deeds.sign_in(visit(), account)
    site.control(f"creators/{account}/videos", {"add": 2})

    page.get_by_role("button", name="Check TikTok now").click()

    expect(deeds.boxes(page)).to_have_count(2)


def test_ten_thousand_videos_come_in_while_the_first_are_ticked(site: Site, visit: Visit) -> None:
    try:
        page = deeds.sign_in(visit(), "atlas")
        expect(page.locator("#sync progress")).to_be_visible()
        deeds.tick(page, 4)
        deeds.wait_until_saved(page)
        words = page.locator("#sync .big")
        before = words.text_content()
        expect(words).not_to_have_text(before or "")
        expect(page.locator("#sync")).to_contain_text("of about 10,000")
        deeds.scroll_until_more(page)
    finally:
        site.control("creators/atlas/disconnect", {})
    # Wait for the end of its sync, so that it does not slow other tests.
    wait_for(lambda: page.request.get(page.url).text().find('hx-get="/studio/syncs') < 0, "an end")
