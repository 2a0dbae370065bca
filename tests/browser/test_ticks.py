"""Ticks on their way: late, failing and lost answers, ranges, keys, and a page that is left."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from portfolio.supervisor.demo_page import save
from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

PICKS = "**/studio/picks"
SLOW_SECONDS = (0, 0.3, 2)


@contextmanager
def slow(page: Page, seconds: float) -> Iterator[list[str]]:
    """Let each change of the picks take these seconds; yield the forms that were sent."""
    sent: list[str] = []

    def late(route: Route) -> None:
        sent.append(route.request.post_data or "")
        time.sleep(seconds)
        route.continue_()

    page.context.route(PICKS, late)
    yield sent
    page.context.unroute(PICKS, late)


@pytest.fixture(scope="module")
def creator(site: Site) -> Creator:
    """A creator with twelve videos, for all tests that differ only in their ticks."""
    site.control("creators", {"account": "ticks", "videos": 12})
    creator = Creator(site, "ticks")
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator


@pytest.fixture(scope="module")
def studio(browser: Browser, creator: Creator) -> Iterator[Watched]:
    """The browser of that creator."""
    site = creator.site
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    session = creator.browser.cookies["session"]
    context.add_cookies([{"name": "session", "value": session, "url": site.url}])
    yield Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
    context.close()


@pytest.fixture
def picker(studio: Watched, creator: Creator) -> Iterator[Page]:
    """The picker in that browser, with nothing ticked; errors in it fail the test."""
    save(creator.browser, creator.picker(), [])
    yield studio.open("/studio/videos")
    studio.context.set_offline(False)
    studio.page.unroute_all()
    assert studio.begin_anew() == []


def opened(visit: Visit, new_creator: NewCreator, videos: int) -> tuple[Page, list[str]]:
    page = deeds.sign_in(visit(), new_creator(videos))
    deeds.wait_for_library(page)
    return page, ids_of(page)


def ids_of(page: Page) -> list[str]:
    ids = deeds.boxes(page).evaluate_all("all => all.map(each => each.value)")
    return list(map(str, ids))


def click(page: Page, *numbers: int) -> None:
    """Click these boxes within the page, faster than any answer."""
    clicks = "(all, numbers) => numbers.forEach(number => all[number].click())"
    deeds.boxes(page).evaluate_all(clicks, list(numbers))


def stored(page: Page) -> list[str]:
    """Return the stored picks in order."""
    html = page.request.get(page.url.partition("/studio")[0] + "/studio/videos").text()
    ids = html.partition('id="picked" hidden data-ids="')[2].partition('"')[0]
    return [each for each in ids.split(",") if each]


@pytest.mark.parametrize("seconds", SLOW_SECONDS)
def test_ticks_are_stored_in_the_order_they_were_made(picker: Page, seconds: float) -> None:
    page, ids = picker, ids_of(picker)
    with slow(page, seconds) as sent:
        for number in (5, 3, 1, 7, 2):
            click(page, number)
        deeds.wait_until_saved(page)

    assert stored(page) == [ids[number] for number in (5, 3, 1, 7, 2)]
    assert len(sent) <= 5


@pytest.mark.parametrize("seconds", SLOW_SECONDS)
def test_a_box_ticked_unticked_and_ticked_within_a_round_trip_ends_ticked(
    picker: Page, seconds: float
) -> None:
    page, ids = picker, ids_of(picker)
    with slow(page, seconds):
        for number in (1, 2, 2, 1, 1):
            click(page, number)
        deeds.wait_until_saved(page)

    expect(deeds.boxes(page).nth(1)).to_be_checked()
    expect(deeds.boxes(page).nth(2)).not_to_be_checked()
    assert stored(page) == [ids[1]]


#: Clicks boxes one after the other, all within a tenth of a second.
CLICKS = """(all, numbers) => numbers.forEach(
    (number, place) => setTimeout(() => all[number].click(), 40 * place))"""


def stored_without_queue(page: Page, *numbers: int) -> list[str]:
    """Click boxes while a request that would wait for another is dropped; return the stored ids."""
    saving = page.locator("#saving")
    saving.evaluate("each => each.setAttribute('hx-sync', 'this:drop')")
    with slow(page, 0.5):
        deeds.boxes(page).evaluate_all(CLICKS, list(numbers))
        expect(saving).to_have_text("Saved")
    picks = stored(page)
    saving.dispatch_event("ticks")  # what was dropped goes out before the page is left
    deeds.wait_until_saved(page)
    return picks


def test_without_the_queue_the_later_of_several_ticks_are_lost(picker: Page) -> None:
    assert stored_without_queue(picker, 5, 3, 1) == [ids_of(picker)[5]]


def test_without_the_queue_the_first_state_of_a_box_wins(picker: Page) -> None:
    assert stored_without_queue(picker, 1, 1) == [ids_of(picker)[1]]


@pytest.mark.parametrize("failure", [500, 409, 429, "dropped", "offline"])
def test_a_tick_that_fails_goes_back_says_so_and_is_tried_again(
    studio: Watched, picker: Page, failure: int | str
) -> None:
    studio.expect_trouble("Failed to fetch", "net::ERR", "status of", "htmx:response:error")
    page = picker
    if failure == "offline":
        page.context.set_offline(True)
    elif failure == "dropped":
        page.route(PICKS, lambda route: route.abort())
    else:
        page.route(PICKS, lambda route: route.fulfill(status=int(failure), body="<h1>No</h1>"))
    click(page, 4)

    is_lost = failure in ("dropped", "offline")
    retry = page.get_by_role("button", name=f"{'No answer' if is_lost else 'Not saved'}. Retry")
    expect(retry).to_be_visible()
    expect(deeds.boxes(page).nth(4)).not_to_be_checked()
    words = "There was no answer" if is_lost else "were not saved"
    expect(page.locator("#saving")).to_contain_text(words)

    page.context.set_offline(False)
    page.unroute_all()
    retry.click()
    deeds.wait_until_saved(page)
    expect(deeds.boxes(page).nth(4)).to_be_checked()
    assert stored(page) == [ids_of(page)[4]]


#: Ticks one box, and two more while its request is under way.
TICKS = """() => {
    const boxes = document.querySelectorAll("input[name=pick]");
    boxes[1].click();
    setTimeout(() => { boxes[2].click(); boxes[3].click(); }, 100);
}"""


@contextmanager
def waiting(site: Site) -> Iterator[None]:
    """Let every change wait for the database until the end of the block."""
    database = sqlite3.connect(site.database_url.partition(":///")[2], isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        database.execute("ROLLBACK")
        database.close()


def leaves_with_ticks(
    site: Site, visit: Visit, account: str, how: str, before: str = "() => {}"
) -> tuple[Page, list[str]]:
    """Leave a picker with ticks on their way to a slow server; return another tab, and the ids."""
    browser = visit()
    browser.expect_trouble("Transition was aborted")
    other = deeds.sign_in(browser, account)
    deeds.wait_for_library(other)
    page = browser.context.new_page()
    page.goto(other.url)
    page.evaluate(before)
    with waiting(site):
        page.evaluate(TICKS)
        page.wait_for_timeout(300)
        if how == "link":
            page.locator(".account-link").click(no_wait_after=True)
        else:
            page.close(run_before_unload=True)
        other.wait_for_timeout(300)
    return other, ids_of(other)[1:4]


@pytest.mark.parametrize("how", ["link", "closing"])
def test_nothing_is_lost_by_leaving_while_ticks_are_on_their_way(
    site: Site, visit: Visit, new_creator: NewCreator, how: str
) -> None:
    other, ticked = leaves_with_ticks(site, visit, new_creator(7), how)

    wait_for_picks(other, ticked)


def test_without_the_last_message_a_tick_that_waits_is_lost(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    silence = "() => { navigator.sendBeacon = () => true; }"
    other, ticked = leaves_with_ticks(site, visit, new_creator(7), "closing", silence)

    wait_for_picks(other, ticked[:1])
    other.wait_for_timeout(500)
    assert stored(other) == ticked[:1]


def wait_for_picks(page: Page, ids: list[str]) -> None:
    for _ in range(100):
        if stored(page) == ids:
            return
        page.wait_for_timeout(50)
    assert stored(page) == ids


def test_a_state_that_arrives_after_a_newer_one_is_dropped(studio: Watched, picker: Page) -> None:
    studio.expect_trouble("Failed to fetch", "net::ERR")
    page = picker
    late = overtaken(page)
    answer = page.request.post(
        page.url.replace("/videos", "/picks"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        data=late,
    )
    assert answer.ok
    assert stored(page) == []


def test_without_its_number_a_late_state_wins(studio: Watched, picker: Page) -> None:
    studio.expect_trouble("Failed to fetch", "net::ERR")
    page, ids = picker, ids_of(picker)
    late = overtaken(page).replace("tab=", "tab=0").replace("turn=1", "turn=9")
    page.request.post(
        page.url.replace("/videos", "/picks"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        data=late,
    )
    assert stored(page) == [ids[1]]


def overtaken(page: Page) -> str:
    """Tick a box by a request that is held up, then by a second one of itself, and untick it.

    Return the first form, which may still arrive.
    """
    first: list[str | None] = []
    page.route(PICKS, lambda route: (first.append(route.request.post_data), route.abort()), times=1)
    with slow(page, 0) as forms:
        click(page, 1)
        deeds.wait_until_saved(page)
        click(page, 1)
        deeds.wait_until_saved(page)
        expect(page.locator("#saving")).to_have_text("Saved")
    turns = [[parse_qs(form)[name][0] for name in ("turn", "answered")] for form in forms]
    assert turns == [["2", "0"], ["3", "2"]]
    return str(first[0])


def test_a_range_is_one_request_in_both_directions(visit: Visit, new_creator: NewCreator) -> None:
    page, ids = opened(visit, new_creator, 60)
    deeds.scroll_until(page, 60)
    ids = ids_of(page)
    with slow(page, 0) as sent:
        deeds.boxes(page).nth(50).click(force=True)
        deeds.wait_until_saved(page)
        deeds.boxes(page).nth(10).click(force=True, modifiers=["Shift"])
        deeds.wait_until_saved(page)
        deeds.boxes(page).nth(30).click(force=True)
        deeds.wait_until_saved(page)
        deeds.boxes(page).nth(45).click(force=True, modifiers=["Shift"])
        deeds.wait_until_saved(page)

    assert len(sent) == 4
    assert sorted(stored(page)) == sorted(ids[10:30] + ids[46:51])


def test_a_drag_over_tiles_ticks_them_by_one_request(picker: Page) -> None:
    page, ids = picker, ids_of(picker)
    with slow(page, 0) as sent:
        drags(page, 2, 6)
        deeds.wait_until_saved(page)
        assert stored(page) == ids[2:7]
        drags(page, 3, 5)
        deeds.wait_until_saved(page)

    assert stored(page) == [ids[2], ids[6]]
    assert len(sent) == 2


def drags(page: Page, first: int, last: int) -> None:
    labels = page.locator("label.tile-label")
    labels.nth(first).hover()
    page.mouse.down()
    for number in (last, last + 1, last):
        labels.nth(number).hover()
    page.mouse.up()


def test_all_that_a_search_found_is_ticked_though_it_is_not_loaded(
    visit: Visit, new_creator: NewCreator
) -> None:
    page, _ids = opened(visit, new_creator, 70)
    page.reload()
    page.get_by_role("button", name="Tick all 70").click()
    expect(page.locator("#saving")).to_have_text("70 videos ticked.")
    expect(deeds.boxes(page).nth(19)).to_be_checked()
    expect(page.locator("#bar .count")).to_have_text("70")

    page.get_by_role("button", name="Untick all").click()
    expect(page.locator("#bar .count")).to_have_text("0")
    expect(deeds.boxes(page).nth(19)).not_to_be_checked()
    assert stored(page) == []


def test_keys_move_among_the_tiles_and_tick_on_the_way(
    visit: Visit, new_creator: NewCreator
) -> None:
    page, ids = opened(visit, new_creator, 45)

    def at() -> int:
        focused = page.evaluate("document.activeElement.value")
        return ids_of(page).index(focused)

    deeds.boxes(page).first.focus()
    for key, place in [("ArrowRight", 1), ("ArrowDown", 8), ("ArrowLeft", 7), ("ArrowUp", 0)]:
        page.keyboard.press(key)
        assert at() == place
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    deeds.wait_until_saved(page)
    assert stored(page) == ids[:9]

    page.keyboard.press("Home")
    assert at() == 0
    page.keyboard.press("PageDown")
    screen = at()
    assert screen >= 7
    assert screen % 7 == 0
    page.keyboard.press("PageDown")
    assert at() == 2 * screen
    page.keyboard.press("PageUp")
    assert at() == screen
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert at() == 0
    page.keyboard.press("Shift+End")
    expect(page.locator("#bar .count")).to_have_text("45")
    assert len(stored(page)) == 45
