"""With the system's forced colours every text is readable and the palette keeps its colours."""

from __future__ import annotations

import pytest

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import Visit
from tests.browser.courses.history import open_first
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.tab import FirefoxTab
from tests.servers.creators import Creator, published
from tests.servers.launch import Site

IS_FORCED = "() => matchMedia('(forced-colors: active)').matches"
PATCHES = """() => [...document.querySelectorAll(".swatch .patch")]
    .map(patch => getComputedStyle(patch).backgroundColor)"""
# The underline of each room's name, that of the open room first.
LINES = """() => [...document.querySelectorAll(".studio-nav a")]
    .map(room => getComputedStyle(room).borderBottomColor)"""
# Texts with too little contrast, by WCAG 2.2, to the first opaque background behind them.
UNREAD = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const pixel = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const behind = each => {
        const colour = pixel(getComputedStyle(each).backgroundColor);
        return colour[3] < 255 && each.parentElement ? behind(each.parentElement) : colour;
    };
    const light = colour => {
        const [red, green, blue] = colour.slice(0, 3).map(each => each / 255).map(each =>
            each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = each => {
        const both = [light(pixel(getComputedStyle(each).color)), light(behind(each))];
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    };
    return [...document.querySelectorAll("body *")]
        .filter(each => each.checkVisibility() && !each.closest(":disabled")
            && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())
            && contrast(each) < 4.5)
        .map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 30)}`);
}"""
ROOMS = (
    "/studio/videos",
    "/studio/order",
    "/studio/look",
    "/studio/page",
    "/studio/editions",
    "/studio/account",
    "/studio/leaving",
)


Tab = ChromiumTab | FirefoxTab


@pytest.fixture(scope="module")
def public(site: Site) -> tuple[Creator, str]:
    """A creator who has published five of nine videos, and the path of the page."""
    site.control("creators", {"account": "forced", "videos": 9})
    return published(site, "forced", 5)


@pytest.fixture(params=["chromium", "firefox"])
def tab(
    request: pytest.FixtureRequest,
    visit: Visit,
    visit_firefox: VisitFirefox,
    public: tuple[Creator, str],
) -> Tab:
    """A tab of that creator, whose system forces its own colours."""
    tab: Tab = (
        visit_firefox(preferences={"browser.display.document_color_use": 2})
        if request.param == "firefox"
        else ChromiumTab(visit(forced_colors="active"))
    )
    tab.set_cookie("session", public[0].session)
    return tab


def test_every_text_is_read_on_its_background(tab: Tab, public: tuple[Creator, str]) -> None:
    path = public[1]
    tab.expect_trouble("404")
    video = open_first(tab, path)

    unread = []
    for each in ("/", "/login", "/privacy", "/@nobody-has-this", path, video, *ROOMS):
        tab.open(each)
        assert tab.evaluate(IS_FORCED)
        unread += [f"{each}: {text}" for text in tab.evaluate(UNREAD)]

    assert unread == []


def test_the_room_that_is_open_is_told_apart(tab: Tab) -> None:
    tab.open("/studio/videos")

    lines = tab.evaluate(LINES)

    assert tab.evaluate(IS_FORCED)
    assert len(lines) == 6  # rooms
    assert lines.count(lines[0]) == 1


def test_the_palette_keeps_thirty_six_colours(tab: Tab) -> None:
    tab.open("/studio/look")

    assert tab.evaluate(IS_FORCED)
    assert len(set(tab.evaluate(PATCHES))) == 36
