"""Reporting a page: by the keyboard, without JavaScript, and readable for everybody."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import DESK, PHONE, violations
from tests.browser.conftest import NewCreator, Visit
from tests.browser.hands import Keyboard
from tests.servers.creators import published
from tests.servers.launch import Site


def test_a_page_is_reported_by_keyboard_without_javascript(
    visit: Visit, site: Site, new_creator: NewCreator
) -> None:
    path = published(site, new_creator(3), 2)[1]
    stranger = visit(java_script_enabled=False)
    page = stranger.open(path)
    hands = Keyboard(page)

    hands.press(page.get_by_role("link", name="Report"))
    hands.choose(page.get_by_label("It is fraud, spam, or leads to harmful sites"))
    hands.write(page.get_by_label("What is wrong, and where?"), "The first link.")
    hands.press(page.get_by_role("button", name="Send the report"))

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    hands.press(page.get_by_role("link", name="Back to the page"))
    expect(page).to_have_url(site.url + path)


def test_the_form_passes_axe_also_with_words_at_refused_fields(
    visit: Visit, site: Site, new_creator: NewCreator
) -> None:
    path = published(site, new_creator(3), 2)[1]
    stranger = visit()
    stranger.expect_trouble("400 (BAD REQUEST)", "400 (Bad Request)")
    page = stranger.open(f"{path}/report")
    assert violations(page, "the form", [(PHONE, "light"), (DESK, "dark")]) == []

    page.locator("form").evaluate("form => (form.noValidate = true)")
    page.get_by_role("button", name="Send the report").click()

    first = page.get_by_role("radio").first
    expect(first).to_be_focused()
    expect(page.get_by_role("group")).to_have_accessible_description("Choose what it is about.")
    assert violations(page, "refused", [(PHONE, "dark"), (DESK, "light")]) == []
