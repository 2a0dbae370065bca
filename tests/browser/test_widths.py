"""Every kind of page at every width, in both engines, with the most difficult texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle
from urllib.parse import urlencode

import pytest
import requests

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator, Visit
from tests.browser.courses import widths
from tests.browser.courses.history import open_first
from tests.browser.courses.walk import press_through_consent, sign_in
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.tab import Tab
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

VIDEOS = len(widths.AWFUL)
NAMES = {"word": widths.WIDE[:40], "wide": "﷽" * 30, "stacked": widths.ZALGO * 3}
WORDS = ("/", "/login", "/privacy", "/terms", "/api")
ROOMS = (
    "/studio/order",
    "/studio/look",
    "/studio/page",
    "/studio/editions",
    "/studio/editions/1",
    "/studio/preview",
    "/studio/account",
    "/studio/leaving",
    *(f"/studio/videos?{urlencode({'q': text})}" for text in (widths.WIDE[:40], "W" * 90)),
)


def published(site: Site, account: str, name: str) -> str:
    """Publish a page with difficult texts everywhere; return its path."""
    site.control("creators", {"account": account, "videos": VIDEOS})
    site.control(
        f"creators/{account}", {"display_name": name, "bio": " ".join(widths.AWFUL)}, "PATCH"
    )
    ids = [video["id"] for video in site.control(f"creators/{account}")["videos"]]
    titles = dict(zip(ids, cycle(widths.AWFUL), strict=False))
    site.control(
        f"creators/{account}/videos", {"change": {id: {"title": t} for id, t in titles.items()}}
    )
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator.publish(VIDEOS).removeprefix(site.url)


def signed_in(site: Site, account: str, videos: int) -> Creator:
    """Make a creator with `videos` videos, sign in, and wait for the library."""
    site.control("creators", {"account": account, "videos": videos})
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator


def write(creator: Creator, path: str, button: str, **values: str) -> None:
    """Type values into the fields of the form with this button, and press it."""
    form = creator.open(path).form_with(button)
    form.fields = [pair for pair in form.fields if pair[0] not in values] + list(values.items())
    creator.browser.send(form)


def publish_recent_alone(creator: Creator) -> str:
    """Publish a page that holds the newest videos and no pick; return its address."""
    settings = creator.open("/studio/page").form_with("Save")
    settings.tick("recent", ["1"])
    creator.browser.send(settings)
    return creator.browser.press(creator.picker(), "Publish").links["See the page"]


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, str]:
    """The path of each page with difficult texts, by account."""
    return {account: published(site, account, name) for account, name in NAMES.items()}


@pytest.fixture(scope="module")
def short_pages(site: Site) -> dict[str, str]:
    """The paths of a page with one video, and of one without any."""
    single = signed_in(site, "single", 1).publish(1)
    empty = publish_recent_alone(signed_in(site, "empty", 0))
    return {"single": single.removeprefix(site.url), "empty": empty.removeprefix(site.url)}


@pytest.fixture(scope="module")
def draft(site: Site, pages: dict[str, str]) -> Creator:
    """A creator whose draft has words of their own everywhere, none of which can be broken."""
    creator = Creator(site, "word")
    creator.sign_in()
    write(creator, own_texts(creator), "Save", title=widths.WIDE, alt=widths.WIDE)
    write(creator, "/studio/order", "Add section", title=widths.WIDE)
    write(creator, "/studio/look", "Save words", headline=widths.WIDE)
    return creator


@pytest.fixture(scope="module")
def secret_addresses(draft: Creator, site: Site) -> Sequence[str]:
    """The private address of that draft, and the address of a receipt."""
    made = draft.browser.press(draft.open("/studio/editions"), "Make a private link").address
    shown = requests.get(made, cookies=draft.browser.cookies, timeout=PATIENCE_SECONDS).text
    (link,) = re.findall(rf'"({site.url}/preview/[^"]+)"', shown)
    leaver = signed_in(site, "leaver", 1)
    left = leaver.browser.press(leaver.open("/studio/leaving"), "Disconnect and delete everything")
    return str(link), left.address


def own_texts(creator: Creator) -> str:
    """Return the path of the texts of the first pick."""
    links = creator.open("/studio/order").links.values()
    (path, *_) = [link for link in links if "/studio/order/picks/" in link]
    return path.removeprefix(creator.site.url)


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, visit: Visit, visit_firefox: VisitFirefox) -> Tab:
    tab = visit_firefox() if request.param == "firefox" else ChromiumTab(visit())
    tab.expect_trouble("404")
    return tab


@pytest.fixture
def many(tab: Tab) -> Sequence[int]:
    """The widths of public pages in this engine: all of them would take minutes in Firefox."""
    return widths.WIDTHS if isinstance(tab, ChromiumTab) else widths.FEW_WIDTHS


@pytest.fixture
def some(tab: Tab) -> Sequence[int]:
    """The widths of all other pages in this engine."""
    return widths.FEW_WIDTHS if isinstance(tab, ChromiumTab) else widths.FEWEST_WIDTHS


def test_no_public_page_scrolls_sideways_and_every_block_of_text_fits_its_place(
    tab: Tab, pages: dict[str, str], many: Sequence[int]
) -> None:
    found = []
    for path in (*WORDS, *pages.values()):
        tab.open(path)
        found += widths.misfits(tab, many)

    assert found == []


def test_no_page_of_few_videos_scrolls_sideways(
    tab: Tab, short_pages: dict[str, str], many: Sequence[int]
) -> None:
    found = []
    for name, count in (("single", 1), ("empty", 0)):
        tab.open(short_pages[name])
        assert tab.count("main a.cover") == count
        found += widths.sideways(tab, many)

    assert found == []


def test_no_page_about_an_error_scrolls_sideways(
    tab: Tab, site: Site, new_creator: NewCreator, some: Sequence[int]
) -> None:
    tab.expect_trouble("400", "503")
    site.control("faults", {"endpoint": "oauth/token", "kind": "html", "count": 1})
    found = []
    for path in ("/@nobody-has-this", "/login/callback"):
        tab.open(path)
        found += widths.sideways(tab, some)

    press_through_consent(tab, new_creator(1))
    tab.wait_for_path("/login/callback")
    tab.resize(1280, 900)
    assert tab.text(".illustration") == "503"
    found += widths.sideways(tab, some)

    assert found == []


def test_no_player_scrolls_sideways(tab: Tab, pages: dict[str, str], some: Sequence[int]) -> None:
    found = []
    for path in pages.values():
        tab.resize(1280, 900)
        video = open_first(tab, path)
        found += widths.sideways(tab, some)
        tab.open(video)
        found += widths.sideways(tab, some)

    assert found == []


def test_the_player_of_a_phone_on_its_side_is_seen_whole(tab: Tab, pages: dict[str, str]) -> None:
    tab.resize(640, 360)
    found = []
    for path in pages.values():
        video = open_first(tab, path)
        found += widths.out_of_reach(tab)
        tab.open(video)
        found += widths.out_of_reach(tab)

    assert found == []


def test_no_room_of_the_studio_scrolls_sideways(
    tab: Tab, draft: Creator, some: Sequence[int]
) -> None:
    sign_in(tab, draft.account)
    found = widths.sideways(tab, some)
    for path in (*ROOMS, own_texts(draft)):
        tab.open(path)
        found += widths.sideways(tab, some)

    assert found == []


def test_no_page_at_a_secret_address_scrolls_sideways(
    tab: Tab, secret_addresses: Sequence[str], some: Sequence[int]
) -> None:
    found = []
    for address in secret_addresses:
        tab.open(address)
        found += widths.sideways(tab, some)

    assert found == []


def test_the_picture_in_hand_is_drawn_whole(tab: Tab) -> None:
    tab.open("/")

    assert widths.cut(tab, (390, 820, 1440)) == []
