"""Embeds in pages of another site: alone, with our script, and in WordPress' sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from portfolio.views import embed_layout
from tests.browser.conftest import NewCreator
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.process import Firefox
from tests.browser.framing import (
    TELLS,
    WORDPRESS_FRAME,
    WORDPRESS_SCRIPT,
    Framing,
    InChromium,
    InFirefox,
)
from tests.browser.watched import Watched
from tests.servers.creators import published
from tests.servers.launch import Site
from tests.support.other_site import other_site

WIDTHS, VIDEOS = (320, 600, 1000), 7
#: Firefox stores nothing for any site then. The whole Chromium, unlike its build without windows,
#: stores nothing for a third party in a fresh profile.
NO_STORAGE = {"network.cookie.cookieBehavior": 2}
#: The height of a frame that says none.
FIRST = 250


@pytest.fixture(params=["chromium", "firefox"])
def framing(
    request: pytest.FixtureRequest, site: Site, visit_firefox: VisitFirefox
) -> Iterator[Framing]:
    """A tab in which a third party stores nothing, without a line in its console at the end."""
    if request.param == "chromium":
        chromium: Browser = request.getfixturevalue("keeping_chromium")
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        watched = Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
        framing: Framing = InChromium(watched)
        yield framing
        context.close()
        assert watched.problems == []
    else:
        firefox: Firefox = request.getfixturevalue("firefox")
        framing = InFirefox(visit_firefox(preferences=NO_STORAGE), firefox)
        yield framing
    assert framing.said == []


@pytest.fixture
def path(site: Site, new_creator: NewCreator) -> str:
    """The path of a page; that of its first video is `video`."""
    return published(site, new_creator(VIDEOS), VIDEOS)[1]


@pytest.fixture
def video(site: Site, path: str) -> str:
    videos = site.control(f"creators/{path.removeprefix('/@')}")["videos"]
    return f"{path}/v/{videos[0]['id']}"


@contextmanager
def blog(body: str) -> Iterator[str]:
    with other_site({"/": f"{body}<p>The end."}) as address:
        yield f"{address}/"


def frame(address: str, width: int) -> str:
    return f'<iframe src="{address}" width="{width}" height="{FIRST}" title="Mira"></iframe>'


def in_wordpress(addresses: list[tuple[str, int]]) -> str:
    frames = (
        f'<iframe {WORDPRESS_FRAME.format(place, address)} width="{width}" title="Mira"></iframe>'
        for place, (address, width) in enumerate(addresses)
    )
    return "".join(frames)


def natural(width: int) -> int:
    return embed_layout.height_of_page(VIDEOS, width)


def test_a_frame_has_its_own_height_by_our_script_and_its_links_open(
    framing: Framing, site: Site, path: str, video: str
) -> None:
    # The first address leads to the second, which it must do in a frame as well.
    spellings = (f"{site.url}{path.upper()}", f"{site.url}{path}", f"{site.url}{path}")
    frames = [frame(f"{each}/embed", width) for each, width in zip(spellings, WIDTHS, strict=True)]
    frames.append(frame(f"{site.url}{video}/embed", 600))
    script = f'<script async src="{site.url}/embed-1.js"></script>'

    with blog("".join(frames) + script) as address:
        framing.tab.open(address)
        framing.becomes([*map(natural, WIDTHS), embed_layout.height_of_video(600)])
        told = framing.in_frames(TELLS)
        with framing.opening() as opened:
            framing.click(0, ".embed-head a")

    assert [each["stores"] for each in told] == [False] * 4
    assert [len(each["widths"]) for each in told] == [7, 7, 7, 2]
    assert all(width for each in told for width in each["widths"])
    assert opened == [f"{site.url}{path}"]


def test_without_the_script_it_stays_at_its_first_height(
    framing: Framing, site: Site, path: str
) -> None:
    with blog("".join(frame(f"{site.url}{path}/embed", width) for width in WIDTHS)) as address:
        framing.tab.open(address)
        framing.in_frames(TELLS)

        assert framing.heights() == [FIRST, FIRST, FIRST]


def test_in_wordpress_sandbox_it_has_its_height_and_its_links_are_followed(
    framing: Framing, site: Site, path: str, video: str
) -> None:
    shown = [(f"{site.url}{video}/embed", 600)]
    shown += [(f"{site.url}{path}/embed", width) for width in WIDTHS]

    with blog(in_wordpress(shown) + WORDPRESS_SCRIPT) as address:
        framing.tab.open(address)
        framing.becomes([embed_layout.height_of_video(600), *map(natural, WIDTHS)])
        told = framing.in_frames(TELLS)
        framing.click(0, "a.embed-video")
        framing.tab.wait_until("end => location.href.endsWith(end)", video)

    assert [each["stores"] for each in told] == [False] * 4
    assert all(width for each in told for width in each["widths"])
    framing.said.clear()  # of the page that is there now


def test_without_scripts_it_scrolls_inside_and_its_links_open(
    browser: Browser, site: Site, path: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with blog(frame(f"{site.url}{path}/embed", 320)) as address:
        page.goto(address)
        shown = page.frame_locator("iframe")
        shown.locator("a.cover").nth(5).scroll_into_view_if_needed()
        assert shown.locator("footer").bounding_box()["y"] < FIRST
        with context.expect_page() as opened:
            shown.locator("footer a").first.click()
        opened.value.wait_for_url(f"**{path}")
    context.close()
