"""Feeds and oEmbed answers that a reader of another site stored: their pictures, days later."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Response

from bench.published import publish
from portfolio.views import card_pictures
from sandbox.addresses import account_of, video_of
from tests.servers.launch import Site, showreel
from tests.servers.moved import MovedClock
from tests.servers.waiting import wait_for
from tests.support.feeds import FORMS
from tests.support.html import Document
from tests.support.other_site import other_site

ACCOUNT, VIDEOS = "mira", 24
TWO_DAYS = 48 * 3600
#: With these down nobody tells new addresses; pictures are there for as long as theirs last.
API = ("oauth/token", "user/info", "video/list", "video/query")
#: The widths of our cards, in pixels.
CARD, AVATAR = card_pictures.COVER[0], card_pictures.AVATAR[0]
#: Chromium without windows calls itself a crawler, and crawlers wait for nothing.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
#: The width of each picture once it is there, by its address; 0 for one that cannot be shown.
WIDTHS = """async () => {
  const all = [...document.images];
  await Promise.allSettled(all.map((each) => each.decode()));
  return Object.fromEntries(all.map((each) => [each.src, each.naturalWidth]));
}"""


class Shown(NamedTuple):
    width: int
    #: Our answer for it: its status, and where it led to.
    status: int
    location: str

    @property
    def video_id(self) -> str:
        """The video of whose cover TikTok's picture is."""
        return str(video_of(urlsplit(self.location).path))

    @property
    def account(self) -> str | None:
        return account_of(urlsplit(self.location).path)


@dataclass(frozen=True)
class Aging:
    """A site, and the clock of it and of TikTok."""

    site: Site
    clock: MovedClock

    def two_days_pass(self) -> None:
        self.clock.advance(TWO_DAYS)
        self.site.control("clock", {"advance": TWO_DAYS})
        # A worker that was not seen for ten seconds counts as gone: let it be seen.
        ready = f"{self.site.url}/readyz"
        wait_for(lambda: requests.get(ready, timeout=60).json()["workers"], "a worker")


@pytest.fixture
def aging(tmp_path: Path) -> Iterator[Aging]:
    """A site of which half of the threads are as many as a browser's connections."""
    clock = MovedClock(tmp_path / "clock")
    with showreel(
        env={**clock.environment, "WEB_THREADS": "12", "RENDER_WAIT": "10"},
        sandbox_options=["--plain-pictures"],
        workers=1,
        altered_by=["tests.servers.moved"],
    ) as site:
        yield Aging(site, clock)


def stored(page: str) -> dict[str, str]:
    """Read the feeds and oEmbed answers of a page; return all pictures with their videos' ids.

    The page's own picture has the id "".
    """
    pictures: dict[str, str] = {}
    for name, (_type, read) in FORMS.items():
        feed = read(requests.get(f"{page}/{name}", timeout=60).content)
        pictures[feed.picture] = ""
        for entry in feed.entries:
            (image,) = Document(entry.content).all("img")
            assert image["src"] == entry.picture
            pictures[entry.picture] = entry.url.rpartition("/")[2]
    videos = [each for each in pictures.values() if each]
    for address, video_id in ((page, videos[0]), (f"{page}/v/{videos[-1]}", videos[-1])):
        endpoint = Document(requests.get(address, timeout=60).text)
        (link,) = endpoint.all("link", type="application/json+oembed")
        told = requests.get(link["href"], timeout=60).json()
        pictures[told["thumbnail_url"]] = video_id
    return pictures


def read(browser: Browser, addresses: Collection[str]) -> dict[str, Shown]:
    """Show these pictures in a page of another site."""
    answers: dict[str, tuple[int, str]] = {}

    def note(response: Response) -> None:
        if response.url in addresses:
            answers[response.url] = (response.status, response.headers.get("location", ""))

    context = browser.new_context(user_agent=AGENT)
    context.on("response", note)
    page = context.new_page()
    with other_site({"/": "".join(f'<img src="{each}" alt="">' for each in addresses)}) as reader:
        page.goto(reader)
        widths: dict[str, int] = page.evaluate(WIDTHS)
    context.close()
    return {each: Shown(widths[each], *answers[each]) for each in addresses}


def assert_right(pictures: Mapping[str, str], shown: Mapping[str, Shown]) -> None:
    """Check that each of these is drawn, and is TikTok's of the right video or account."""
    for address, each in shown.items():
        assert (each.status, each.width > 0) == (302, True), address
        if pictures[address]:
            assert each.video_id == pictures[address]
        else:
            assert each.account == ACCOUNT


def test_after_days_each_is_the_right_picture_and_a_card_while_tiktok_is_down(
    browser: Browser, aging: Aging
):
    pictures = stored(publish(aging.site, ACCOUNT, VIDEOS))
    assert len(pictures) == VIDEOS + 1

    aging.two_days_pass()
    assert_right(pictures, read(browser, pictures))

    for endpoint in API:
        aging.site.control("faults", {"endpoint": endpoint, "kind": "internal_error"})
    aging.two_days_pass()
    shown = read(browser, pictures)
    cards = {address: each for address, each in shown.items() if each.status == 200}
    assert {(each.width, each.location) for each in cards.values()} == {(CARD, ""), (AVATAR, "")}
    # The covers of photo posts live longer.
    assert_right(pictures, {address: shown[address] for address in shown.keys() - cards.keys()})
    assert len(cards) > VIDEOS / 2
