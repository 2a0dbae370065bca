"""A browser of 2022, without light-dark(), color-mix() and oklch(), shows every page readably."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route

from tests.look.colours import SCHEMES
from tests.look.staging import Stage
from tests.look.test_languages_drawn import DRAWN, SAMPLES

#: Functions for which a name that no browser knows stands in.
NEWER = re.compile(r"\b(?:light-dark|color-mix|oklch)(?=\()")
GROUND = "getComputedStyle(document.body).backgroundColor"
#: The rules about colours; test_languages_drawn.py has the others, on the same pages.
OPTIONS = {"iframes": False, "resultTypes": ["violations"], "runOnly": ["cat.color"]}
LINES = """() => [...document.querySelectorAll(".frame .placeholder")]
    .filter(each => each.checkVisibility())
    .map(each => getComputedStyle(each).borderTopColor)"""


@pytest.fixture
def older(stage: Stage) -> Stage:
    """A stage whose browser knows none of these functions."""

    def answer(route: Route) -> None:
        sheet = stage.app.test_client().get(route.request.url.partition("showreel.test")[2])
        route.fulfill(body=NEWER.sub(r"unknown-\g<0>", sheet.text), content_type="text/css")

    stage.page.route("**/static/css/**", answer)
    return stage


@pytest.mark.parametrize("name", DRAWN)
def test_every_text_reads(older: Stage, name: str) -> None:
    older.answers["GET /studio"] = lambda _path, _query: (204, "")  # nothing new
    page = older.show(SAMPLES[name])
    page.wait_for_load_state("load")

    for scheme in SCHEMES:
        page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
        found = Axe().run(page, options=OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate(GROUND) in ("rgb(251, 249, 246)", "rgb(20, 17, 13)")


def test_a_pale_text_is_found(older: Stage) -> None:
    page = older.show(SAMPLES["privacy"])
    page.evaluate("() => { document.querySelector('h1').style.color = '#ccc' }")

    assert Axe().run(page, options=OPTIONS).violations_count == 1


def test_a_card_without_a_picture_keeps_its_lines(older: Stage) -> None:
    page = older.show(SAMPLES["page in sections"])

    lines = page.evaluate(LINES)

    assert lines
    assert set(lines) == {"rgba(51, 36, 15, 0.34)"}
