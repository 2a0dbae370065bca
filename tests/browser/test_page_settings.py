"""The room of the page: its form by htmx, with what is being typed kept, and by plain forms."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

MARK = "() => { window.isFirst = true; }"
#: Whether the sentence that was said is seen in front of the element of this selector.
IS_COVERED = """selector => {
    const { left, right, top, bottom } = document.querySelector(selector).getBoundingClientRect();
    const sentence = document.querySelector("#said > span");
    sentence.parentElement.style.pointerEvents = "auto";
    const ways = [0.1, 0.3, 0.5, 0.7, 0.9];
    return ways.some(x => ways.some(y => sentence === document.elementFromPoint(
        left + x * (right - left), top + y * (bottom - top))));
}"""

#: Scrolls this element to the place of the sentence.
BRING_TOGETHER = """selector => {
    const top = each => document.querySelector(each).getBoundingClientRect().top;
    scrollBy({ top: top(selector) - top("#said > span"), behavior: "instant" });
}"""


@pytest.fixture
def account(site: Site, new_creator: NewCreator) -> str:
    """A creator who has published two videos."""
    account = new_creator(3)
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    creator.publish(2)
    return account


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_have_text(words)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_refusal_is_not_covered_by_the_sentence_that_says_it(visit: Visit, account: str) -> None:
    browser = visit(viewport={"width": 390, "height": 480})
    browser.expect_trouble("400 (Bad Request)")
    deeds.sign_in(browser, account)
    page = browser.open("/studio/page")

    page.locator("#handle").fill("no way")
    page.locator("#handle").press("Enter")

    expect(page.locator("#handle-wrong")).to_contain_text("letters")
    said(page, str(page.locator("#handle-wrong").inner_text()))
    page.evaluate(BRING_TOGETHER, "#handle-wrong")
    expect(page.locator("#handle")).to_be_focused()
    assert not page.evaluate(IS_COVERED, "#handle-wrong")
    page.locator("#said > span").evaluate("each => each.style.clipPath = 'none'")  # the control
    assert page.evaluate(IS_COVERED, "#handle-wrong")


def test_the_preview_beside_the_page_follows_recent(visit: Visit, account: str) -> None:
    browser = visit(viewport={"width": 1440, "height": 900})
    deeds.sign_in(browser, account)
    page = browser.open("/studio/page")
    shown = page.frame_locator("iframe[data-preview]").locator("main a.cover")
    expect(shown).to_have_count(2)

    page.locator("#recent").check()
    save(page)
    said(page, "Saved.")

    expect(shown).to_have_count(3)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("iframe[data-preview]")).to_be_hidden()
    page.locator("#bar").get_by_role("link", name="Preview").click()
    page.wait_for_url("**/studio/preview")


def test_it_is_saved_undone_and_taken_down_without_leaving_the_page(
    visit: Visit, account: str
) -> None:
    browser = visit()
    browser.expect_trouble("400 (Bad Request)")
    deeds.sign_in(browser, account)
    page = browser.open("/studio/page")
    page.evaluate(MARK)
    handle, recent = page.locator("#handle"), page.locator("#recent")
    old = handle.input_value()

    handle.fill("no way")
    handle.press("Enter")
    expect(page.locator("#handle-wrong")).to_contain_text("letters")
    expect(handle).to_have_value("no way")
    expect(handle).to_be_focused()
    handle.fill(f"{old}.new")
    recent.check()
    page.locator("#unlisted").check()
    save(page)
    said(page, "Saved.")
    expect(page.locator("#live a")).to_contain_text(f"/@{old}.new")
    expect(page.locator("#live")).to_contain_text("Unlisted")
    expect(page.locator("#former")).to_contain_text(f"@{old}")
    expect(page.locator("#handle-wrong")).to_have_count(0)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    expect(page.locator("#changes")).to_contain_text("Recent shown")

    handle.fill(f"{old}.typed")
    page.get_by_role("button", name="Undo").click()
    said(page, "Undone: Recent switched on or off.")
    expect(recent).not_to_be_checked()
    expect(page.locator("#unlisted")).to_be_checked()
    recent.check()
    page.get_by_role("button", name="Unpublish").click()
    said(page, "Your page is not public any more.")
    expect(page.locator("#live")).to_be_focused()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    expect(handle).to_have_value(f"{old}.typed")
    expect(recent).to_be_checked()
    assert page.evaluate("window.isFirst")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            None,
            "There was no answer: it may be saved all the same. Try again: nothing is done twice.",
        ),
        (500, "That was not saved: everything is as it was. Try again."),
    ],
)
def test_a_form_that_is_not_saved_says_so_and_keeps_what_was_typed(
    status: int | None, words: str, visit: Visit, account: str
) -> None:
    typed = f"kept.at.{status or 'none'}"
    browser = visit()
    browser.expect_trouble("net::ERR_FAILED", "Failed to fetch", "status of 500")
    deeds.sign_in(browser, account)
    page = browser.open("/studio/page")
    page.route(
        "**/studio/page",
        lambda route: route.fulfill(status=status, body="") if status else route.abort(),
    )

    page.locator("#recent").check()
    page.locator("#handle").fill(typed)
    save(page)

    said(page, words)
    expect(page.locator("#handle")).to_have_value(typed)
    page.unroute("**/studio/page")
    save(page)
    said(page, "Saved.")
    expect(page.locator("#live a")).to_contain_text(f"/@{typed}")
    expect(page.locator("#recent")).to_be_checked()


def test_it_all_goes_by_plain_forms(visit: Visit, account: str) -> None:
    browser = visit(java_script_enabled=False)
    browser.expect_trouble("400 (Bad Request)")
    deeds.sign_in(browser, account)
    page = browser.open("/studio/page")
    old = page.locator("#handle").input_value()

    page.locator("#handle").fill("no way")
    save(page)
    expect(page.locator("#handle-wrong")).to_contain_text("letters")
    page.locator("#handle").fill(f"{old}.new")
    page.locator("#recent").check()
    save(page)
    expect(page.locator("#live a")).to_contain_text(f"/@{old}.new")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#recent")).not_to_be_checked()
    page.get_by_role("button", name="Unpublish").click()
    expect(page.locator("#live")).to_contain_text("Not published yet.")
