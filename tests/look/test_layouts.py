"""The layouts: nothing moves when pictures and faces arrive, and all fits the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from portfolio.services.pages.look import LAYOUTS, PAIRINGS
from portfolio.views.contexts import Context
from tests.browser.courses.widths import UNDRAWN
from tests.look.sample_pages import LONG_NAME, laid_out, show
from tests.look.staging import Stage

PLACES = """() => [...document.querySelectorAll(
        "h1, h2, .headline, .bio, .page-follow, .page-links a, .frame, .title, footer")]
    .map(each => [each.className || each.tagName, Math.round(each.getBoundingClientRect().top),
        Math.round(each.getBoundingClientRect().left)])"""
ARRIVED = """async () => {
    await document.fonts.ready;
    const first = [...document.images].filter(each => each.loading !== "lazy");
    await Promise.all(first.map(each => each.decode()));
}"""
#: Pictures and faces.
LATE = re.compile(r"tiktokcdn|woff2")
WIDE_NAME = """() => {
    const name = document.querySelector("h1");
    return name.scrollWidth > name.clientWidth + 1;
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
#: Every pair of a layout and a pairing, at the width of a phone or of a desktop by turns, so that
#: each layout and each pairing is met at both.
IN_PAIRS = [
    (layout, pairing, (390, 1280)[(row + column) % 2])
    for row, layout in enumerate(LAYOUTS)
    for column, pairing in enumerate(PAIRINGS)
]
WIDTHS = (280, 320, 390, 639, 640, 820, 959, 960, 1440, 2560)


def context_of(layout: str, pairing: str = "book", most: int = 12, name: str = "") -> Context:
    """Return a page with the first `most` videos of each section in a layout."""
    page = laid_out(layout)
    sections = [replace(each, cards=each.cards[:most]) for each in page.sections]
    look = replace(page.look, pairing=pairing)
    return show(
        replace(page, look=look, name=name or page.name, sections=tuple(sections)),
    )


def places(page: Page) -> list[Any]:
    return list(page.evaluate(PLACES))


@pytest.mark.parametrize(("layout", "pairing", "width"), IN_PAIRS)
def test_nothing_moves_when_pictures_and_faces_arrive(
    stage: Stage, layout: str, pairing: str, width: int
) -> None:
    held: list[Route] = []
    stage.page.set_viewport_size({"width": width, "height": 900})
    stage.page.route(LATE, lambda route: held.append(route))
    page = stage.show(context_of(layout, pairing))
    before = places(page)
    assert held

    page.unroute(LATE)
    for route in held:
        route.fallback()
    page.evaluate(ARRIVED)

    assert places(page) == before


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_section_of_any_length_fits_every_width(stage: Stage, layout: str) -> None:
    page = stage.show(context_of(layout))
    page.evaluate(UNDRAWN)
    found = []

    for most in (1, 2, 3, 12):
        stage.show_in_place(context_of(layout, most=most))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [(most, width)] if page.evaluate(SIDEWAYS) else []

    assert found == []


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_a_name_of_any_length_fits_in_each_pairing(stage: Stage, pairing: str) -> None:
    page = stage.show(context_of("grid", pairing))
    page.evaluate(UNDRAWN)
    found = []

    for name in ("Li", LONG_NAME, "forty words " * 20):
        stage.show_in_place(context_of("grid", pairing, name=name.strip()))
        assert page.locator("h1").text_content() == name.strip()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(WIDE_NAME)
            found += [(name, width)] if wide or page.evaluate(SIDEWAYS) else []

    assert found == []


def test_a_large_first_video_changes_sides_where_others_fill_its_row(stage: Stage) -> None:
    page = stage.show(context_of("feature", "poster"))

    lefts = page.evaluate(
        """() => [...document.querySelectorAll("[data-layout=feature]")].map(list =>
            list.firstElementChild.getBoundingClientRect().left
            - list.getBoundingClientRect().left > 200)"""
    )

    assert lefts == [False, True]
