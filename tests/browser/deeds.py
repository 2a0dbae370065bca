"""Actions of creators and visitors in a browser: pressing, scrolling and looking."""

from __future__ import annotations

import re

import requests
from playwright.sync_api import Locator, Page, expect

from portfolio.supervisor.browser import Browser
from tests.browser.watched import Watched
from tests.servers import creators
from tests.servers.launch import Site

LOADED = "image => image.complete && image.naturalWidth > 0"


def sign_in(browser: Watched, account: str) -> Page:
    """Sign in over HTTP, which is quicker, give the browser the session, and open the picker."""
    by_forms = Browser()
    creators.sign_in(by_forms, browser.site, account)
    browser.set_cookie("session", by_forms.cookies["session"])
    return browser.open("/studio/videos")


def enter(browser: Watched, creator: creators.Creator, path: str) -> Page:
    """Open a room of the studio in the session in which the creator has signed in over HTTP."""
    browser.set_cookie("session", creator.session)
    return browser.open(path)


def sign_in_by_hand(browser: Watched, account: str) -> Page:
    """Sign in with TikTok, from the sign-in page to the picker."""
    page = browser.open("/login")
    page.get_by_role("button", name="Continue with TikTok").click()
    allow(page, account)
    return page


def allow(page: Page, account: str) -> None:
    """Choose an account on TikTok's consent page, and allow everything."""
    page.locator(f'input[name="account"][value="{account}"]').check()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_url("**/studio/videos")


def sign_out(browser: Watched) -> None:
    """Sign out in another tab.

    A browser that only loses its cookie gets it again with an answer that was under way.
    """
    tab = browser.context.new_page()
    tab.goto(f"{browser.site}/studio/account")
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.wait_for_url(f"{browser.site}/")
    tab.close()


def wait_for_library(page: Page) -> None:
    """Wait until the sync is over, when its part of the page stops polling."""
    expect(page.locator("#sync:not([hx-get])")).to_have_count(1)


def boxes(page: Page) -> Locator:
    return page.locator('form[data-picks] input[type="checkbox"]')


def tick(page: Page, number: int) -> str:
    """Press the tile at this place (the newest is 0); return the video's id."""
    box = boxes(page).nth(number)
    page.locator("label.tile-label").nth(number).click()
    expect(box).to_be_checked()
    return box.get_attribute("value") or ""


def wait_until_saved(page: Page) -> None:
    """Wait until every tick is acknowledged."""
    expect(page.locator('[data-state="saving"], [data-state="failed"]')).to_have_count(0)
    expect(page.locator("#saving")).not_to_have_text("Saving…")


def scroll_until(page: Page, count: int) -> None:
    """Turn the wheel until at least `count` tiles are there; the last turn may bring more."""
    page.mouse.move(200, 400)
    for _ in range(100):
        if boxes(page).count() >= count:
            return
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(50)  # a person pauses between two turns of the wheel
    raise AssertionError(f"{count} tiles did not come on scrolling")


def scroll_until_more(page: Page) -> None:
    """Scroll until more tiles are there than now."""
    scroll_until(page, boxes(page).count() + 1)


def publish(page: Page) -> str:
    """Press Publish and return the path of the page."""
    page.get_by_role("button", name="Publish", exact=True).click()
    link = page.get_by_role("link", name="See the page")
    expect(link).to_have_count(1)
    expect(page.locator("#changes")).to_have_count(0)
    return re.sub(r"^https?://[^/]+", "", link.get_attribute("href") or "")


def covers(page: Page) -> Locator:
    return page.locator("main a.cover")


def shown_ids(page: Page) -> list[str]:
    """Return the ids of the videos on the public page, in order."""
    ids = page.locator('main a[href*="/v/"] [data-video-id]').evaluate_all(
        "all => all.map(each => each.dataset.videoId)"
    )
    return list(map(str, ids))


def wait_for_pictures(page: Page, count: int) -> None:
    """Scroll through the page until `count` covers are loaded; lazy ones load when seen."""
    images = page.locator("[data-video-id] img")
    expect(images).to_have_count(count)
    for number in range(count):
        image = images.nth(number)
        image.scroll_into_view_if_needed()
        page.wait_for_function(LOADED, arg=image.element_handle())


def embed_links(site: Site, account: str, ids: list[str]) -> dict[str, str]:
    """Ask TikTok itself for the `embed_link` of these videos."""
    token = site.control("grants", {"account": account})["access_token"]
    answer = requests.post(
        f"{site.sandbox_url}/v2/video/query/?fields=id,embed_link",
        json={"filters": {"video_ids": ids}},
        headers={"Authorization": f"Bearer {token}"},
        timeout=120,
    )
    return {each["id"]: each["embed_link"] for each in answer.json()["data"]["videos"]}
