"""Every page in each language: axe finds no violation, and no page scrolls sideways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from portfolio import languages
from portfolio.languages import LANGUAGES, SOURCE
from portfolio.views.studio_contexts import Step, Studio
from tests.browser.courses.widths import BEYOND, UNDRAWN
from tests.look.samples import samples
from tests.look.staging import Stage

#: One state of each page; all other tests here cover English.
DRAWN = (
    "home",
    "sign-in",
    "privacy",
    "stop",
    "page in sections",
    "player",
    "picker",
    "picker, first sync",
    "page settings, wrong",
    "page settings, suspended",
    "account",
    "leaving",
    "receipt",
    "report, refused",
)
SAMPLES = {name: context for name, context in samples() if name in DRAWN}
TRANSLATED = [code for code in LANGUAGES if code != SOURCE]
#: CSS pixels: a small phone and a usual one, a tablet, a desktop.
WIDTHS = (320, 360, 768, 1440)
OUT_OF_SIGHT = """() => [...document.querySelectorAll(".studio-nav a")].filter(each => {
    const { left, right } = each.getBoundingClientRect();
    return left < 0 || right > document.documentElement.clientWidth;
}).map(each => each.textContent)"""

#: The words of headings, links, buttons and steps that are broken between two letters. Names of
#: creators and videos may be broken: they have `dir` or `<bdi>`.
BROKEN = """() => {
    const own = node => !node.parentElement.closest("[dir=auto], bdi, iframe, .cover, option");
    const at = (node, from, to) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range.getClientRects();
    };
    const nodes = [...document.querySelectorAll("h1, h2, h3, nav a, button, label, legend, b")]
        .filter(each => each.checkVisibility())
        .flatMap(each => [...each.childNodes].filter(node => node.nodeType === 3 && own(node)));
    return nodes.flatMap(node => [...node.data.matchAll(/[\\p{L}\\p{M}]+/gu)]
        .filter(({ 0: word, index }) => {
            const rects = [...at(node, index, index + word.length)].filter(each => each.width);
            return new Set(rects.map(each => Math.round(each.top))).size > 1;
        }).map(found => found[0]));
}"""

each_page = pytest.mark.parametrize("name", DRAWN)
each_language = pytest.mark.parametrize("code", TRANSLATED)


def show(stage: Stage, code: str, name: str) -> Any:
    stage.language = code
    stage.answers["GET /studio/"] = lambda _path, _query: (204, "")  # nothing new
    context = SAMPLES[name]
    if isinstance(context, Studio):
        me = replace(context.me, steps=[translated(stage, step) for step in context.me.steps])
        context = replace(context, me=me)
        return stage.show(context, "/studio")  # there a frame beside the controls is allowed
    return stage.show(context)


def translated(stage: Stage, step: Step) -> Step:
    with stage.app.test_request_context("/"):
        languages.speak(stage.language)
        return replace(step, title=languages.gettext(step.title))


@each_language
@each_page
def test_a_page_is_accessible_as_wide_as_its_window_and_breaks_no_word(
    stage: Stage, code: str, name: str
) -> None:
    stage.page.emulate_media(reduced_motion="reduce")
    page = show(stage, code, name)
    page.wait_for_load_state("load")

    found = Axe().run(page, options={"iframes": False, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    page.evaluate(UNDRAWN)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BEYOND) == [], width
        assert page.evaluate(BROKEN) == [], width


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_room_of_the_studio_is_in_sight_without_scrolling(stage: Stage, code: str) -> None:
    page = show(stage, code, "account")
    for width in (280, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OUT_OF_SIGHT) == [], width


def test_a_broken_word_is_found(stage: Stage) -> None:
    page = show(stage, "de", "picker, first sync")

    page.evaluate("document.querySelector('.step-text b').style.maxWidth = '4ch'")

    assert page.evaluate(BROKEN) != []


def test_what_is_too_wide_is_found(stage: Stage) -> None:
    page = show(stage, "ar", "privacy")

    page.evaluate("document.querySelector('h1').style.minWidth = '3000px'")

    assert page.evaluate(BEYOND) != []


@pytest.mark.parametrize(("code", "key"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_the_arrow_that_reads_on_opens_the_next_video(stage: Stage, code: str, key: str) -> None:
    page = show(stage, code, "page in sections")
    covers = page.locator("main a.cover[data-embed]")
    covers.first.click()
    following = covers.nth(1).locator(".title").text_content()

    page.locator("dialog [data-part=title]").press(key)

    assert page.locator("dialog [data-part=title]").text_content() == (following or "").strip()


def test_the_words_of_a_script_are_in_the_language_of_the_page(stage: Stage) -> None:
    page = show(stage, "de", "page in sections")

    page.locator("main a.cover[data-embed]").first.click()

    assert "1 von 12" in (page.locator("dialog [data-part=place]").text_content() or "")
    title = page.locator("dialog iframe").get_attribute("title") or ""
    assert title.startswith("TikTok-Player: ")


@pytest.mark.parametrize(
    ("code", "words"),
    [("de", "wurden nicht gespeichert"), ("ar", "لم تُحفظ التحديدات")],
)
def test_a_script_says_in_its_language_what_was_not_saved(
    stage: Stage, code: str, words: str
) -> None:
    page = show(stage, code, "picker")
    stage.answers["POST /studio/picks"] = lambda _path, _query: (500, "")
    boxes = page.locator("input[name=pick]:enabled:not(:checked)")

    boxes.evaluate_all("boxes => boxes.slice(0, 2).forEach(box => box.click())")  # in one go

    page.locator("#saving", has_text=words).wait_for()
