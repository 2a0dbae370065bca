"""The share sheet in a real browser, with and without what browsers offer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.look.sample_pages import EMBED_CODE, public_page, show, whole
from tests.look.staging import ORIGIN, Stage

ADDRESS = "https://showreel.example/@noorhaddad"
#: A browser that copies and sends, which tells what it was given.
ABLE = """
window.given = [];
Object.defineProperty(navigator, "clipboard", { value: {
    writeText: async (text) => { given.push(text); } } });
navigator.share = async ({ url }) => { given.push(`sent ${url}`); };
window.print = () => { given.push("printed"); };
"""


@pytest.fixture
def page(stage_of_its_own: Stage) -> Page:
    stage_of_its_own.page.add_init_script(ABLE)
    return opened(stage_of_its_own)


def opened(stage: Stage) -> Page:
    page = stage.show(show(whole(public_page(None))))
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share")).to_be_visible()
    return page


def test_it_opens_and_closes_without_a_script(stage: Stage) -> None:
    stage.page.route(
        "**/js/page.*", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page = opened(stage)

    expect(page.get_by_label("Address")).to_have_value(ADDRESS)
    expect(page.get_by_label("Code for another site")).to_have_value(EMBED_CODE.replace("\n", ""))
    for name in ("Copy link", "Copy code"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.get_by_role("button", name="Close", exact=True).click()

    expect(page.locator("#share")).to_be_hidden()


def test_the_qr_code_is_fetched_when_it_is_seen(stage: Stage) -> None:
    page = stage.show(show(whole(public_page(None))))
    page.wait_for_load_state("networkidle")
    assert "GET /@noorhaddad/qr.svg" not in stage.asked

    with page.expect_request(f"{ORIGIN}/@noorhaddad/qr.svg"):
        page.get_by_role("button", name="Share").click()


def test_the_keyboard_goes_into_it_and_comes_back(page: Page) -> None:
    expect(page.get_by_role("heading", name="Share this page")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#share")).to_be_hidden()
    expect(page.get_by_role("button", name="Share")).to_be_focused()


@pytest.mark.parametrize(
    ("button", "field", "copied"),
    [("Copy link", "Address", ADDRESS), ("Copy code", "Code for another site", EMBED_CODE)],
)
def test_the_address_and_the_code_are_copied_and_that_is_said(
    button: str, field: str, copied: str, page: Page
) -> None:
    page.get_by_role("button", name=button).click()

    expect(page.locator("#share [role=status]")).to_have_text("Copied.")
    expect(page.get_by_label(field)).to_be_focused()
    assert page.evaluate("given") == [copied.replace("\n", "")]


def test_it_is_sent_by_the_browsers_own_means(page: Page) -> None:
    page.get_by_role("button", name="Send…").click()

    assert page.evaluate("given") == [f"sent {ADDRESS}"]


def test_pictures_are_fetched_before_the_page_is_printed(page: Page) -> None:
    page.get_by_role("button", name="Print").click()

    expect(page.locator("#share")).to_be_hidden()
    expect(page.locator("img[loading=lazy]")).to_have_count(0)
    while not page.evaluate("given.length"):
        page.wait_for_timeout(20)
    assert page.evaluate("[...document.images].every(each => each.complete)")


def test_a_browser_is_offered_only_what_it_can_do(stage: Stage) -> None:
    page = opened(stage)  # not a secure context: it neither copies nor sends

    expect(page.get_by_role("button", name="Print")).to_be_visible()
    for name in ("Copy link", "Copy code", "Send…"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
