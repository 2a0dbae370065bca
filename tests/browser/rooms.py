"""Every room of the studio in each of its states: folded parts open, fields refused, ticks lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Page

from portfolio import clock
from tests.browser import deeds
from tests.browser.watched import Watched
from tests.servers.creators import Creator

#: Complaints of a console about answers that the states ask for: refused forms, a failed tick.
TROUBLE = ("400", "404", "500", "htmx")
#: A page of the studio that has nothing to open.
PLAIN = ("/studio/account", "/studio/leaving", "/studio/editions/1", "/studio/preview")


def speak(creator: Creator, code: str) -> None:
    """Choose the language of the creator's studio."""
    form = creator.open("/studio/account").form_with("Save")
    form.tick("language", [code])
    creator.browser.send(form)


def states(studio: Watched, creator: Creator) -> Iterator[str]:
    """Bring the studio into one state after the other; yield each one's name.

    The creator has published some of at least eight videos.
    """
    yield from states_of_change(studio, creator)
    yield from other_states(studio, creator)


def states_of_change(studio: Watched, creator: Creator) -> Iterator[str]:
    """As `states`, in the rooms that change the draft and the page."""
    studio.expect_trouble(*TROUBLE)
    deeds.enter(studio, creator, "/studio/order")
    yield from _order(studio.page)
    for room in (_look, _page):
        yield from room(studio)


def other_states(studio: Watched, creator: Creator) -> Iterator[str]:
    """As `states`, in all other rooms."""
    studio.expect_trouble(*TROUBLE)
    studio.set_cookie("session", creator.session)
    yield from _editions(studio)
    for path in PLAIN:
        studio.open(path)
        yield path
    studio.page.locator("main a.cover").first.click()
    studio.page.locator("dialog[open]").wait_for()
    yield "player in the preview"
    yield from _picker(studio)


def first_states(studio: Watched, creator: Creator) -> Iterator[str]:
    """As `states`, for a creator who has published nothing yet."""
    deeds.enter(studio, creator, "/studio/videos")
    yield "picker, first steps"
    for path in ("/studio/order", "/studio/page", "/studio/editions"):
        studio.open(path)
        yield f"{path}, first steps"


def _order(page: Page) -> Iterator[str]:
    page.locator("#title-new").fill("Recipes")
    page.locator("#add").click()
    page.locator(".section-edit summary").first.click()
    yield "order, a section's forms open"
    page.locator(".section-edit [name=sort]").first.select_option("newest")
    page.locator(".section-edit [name=count]").first.fill("2")
    page.locator(".section-edit form[aria-labelledby] button").first.click()
    page.locator("[name=leave-out]").first.click()
    page.locator(".kept-out summary").click()
    page.locator("[name=pin]").first.click()
    page.locator("[name=unpin]").wait_for()
    page.locator(".order-tick input").first.check()
    page.locator("#place").fill("x")
    page.locator("#to-place").click()
    page.locator("#place-wrong").wait_for()
    page.locator("#title-new").fill("x" * 121)
    page.locator("#add").click()
    page.locator("#title-new-wrong").wait_for()
    yield "order, with a rule and those it leaves out, a pin, and refused fields"
    page.locator(".row-tools a").first.click()
    page.locator("#title-own").fill("x" * 201)
    page.locator("#save-texts").click()
    page.locator("#title-own-wrong").wait_for()
    yield "own texts, refused"


def _look(studio: Watched) -> Iterator[str]:
    page = studio.open("/studio/look")
    page.locator(".more-links summary").click()
    page.locator("#address-0").fill("javascript:x")
    page.locator("#save-links").click()
    page.locator("#address-0-wrong").wait_for()
    yield "look, more links and a refused one"


def _page(studio: Watched) -> Iterator[str]:
    page = studio.open("/studio/page")
    page.locator("#handle").fill("no way")
    page.locator("#save-page").click()
    page.locator("#handle-wrong").wait_for()
    yield "page, refused"


def _editions(studio: Watched) -> Iterator[str]:
    page = studio.open("/studio/editions")
    page.locator("section[aria-labelledby=link] button[type=submit]").click()
    page.locator("#private").wait_for()
    page.locator("#at").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%dT18:00}")
    page.locator(".time-form button").click()
    page.locator("section[aria-labelledby=appointment] time").wait_for()
    yield "editions, with a private link and a set time"


def _picker(studio: Watched) -> Iterator[str]:
    page = studio.open("/studio/videos?q=zzzzq&kind=photo")
    yield "picker, nothing found"
    page = studio.open("/studio/videos")
    page.locator(".search-filters summary").click()
    page.route("**/studio/picks", lambda route: route.fulfill(status=500, body=""))
    page.locator(".tile-label").nth(6).click()
    page.locator("[data-state=failed]").wait_for()
    page.unroute("**/studio/picks")
    yield "picker, filters open and a tick that failed"
