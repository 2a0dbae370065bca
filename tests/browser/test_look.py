"""The room of the look in a browser, and the public page in each layout, scheme and pairing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Locator, Page, Route, expect

from portfolio.services.pages.look import LAYOUTS, PAIRINGS, SCHEMES
from tests.browser import deeds
from tests.browser.axe import EVERY_VIEW, HEIGHTS, PHONE, violations
from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator, Visit
from tests.browser.courses import widths
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.tab import Tab
from tests.browser.watched import Watched
from tests.servers.creators import Creator, published
from tests.servers.launch import Site
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

ROOM = "/studio/look"
BEHIND = "() => getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def browser_in(site: Site, new_creator: NewCreator, visit: Visit) -> Callable[..., Watched]:
    """Return a function that opens a browser in which a creator of their own is in the room."""
    creator, _path = published(site, new_creator(3), 2)

    def open_room(**options: object) -> Watched:
        browser = visit(**options)
        deeds.enter(browser, creator, ROOM)
        return browser

    return open_room


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check(force=True)


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_have_text(words)


def field(page: Page, name: str) -> Locator:
    return page.get_by_label(name, exact=True)


def test_a_choice_is_saved_as_it_is_made_by_keyboard(browser_in: Callable[..., Watched]) -> None:
    page = browser_in().page
    expect(page.get_by_role("button", name="Save: Layout")).to_be_hidden()

    field(page, "Grid").focus()
    page.keyboard.press("ArrowRight")

    said(page, "Saved.")
    expect(field(page, "First one large")).to_be_focused()
    expect(page.locator("#bar")).to_contain_text("layout First one large")
    page.reload()
    expect(field(page, "First one large")).to_be_checked()


def test_a_sentence_goes_by_itself_and_the_next_one_is_seen(
    browser_in: Callable[..., Watched],
) -> None:
    page = browser_in(reduced_motion="no-preference").page
    opacity = "each => Number(getComputedStyle(each.firstChild).opacity)"
    choose(page, "Strip to swipe")
    said(page, "Saved.")
    assert page.locator("#said").evaluate(opacity) == 1
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    assert page.locator("#said").evaluate(opacity) == 0

    page.locator("#said span").evaluate("each => { each.dataset.old = '' }")
    choose(page, "List with captions")
    expect(page.locator("#said span[data-old]")).to_have_count(0)
    said(page, "Saved.")

    assert page.locator("#said").evaluate(opacity) == 1


def test_of_quick_choices_the_last_one_wins(browser_in: Callable[..., Watched]) -> None:
    page = browser_in().page
    held: list[Route] = []
    page.route(f"**{ROOM}", lambda route: held.append(route), times=1)

    for name in ("List with captions", "Strip to swipe", "First one large"):
        choose(page, name)
    expect(page.locator("#said")).to_have_text("")
    assert len(held) == 1
    held[0].continue_()

    expect(page.locator("#bar")).to_contain_text("layout First one large")
    page.reload()
    expect(field(page, "First one large")).to_be_checked()


NO_ANSWER = "There was no answer: it may be saved all the same. Try again: nothing is done twice."


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("dropped", NO_ANSWER),
        ("500", "That was not saved. Try again with the button below it."),
    ],
)
def test_a_choice_that_is_not_saved_says_so_and_a_button_tries_again(
    failure: str, words: str, browser_in: Callable[..., Watched]
) -> None:
    browser = browser_in()
    browser.expect_trouble("Failed to load resource", "TypeError")
    page = browser.page
    fail = (
        (lambda route: route.abort())
        if failure == "dropped"
        else (lambda route: route.fulfill(status=500, body=""))
    )
    page.route(f"**{ROOM}", fail, times=1)

    choose(page, "Always dark")
    said(page, words)
    page.get_by_role("button", name="Save: Light or dark").click()

    said(page, "Saved.")
    expect(page.get_by_role("button", name="Save: Light or dark")).to_be_hidden()
    expect(page.locator("#bar")).to_contain_text("always dark")


def test_what_is_refused_keeps_its_words_and_has_the_focus(
    browser_in: Callable[..., Watched],
) -> None:
    browser = browser_in()
    browser.expect_trouble("400 (BAD REQUEST)", "400 (Bad Request)")
    page = browser.page
    field(page, "Name of link 1").fill("Prints")
    field(page, "Address of link 1").fill("javascript:alert(1)")
    field(page, "Name of link 2").fill("Shop")
    page.keyboard.press("Enter")

    wrong = field(page, "Address of link 1")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("javascript:alert(1)")
    expect(wrong).to_be_focused()
    expect(field(page, "Name of link 2")).to_have_value("Shop")
    wrong.fill("prints.example")
    field(page, "Address of link 2").fill("me@example.com")
    page.get_by_role("button", name="Save links").last.click()
    said(page, "Saved.")
    expect(field(page, "Address of link 1")).to_have_value("https://prints.example")

    page.get_by_role("button", name="Move down: link 1").focus()
    page.keyboard.press("Enter")

    expect(field(page, "Name of link 1")).to_have_value("Shop")
    expect(page.get_by_role("button", name="Move down: link 2")).to_be_focused()


def test_words_that_are_typed_while_others_are_saved_stay(
    browser_in: Callable[..., Watched],
) -> None:
    browser = browser_in()
    browser.expect_trouble("400 (BAD REQUEST)", "400 (Bad Request)")
    page = browser.page
    held: list[Route] = []
    page.route(f"**{ROOM}/words", lambda route: held.append(route), times=1)
    field(page, "Headline").fill("Bread")
    page.get_by_role("button", name="Save words").click()
    field(page, "Bio").fill("I bake")
    assert len(held) == 1

    held[0].continue_()

    said(page, "Saved.")
    expect(field(page, "Bio")).to_have_value("I bake")
    expect(field(page, "Bio")).to_be_focused()
    field(page, "Headline").fill("x" * 121)
    page.get_by_role("button", name="Save words").click()
    expect(field(page, "Headline")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#headline-own-wrong")).to_contain_text("at most 120 fit")


def test_a_link_that_is_typed_while_others_are_saved_stays(
    browser_in: Callable[..., Watched],
) -> None:
    page = browser_in().page
    held: list[Route] = []
    page.route(f"**{ROOM}/links", lambda route: held.append(route), times=1)
    field(page, "Address of link 1").fill("prints.example")
    field(page, "Name of link 2").fill("Shop")
    field(page, "Address of link 2").fill("shop.example")
    page.get_by_role("button", name="Save links").last.click()
    field(page, "Name of link 2").fill("The shop")
    page.locator(".more-links summary").click()
    field(page, "Name of link 4").fill("Fourth")
    field(page, "Address of link 4").fill("fourth.exa")
    assert len(held) == 1

    held[0].continue_()

    said(page, "Saved.")
    last = field(page, "Address of link 4")
    expect(last).to_be_focused()
    expect(last).to_have_value("fourth.exa")
    expect(last).to_be_visible()
    expect(field(page, "Name of link 4")).to_have_value("Fourth")
    expect(field(page, "Name of link 2")).to_have_value("The shop")
    expect(field(page, "Address of link 1")).to_have_value("https://prints.example")
    page.keyboard.press("Enter")
    expect(last).to_have_value("")
    expect(field(page, "Address of link 3")).to_have_value("https://fourth.exa")


def test_undo_takes_a_change_back_and_leaves_what_is_typed_elsewhere(
    browser_in: Callable[..., Watched],
) -> None:
    page = browser_in().page
    page.evaluate("document.title = 'the same page'")
    field(page, "Headline").fill("Bread")
    page.get_by_role("button", name="Save words").click()
    said(page, "Saved.")
    choose(page, "Strip to swipe")
    expect(page.locator("#bar")).to_contain_text("layout Strip to swipe")
    field(page, "Bio").fill("I bake")
    field(page, "Name of link 1").fill("Shop")

    undo = page.get_by_role("button", name="Undo")
    undo.click()
    said(page, "Undone: Layout changed.")
    expect(field(page, "Grid")).to_be_checked()
    expect(undo).to_be_focused()
    undo.click()
    said(page, "Undone: Headline changed.")

    expect(field(page, "Headline")).to_have_value("")
    expect(field(page, "Bio")).to_have_value("I bake")
    expect(field(page, "Name of link 1")).to_have_value("Shop")
    expect(page.get_by_role("button", name="Save: Layout")).to_be_hidden()
    assert page.title() == "the same page"
    choose(page, "List with captions")
    expect(page.locator("#bar")).to_contain_text("layout List with captions")


def test_without_a_script_every_part_is_a_plain_form(
    browser_in: Callable[..., Watched], visit: Visit
) -> None:
    page = browser_in(java_script_enabled=False).page

    choose(page, "Strip to swipe")
    page.get_by_role("button", name="Save: Layout").click()
    expect(field(page, "Strip to swipe")).to_be_checked()
    field(page, "Headline").fill("Bread")
    page.get_by_role("button", name="Save words").click()
    page.locator(".more-links summary").click()
    for number in (1, 10):
        field(page, f"Name of link {number}").fill(f"Link {number}")
        field(page, f"Address of link {number}").fill(f"{number}.a.example")
    field(page, "What it says").fill("Call me")
    field(page, "Where it leads").fill("+49 30 123456")
    page.get_by_role("button", name="Save links").last.click()
    expect(field(page, "Name of link 2")).to_have_value("Link 10")
    page.get_by_role("button", name="Move up: link 2").click()
    expect(field(page, "Name of link 1")).to_have_value("Link 10")

    public = visit().open(deeds.publish(page))
    expect(public.locator(".headline")).to_have_text("Bread")
    assert public.locator(".page-links a").all_text_contents() == ["Link 10", "Link 1"]
    assert public.get_by_role("link", name="Call me").get_attribute("href") == "tel:+4930123456"
    expect(public.locator("[data-layout=strip]")).to_have_count(1)


@pytest.fixture(scope="module")
def creator(site: Site) -> Creator:
    """A creator with nine videos on a public page, and a bio at TikTok."""
    site.control("creators", {"account": "looks", "videos": 9})
    site.control("creators/looks", {"bio": "Bread, fire."}, "PATCH")
    return published(site, "looks", 9)[0]


def give(creator: Creator, **chosen: str) -> str:
    """Choose a look, publish it, and return the page's path."""
    chosen = {"layout": "grid", "scheme": "auto", "pairing": "poster", **chosen}
    room = creator.open(ROOM)
    for name, value in chosen.items():
        form = room.form_of(name)
        assert form is not None
        form.tick(name, [value])
        creator.browser.send(form)
    picker = creator.picker()
    if any("Publish" in form.buttons for form in picker.forms):
        picker = creator.browser.press(picker, "Publish")
    address = picker.links["See the page"]
    drawn = f'data-scheme="{chosen["scheme"]}" data-pairing="{chosen["pairing"]}"'
    wait_until_drawn(address, drawn)
    return address.removeprefix(creator.site.url)


def wait_until_drawn(address: str, text: str) -> None:
    """Wait for a page with this text: the one before it is shown for up to a second more."""
    wait_for(lambda: text in requests.get(address, timeout=PATIENCE_SECONDS).text, text)


@pytest.fixture
def looks(creator: Creator) -> Callable[..., str]:
    """Return a function that gives the creator's page a look, and returns the page's path."""
    return lambda **chosen: give(creator, **chosen)


@pytest.mark.parametrize("engine", ["chromium", "firefox"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_scrolls_sideways(
    layout: str,
    engine: str,
    looks: Callable[..., str],
    visit: Visit,
    visit_firefox: VisitFirefox,
) -> None:
    path = looks(layout=layout, pairing=PAIRINGS[LAYOUTS.index(layout) % 3])
    tab: Tab = visit_firefox() if engine == "firefox" else ChromiumTab(visit())

    tab.open(path)

    assert tab.count("main a.cover") == 9
    through = widths.FEWEST_WIDTHS if engine == "firefox" else widths.FEW_WIDTHS
    assert widths.misfits(tab, through) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_holds_whatever_the_visitors_system_says(
    scheme: str, looks: Callable[..., str], visit: Visit
) -> None:
    path = looks(scheme=scheme, layout=LAYOUTS[SCHEMES.index(scheme)], pairing=PAIRINGS[1])
    page = visit().open(path)
    colours = {}

    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        for system in ("light", "dark"):
            page.emulate_media(color_scheme=system, reduced_motion="reduce")
            colours[system] = page.evaluate(BEHIND)
        assert (colours["light"] == colours["dark"]) == (scheme != "auto")
    # The other two pairs of a width and a system look the same in a scheme that holds.
    found = violations(page, scheme, EVERY_VIEW if scheme == "auto" else EVERY_VIEW[::3])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_strip_is_scrolled_by_keyboard(
    language: str, site: Site, new_creator: NewCreator, visit: Visit
) -> None:
    creator, _path = published(site, new_creator(9), 9)
    path = give(creator, layout="strip")
    settings = creator.open("/studio/account").form_with("Save")
    settings.tick("language", [language])
    creator.browser.send(settings)
    wait_until_drawn(site.url + path, f'<html lang="{language}"')
    page = visit(viewport={"width": PHONE, "height": HEIGHTS[PHONE]}, reduced_motion="reduce").open(
        path
    )
    strip = page.locator("[data-layout=strip]")
    assert strip.evaluate("each => each.scrollWidth > 2 * each.clientWidth")

    strip.locator("a").first.focus()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    expect(strip).not_to_have_js_property("scrollLeft", 0)

    strip.locator("a").last.focus()
    expect(strip.locator("a").last).to_be_in_viewport(ratio=0.9)


def test_the_first_video_of_a_feature_is_twice_as_wide(
    looks: Callable[..., str], visit: Visit
) -> None:
    page = visit().open(looks(layout="feature"))
    boxes = [page.locator(".video-grid .frame").nth(n).bounding_box() for n in (0, 1)]

    assert boxes[0] is not None
    assert boxes[1] is not None
    assert 1.9 < boxes[0]["width"] / boxes[1]["width"] < 2.5
    assert boxes[0]["width"] <= 360
