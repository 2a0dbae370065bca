"""The room of order by keyboard, by dragging, and by plain forms; visitors see three sections."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.watched import Watched
from tests.servers.creators import published
from tests.servers.launch import Site

MOVES = "**/studio/order/moves"


def rows(page: Page) -> Locator:
    return page.locator(".order-row")


def shown(page: Page) -> list[str]:
    return list(map(str, rows(page).evaluate_all("all => all.map(row => row.dataset.id)")))


def shows(page: Page, ids: list[str]) -> None:
    """Wait until the page has these picks in this order."""
    expect(rows(page)).to_have_count(len(ids))
    for place, video_id in enumerate(ids):
        expect(rows(page).nth(place)).to_have_attribute("data-id", video_id)


def stored(page: Page) -> list[str]:
    """Return the order that another tab would show."""
    answer = page.request.get(f"{page.url.partition('/studio')[0]}/studio/order")
    return re.findall(r'<li class="order-row"[^>]*\sdata-id="(\d+)"', answer.text())


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_have_text(words)


def ordering(browser: Watched, site: Site, account: str, picks: int) -> Page:
    """Sign in and open the room of order of a creator who has published some videos."""
    creator, _path = published(site, account, picks)
    return deeds.enter(browser, creator, "/studio/order")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Press a key at the control of this name, which has to have the focus by Tab."""
    control = page.get_by_role("button", name=name).or_(page.get_by_role("checkbox", name=name))
    for _ in range(120):
        if control.first.evaluate("each => each === document.activeElement"):
            return page.keyboard.press(key)
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def add_section(page: Page, title: str) -> None:
    page.locator("#title-new").focus()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def move_ticked_into(page: Page, title: str) -> None:
    page.locator("#into").focus()
    page.keyboard.type(title)
    expect(page.locator("#into option:checked")).to_have_text(title)
    page.locator("#to-place").focus()
    page.keyboard.press("Enter")


def drag(page: Page, row: Locator, beside: Locator) -> None:
    """Drag a row by its picture, with the mouse, to the lower part of another place."""
    beside.scroll_into_view_if_needed()
    row.locator(".frame").scroll_into_view_if_needed()
    start, end = row.locator(".frame").bounding_box(), beside.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 25, start["y"] + 30, steps=4)
    bottom = end["y"] + end["height"] - 8
    for nearer in (0, 2, 0, 2):  # the rows between make room while the mouse is over them
        page.mouse.move(start["x"] + 25, bottom + nearer, steps=10)
        page.wait_for_timeout(300)
    page.mouse.up()


def test_three_sections_are_made_by_keyboard_and_mouse(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    page = ordering(visit(viewport={"width": 1280, "height": 1600}), site, new_creator(9), 6)
    ids = shown(page)

    # By keyboard: a step that keeps the focus, then two ticked rows into a new section.
    rows(page).nth(0).get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    said(page, "Moved to place 2 of 6.")
    expect(page.locator(f"#down-{ids[0]}")).to_be_focused()  # a moment after the words
    page.keyboard.press("Enter")
    said(page, "Moved to place 3 of 6.")
    expected = [ids[1], ids[2], ids[0], *ids[3:]]
    assert shown(page) == expected
    add_section(page, "Recipes")
    add_section(page, "Places")
    for video_id in (ids[3], ids[4]):
        page.locator(f"#tick-{video_id}").focus()
        page.keyboard.press("Space")
    move_ticked_into(page, "Recipes")
    said(page, "2 videos moved. Moved to place 1 of 2 in Recipes.")
    expect(page.locator(f"#tick-{ids[3]}")).to_be_focused()

    # With the mouse: within a section, and into one that is empty.
    drag(page, rows(page).nth(0), rows(page).nth(2))
    said(page, "Moved to place 3 of 4 at the top of the page.")
    expected = [ids[2], ids[0], ids[1], ids[5], ids[3], ids[4]]
    assert shown(page) == stored(page) == expected
    drag(page, rows(page).nth(3), page.locator("[data-section]").last)
    said(page, "Moved to place 1 of 1 in Places.")
    assert shown(page) == [ids[2], ids[0], ids[1], ids[3], ids[4], ids[5]] == stored(page)

    public = visit().open(deeds.publish(page))
    assert deeds.shown_ids(public) == [ids[2], ids[0], ids[1], ids[3], ids[4], ids[5]]
    expect(public.locator("main .page-section")).to_have_count(3)
    assert public.locator("main h2").all_text_contents() == ["Recipes", "Places"]


def test_a_pinned_video_stays_first_until_that_is_undone(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    page = ordering(visit(viewport={"width": 1280, "height": 1600}), site, new_creator(6), 4)
    ids = shown(page)
    behind = [ids[3], *ids[:3]]

    rows(page).nth(3).get_by_role("button", name="Pin to the beginning").focus()
    page.keyboard.press("Enter")
    said(page, "Pinned: it stays first on the page.")
    assert shown(page) == stored(page) == behind
    expect(page.get_by_role("button", name="Unpin")).to_be_focused()

    drag(page, rows(page).nth(0), rows(page).nth(2))
    said(page, "It stays first: it is pinned.")
    rows(page).nth(1).get_by_role("button", name="Move up").click()
    said(page, "It stays at place 2 of 4, behind the pinned video.")
    page.get_by_role("button", name="Oldest").click()
    said(page, "Sorted.")
    assert shown(page)[0] == ids[3]
    for words in ("Order changed", "Video pinned"):
        page.get_by_role("button", name="Undo").click()
        said(page, f"Undone: {words}.")
    assert shown(page) == stored(page) == ids

    rows(page).nth(3).get_by_role("button", name="Pin to the beginning").click()
    expect(page.locator("#changes")).to_contain_text("order changed, pins changed")
    public = visit().open(deeds.publish(page))
    assert deeds.shown_ids(public) == behind
    expect(public.get_by_role("link", name="Pinned")).to_have_count(1)
    expect(public.locator("a.cover").first).to_contain_text("Pinned")


@pytest.mark.parametrize("failure", ["dropped", "500"])
def test_a_drag_that_is_not_saved_goes_back_and_says_so(
    failure: str, site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit(viewport={"width": 1280, "height": 1600})
    browser.expect_trouble("net::ERR_FAILED", "Failed to fetch", "500 (Internal Server Error)")
    page = ordering(browser, site, new_creator(5), 4)
    before = shown(page)
    page.route(
        MOVES, lambda route: route.abort() if failure == "dropped" else route.fulfill(status=500)
    )

    drag(page, rows(page).nth(0), rows(page).nth(2))

    if failure == "dropped":
        expect(page.locator("#said")).to_contain_text("There was no answer.")
    else:
        said(page, "That was not saved: everything is where it was. Try again.")
    assert shown(page) == stored(page) == before
    page.unroute(MOVES)
    drag(page, rows(page).nth(0), rows(page).nth(2))
    expect(page.locator("#said")).to_contain_text("Moved to place")
    assert shown(page) == stored(page) != before


def test_quick_presses_and_two_tabs_agree_with_what_is_stored(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    first = ordering(browser, site, new_creator(7), 6)
    second = browser.context.new_page()
    second.goto(first.url)
    ids = shown(first)

    down = "all => { for (let n = 0; n < 3; n++) all[0].click(); }"
    first.locator(".order-row [name=down]").evaluate_all(down)
    said(first, "Moved to place 4 of 6.")
    assert shown(first) == stored(first) == [*ids[1:4], ids[0], *ids[4:]]

    second.locator(".order-row [name=up]").nth(5).click()
    said(second, "Moved to place 5 of 6.")
    assert shown(second) == stored(second) == [*ids[1:4], ids[0], ids[5], ids[4]]


def test_own_texts_are_saved_and_undone_without_leaving_their_room(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit()
    browser.expect_trouble("400 (Bad Request)")
    page = ordering(browser, site, new_creator(4), 3)
    rows(page).nth(0).get_by_role("link", name="Describe").click()
    title = page.get_by_label("Your own title", exact=True)
    alt = page.get_by_label("What the picture shows", exact=True)
    page.evaluate("() => { window.isFirst = true; }")

    title.fill("x" * 201)
    title.press("Enter")
    expect(page.locator("#title-own-wrong")).to_contain_text("1 character too long")
    expect(title).to_be_focused()
    title.fill("Own")
    title.press("Enter")
    said(page, "Saved.")
    expect(page.locator("#title-own-wrong")).to_have_count(0)
    alt.fill("A loaf, not saved yet")
    page.get_by_role("button", name="Undo").click()
    said(page, "Undone: Own texts of a video changed.")
    expect(title).to_have_value("")
    expect(alt).to_have_value("A loaf, not saved yet")
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "Saved.")
    page.get_by_role("button", name="Publish").click()
    said(page, "Published: 1 text changed.")
    assert page.evaluate("window.isFirst")
    page.get_by_role("link", name="Back to the order").click()
    expect(page.locator("main")).to_contain_text("2 videos have no description")


def test_it_all_goes_by_plain_forms(site: Site, visit: Visit, new_creator: NewCreator) -> None:
    page = ordering(visit(java_script_enabled=False), site, new_creator(5), 4)
    ids = shown(page)
    page.locator("#title-new").fill("Recipes")
    page.get_by_role("button", name="Add section").click()

    page.locator(f"#tick-{ids[2]}").check()
    page.locator(f"#tick-{ids[0]}").check()
    page.locator("#into").select_option(label="Recipes")
    page.locator("#to-place").click()
    shows(page, [ids[1], ids[3], ids[0], ids[2]])
    rows(page).nth(3).get_by_role("button", name="Move up").click()
    shows(page, [ids[1], ids[3], ids[2], ids[0]])
    rows(page).nth(1).get_by_role("button", name="Pin to the beginning").click()
    shows(page, [ids[3], ids[1], ids[2], ids[0]])
    page.get_by_role("button", name="Unpin").click()
    rows(page).nth(0).get_by_role("button", name="Move down").click()
    shows(page, [ids[1], ids[3], ids[2], ids[0]])
    rows(page).nth(0).get_by_role("link", name="Describe").click()
    page.get_by_label("Your own title", exact=True).fill("Own")
    page.get_by_label("What the picture shows", exact=True).fill("A loaf on a board")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(rows(page).nth(0)).to_contain_text("Own")
    expect(page.locator("main")).to_contain_text("3 videos have no description")

    public = visit(java_script_enabled=False).open(deeds.publish(page))
    assert deeds.shown_ids(public) == [ids[1], ids[3], ids[2], ids[0]]
    expect(public.get_by_role("img", name="A loaf on a board")).to_have_count(1)
