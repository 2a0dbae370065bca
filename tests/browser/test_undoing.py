"""Undo by button and by key, in both rooms, after a reload, and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.test_ordering import ordering, rows, said, shown, shows, stored
from tests.servers.launch import Site


def undo(page: Page) -> Locator:
    return page.get_by_role("button", name="Undo")


def takes_back(page: Page, words: str) -> None:
    """Wait until the button names this change; "" for none."""
    expect(undo(page)).to_have_accessible_name(f"Undo: {words}" if words else "Undo")


def test_the_order_is_undone_by_button_and_by_key(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    page = ordering(visit(), site, new_creator(6), 4)
    ids = shown(page)
    rows(page).nth(0).get_by_role("button", name="Move down").click()
    said(page, "Moved to place 2 of 4.")
    page.locator("#title-new").fill("Recipes")
    page.get_by_role("button", name="Add section").click()
    said(page, "The section is added at the end.")
    rows(page).nth(3).get_by_role("button", name="Move down").click()
    said(page, "Moved to place 1 of 1 in Recipes.")

    # The key writes nothing into a field, and is the field's own there.
    page.locator("#title-new").fill("Places")
    page.keyboard.press("Control+z")
    takes_back(page, "Order changed")
    page.get_by_role("heading", name="Put them in order").click()
    page.keyboard.press("Control+z")
    said(page, "Undone: Order changed.")
    takes_back(page, "Section Recipes added")

    undo(page).focus()
    page.keyboard.press("Enter")
    said(page, "Undone: Section Recipes added.")
    expect(undo(page)).to_be_focused()
    expect(page.get_by_role("heading", name="Recipes")).to_have_count(0)
    page.reload()
    undo(page).click()
    said(page, "Undone: Order changed.")
    assert shown(page) == stored(page) == ids


def test_quick_presses_undo_as_many_changes(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    page = ordering(visit(), site, new_creator(7), 5)
    quickly = """all => {
        for (let n = 0; n < 3; n++) all[0].click();
        for (let n = 0; n < 4; n++) document.getElementById("undo-newest").click();
    }"""

    page.locator(".order-row [name=down]").evaluate_all(quickly)

    # The three moves, and the five ticks before them.
    takes_back(page, "")
    assert shown(page) == stored(page) == []


def test_a_tab_that_is_behind_is_told_and_undoes_nothing(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    browser.expect_trouble("409 (Conflict)")
    page = ordering(browser, site, new_creator(5), 3)
    other = browser.context.new_page()
    other.goto(page.url)
    rows(other).nth(0).get_by_role("button", name="Move down").click()
    said(other, "Moved to place 2 of 3.")
    now = shown(other)

    undo(page).click()

    expect(page.locator("#said")).to_contain_text("Nothing was undone")
    assert shown(page) == stored(page) == now
    undo(page).click()
    said(page, "Undone: Order changed.")


def ticked(page: Page) -> list[str]:
    """Return the ids of the ticked boxes, in the order of the numbers that they show."""
    boxes = "all => all.map(box => [Number(box.nextElementSibling.textContent), box.value])"
    found = page.locator("[name=pick]:checked").evaluate_all(boxes)
    assert sorted(number for number, _ in found) == list(range(1, len(found) + 1))
    return [str(video_id) for _, video_id in sorted(found)]


def test_ticks_and_a_sort_are_undone_in_both_rooms_and_after_a_reload(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    page = deeds.sign_in(browser, new_creator(30))
    deeds.wait_for_library(page)
    ids = [deeds.tick(page, number) for number in (2, 0, 1)]
    deeds.wait_until_saved(page)
    page = browser.open("/studio/order")
    page.get_by_role("button", name="Newest", exact=True).click()
    said(page, "Sorted.")
    assert shown(page) == [ids[1], ids[2], ids[0]]

    page = browser.open("/studio/videos")
    assert ticked(page) == [ids[1], ids[2], ids[0]]
    page.keyboard.press("Control+z")
    expect(page.locator("#saving")).to_have_text("Undone: Order changed.")
    assert ticked(page) == ids
    page.keyboard.press("Control+z")
    expect(page.locator("#saving")).to_have_text("Undone: 1 video ticked.")
    assert ticked(page) == ids[:2]
    page.reload()
    undo(page).click()
    expect(page.locator(".count")).to_have_text("1")
    undo(page).click()
    expect(page.locator(".count")).to_have_text("0")
    assert ticked(page) == []
    takes_back(page, "")


def test_a_tick_under_way_is_saved_before_it_is_undone(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    page = deeds.sign_in(visit(), new_creator(5))
    deeds.wait_for_library(page)
    first = deeds.tick(page, 0)
    deeds.wait_until_saved(page)

    press = """boxes => {
        boxes[1].click();
        const key = new KeyboardEvent("keydown", { key: "z", metaKey: true, bubbles: true });
        document.body.dispatchEvent(key);
    }"""
    deeds.boxes(page).evaluate_all(press)

    expect(page.locator("#saving")).to_have_text("Undone: 1 video ticked.")
    assert ticked(page) == [first]
    takes_back(page, "1 video ticked")


def test_it_goes_by_plain_forms(site: Site, visit: Visit, new_creator: NewCreator) -> None:
    page = ordering(visit(java_script_enabled=False), site, new_creator(5), 3)
    ids = shown(page)
    rows(page).nth(0).get_by_role("button", name="Move down").click()
    shows(page, [ids[1], ids[0], ids[2]])

    undo(page).click()
    shows(page, ids)
    page.goto(page.url.replace("/order", "/videos"))
    undo(page).click()
    expect(page.locator(".count")).to_have_text("0")
    expect(deeds.boxes(page)).to_have_count(5)
    expect(page.locator("[name=pick]:checked")).to_have_count(0)
