"""A creator's actions over HTTP, without a browser: sign in, sync, tick, publish."""

from __future__ import annotations

from portfolio.supervisor.browser import Browser, Page
from portfolio.supervisor.demo_page import boxes, save
from tests.servers.launch import Site
from tests.servers.waiting import wait_for


def sign_in(browser: Browser, site_url: str, account: str) -> None:
    """Sign in with TikTok."""
    login = browser.open(f"{site_url}/login")
    consent = browser.press(login, "Continue with TikTok")
    consent.form_with("Continue").tick("account", [account])
    browser.press(consent, "Continue")


def published(site: Site, account: str, picks: int) -> tuple[Creator, str]:
    """Sign in, sync, and publish the newest `picks` videos; return the creator and the path."""
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator, creator.publish(picks).removeprefix(site.url)


class Creator:
    """One creator with a browser of their own, which handles only links and forms."""

    def __init__(self, site: Site, account: str) -> None:
        self.site = site
        self.account = account
        self.browser = Browser()

    def sign_in(self) -> None:
        sign_in(self.browser, self.site.url, self.account)

    @property
    def session(self) -> str:
        """The cookie with which another browser is signed in too."""
        return self.browser.cookies["session"]

    def picker(self) -> Page:
        return self.browser.open(f"{self.site.url}/studio/videos")

    def is_synced(self) -> bool:
        """Whether no sync is under way; only then the picker offers another one."""
        return any("Check TikTok now" in form.buttons for form in self.picker().forms)

    def sync(self) -> None:
        """Ask for a whole sync and wait for its end."""
        self.browser.press(self.picker(), "Check TikTok now")
        wait_for(self.is_synced, "the sync")

    def publish(self, count: int) -> str:
        """Tick the newest `count` videos and publish; return the address of the page."""
        page = self.picker()
        save(self.browser, page, boxes(page)[:count])
        return self.browser.press(self.picker(), "Publish").links["See the page"]

    def open(self, path: str) -> Page:
        return self.browser.open(f"{self.site.url}{path}")
