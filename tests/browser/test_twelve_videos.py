"""From the sign-in to a published page of twelve videos in three sections.

By keyboard alone, by touch alone, without JavaScript, and in Firefox.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.courses import sections, walk
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.hands import Finger, Keyboard
from tests.browser.test_walk import look_again_until_complete, save

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TITLES = ("Recipes", "Places")


def rows(page: Page) -> list[str]:
    return [
        str(row)
        for row in page.locator(".order-row").evaluate_all(
            "all => all.map(each => each.dataset.id)"
        )
    ]


def is_published(public: Page, ids: list[str]) -> None:
    """Check a visitor's page: twelve pictures in three sections, in this order."""
    deeds.wait_for_pictures(public, 12)
    assert deeds.shown_ids(public) == ids
    sections_shown = public.locator("main .page-section")
    expect(sections_shown).to_have_count(3)
    assert public.locator("main h2").all_text_contents() == list(TITLES)
    for number in range(3):
        expect(sections_shown.nth(number).locator("a.cover")).to_have_count(4)


def test_by_keyboard_alone(visit: Visit, new_creator: NewCreator) -> None:
    account = new_creator(20)
    browser = visit()
    page = browser.open("/login")
    keyboard = Keyboard(page)

    keyboard.press(page.get_by_role("button", name="Continue with TikTok"))
    page.wait_for_url("**/v2/auth/authorize/**")
    keyboard.choose(page.locator(f'input[name="account"][value="{account}"]'))
    keyboard.press(page.get_by_role("button", name="Continue", exact=True))
    page.wait_for_url("**/studio/videos")
    deeds.wait_for_library(page)

    keyboard.press(deeds.boxes(page).first, "Space")
    for _ in range(11):
        page.keyboard.press("Shift+ArrowRight")
    deeds.wait_until_saved(page)
    expect(page.locator("#bar .count")).to_have_text("12")
    keyboard.press(page.get_by_role("link", name="Order", exact=True))
    page.wait_for_url("**/studio/order")

    ids = rows(page)
    for title, moved in zip(TITLES, (ids[4:8], ids[8:]), strict=True):
        keyboard.write(page.locator("#title-new"), title)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        for video_id in moved:
            keyboard.press(page.locator(f"#tick-{video_id}"), "Space")
        keyboard.write(page.locator("#into"), title)
        keyboard.press(page.locator("#to-place"))
        expect(page.locator("#said")).to_have_text(
            f"4 videos moved. Moved to place 1 of 4 in {title}."
        )
    keyboard.press(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator("#said")).to_contain_text("Published: 12 added")
    keyboard.press(page.get_by_role("link", name="See the page"))

    page.wait_for_url("**/@*")
    is_published(page, ids)


def test_by_touch_alone(visit: Visit, new_creator: NewCreator) -> None:
    account = new_creator(45)
    page = visit(**PHONE).open("/login")
    finger = Finger(page)

    finger.tap(page.get_by_role("button", name="Continue with TikTok"))
    finger.tap(page.locator(f'label:has(input[name="account"][value="{account}"])'))
    finger.tap(page.get_by_role("button", name="Continue", exact=True))
    page.wait_for_url("**/studio/videos")
    deeds.wait_for_library(page)

    for number in range(6):
        finger.tap(page.locator("label.tile-label").nth(number))
    for _ in range(40):
        if deeds.boxes(page).count() > 20:
            break
        finger.swipe_up()
    for number in range(22, 28):
        finger.tap(page.locator("label.tile-label").nth(number))
    deeds.wait_until_saved(page)
    expect(page.locator("#bar .count")).to_have_text("12")
    finger.tap(page.get_by_role("link", name="Order", exact=True))
    page.wait_for_url("**/studio/order")

    ids = rows(page)
    for title, moved in zip(TITLES, (ids[4:8], ids[8:]), strict=True):
        finger.write(page.locator("#title-new"), title)
        finger.tap(page.get_by_role("button", name="Add section"))
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        for video_id in moved:
            finger.tap(page.locator(f"label:has(#tick-{video_id})"))
        page.locator("#into").select_option(label=title)  # the phone draws that list itself
        finger.tap(page.locator("#to-place"))
        expect(page.locator("#said")).to_have_text(
            f"4 videos moved. Moved to place 1 of 4 in {title}."
        )
    first, second = (page.locator(f"#row-{video_id}") for video_id in ids[:2])
    finger.drag(first.locator(".frame"), second)
    expect(page.locator("#said")).to_have_text("Moved to place 2 of 4 at the top of the page.")
    finger.tap(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator("#said")).to_contain_text("Published: 12 added")

    finger.tap(page.get_by_role("link", name="See the page"))
    page.wait_for_url("**/@*")
    is_published(page, [ids[1], ids[0], *ids[2:]])


def test_without_javascript(visit: Visit, new_creator: NewCreator) -> None:
    account = new_creator(20)
    page = deeds.sign_in_by_hand(visit(java_script_enabled=False), account)
    look_again_until_complete(page)
    save(page, *range(12))
    page.get_by_role("link", name="Order", exact=True).click()

    ids = rows(page)
    for title, moved in zip(TITLES, (ids[4:8], ids[8:]), strict=True):
        page.locator("#title-new").fill(title)
        page.get_by_role("button", name="Add section").click()
        for video_id in moved:
            page.locator(f"#tick-{video_id}").check(force=True)
        page.locator("#into").select_option(label=title)
        page.locator("#to-place").click()
        expect(page.get_by_role("region", name=title).locator(".order-row")).to_have_count(4)
    path = deeds.publish(page)

    is_published(visit().open(path), ids)


def test_in_firefox(visit_firefox: VisitFirefox, visit: Visit, new_creator: NewCreator) -> None:
    studio = visit_firefox()
    walk.sign_in(studio, new_creator(20))
    walk.choose(studio, {20: range(12)})
    ids = sections.ids(studio)
    for title, moved in zip(TITLES, (ids[4:8], ids[8:]), strict=True):
        sections.make(studio, title, moved)
    path = walk.publish(studio)

    is_published(visit().open(path), ids)
