"""Difficult texts stay in their place: few lines, and no ink outside of their block."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.browser.courses.widths import UNDRAWN
from tests.look.samples import samples
from tests.look.staging import Stage
from tests.look.written import rewritten

STACKED = ("Z" + "\u0353\u0300\u0301\u0315" * 12) * 6
WIDE = "﷽" * 30
TEXTS = {"stacked": STACKED, "wide": WIDE, "one wide letter": "﷽ Noor", "long": "W" * 80}
#: A name of several lines, with deep and high letters.
ARABIC = "مهرجان الخبز الطازج في أحياء القاهرة القديمة وضواحيها"
#: Samples that together have every place for a creator's text.
SHOWN = (
    "home",
    "page in sections",
    "page without videos",
    "page, list",
    "page, feature",
    "player",
    "picker",
    "picker, first sync",
    "account",
    "order",
    "own texts",
    "look",
    "editions",
    "preview",
)
SAMPLES = {name: context for name, context in samples() if name in SHOWN}

#: The most lines of each text; all others have one.
LINES = {
    ".bio": 30,
    ".about": 20,
    ".caption, .section-form > p": 8,
    ".page-name, h1, h2, h3, .headline, .empty-page p, .studio-title p": 3,
    "[data-layout=list] .title, [data-layout=feature] > :first-child .title": 3,
    ".page-links bdi, .page-follow bdi": 2,
    ".title, .tagline, .section-title, .profile b, .gone-list li": 2,
}

# Numbers each block with such a text, and returns its size and overflow.
BLOCKS = """([text, lines]) => {
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        if (!walker.currentNode.data.includes(text.slice(0, 5))) continue;
        let block = walker.currentNode.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        if (block.checkVisibility() && !block.closest(".sr-only")) found.add(block);
    }
    return [...found].map((block, number) => {
        block.dataset.looked = number;
        const style = getComputedStyle(block);
        const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
        const line = parseFloat(style.lineHeight) || 1.5 * parseFloat(style.fontSize);
        const most = Object.entries(lines).find(([css]) => block.matches(css))?.[1] ?? 1;
        const has = (block.clientHeight - padding) / line;
        // A caption's letter that is wider than a small cover is cut; an ellipsis is meant to cut.
        // A link's block is as wide as its lines, without room for the ellipsis.
        const isCut = block.matches(".title, .page-follow bdi, .page-links bdi")
            || style.textOverflow === "ellipsis";
        const wide = !isCut && block.scrollWidth > block.clientWidth + 1;
        return [`${block.tagName}.${block.className}`,
            has > most + 0.5 ? `${has.toFixed(1)} lines` : "",
            wide ? `${block.scrollWidth} of ${block.clientWidth}` : ""];
    });
}"""
HIDE = """([number, isHidden]) => {
    const style = document.querySelector(`[data-looked="${number}"]`).style;
    style.setProperty("-webkit-text-fill-color", isHidden ? "transparent" : "");
}"""
PLACE = """number => {
    const block = document.querySelector(`[data-looked="${number}"]`);
    block.scrollIntoView({ block: "center" });
    const { left, top, right, bottom } = block.getBoundingClientRect();
    return [left, top, right, bottom];
}"""


# A frame without its picture is drawn at once, and always the same.
UNDRESS = """async () => {
    document.querySelectorAll("img").forEach(each => each.remove());
    await document.fonts.ready;
}"""


# Wraps each word of the name, and returns the words of each line.
WORDS_BY_LINE = """() => {
    const name = document.querySelector(".page-name");
    const words = name.textContent.split(" ");
    name.innerHTML = words.map(word => `<span>${word}</span>`).join(" ");
    const lines = {};
    [...name.children].forEach((word, number) =>
        (lines[Math.round(word.getBoundingClientRect().top)] ??= []).push(number));
    return Object.values(lines);
}"""
SHOW_WORDS = """shown => {
    [...document.querySelector(".page-name").children].forEach((word, number) =>
        word.style.setProperty(
            "-webkit-text-fill-color", shown.includes(number) ? "" : "transparent"));
}"""


#: The least change of a colour that counts, of 255: antialiasing of letters varies a little.
LEAST = 48


def drawn(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def ink_outside(page: Page, number: int) -> tuple[int, ...] | None:
    """Return the bounding box of a block's ink outside of the block; None without any.

    The block counts in whole pixels, since its edge may be between two of them.
    """
    left, top, right, bottom = page.evaluate(PLACE, number)
    within = (int(left) - 1, int(top) - 1, int(right) + 2, int(bottom) + 2)

    def outside(difference: Image.Image) -> Image.Image:
        ink = difference.point(lambda each: each if each > LEAST else 0)
        ink.paste((0, 0, 0), within)
        return ink

    before = drawn(page)
    page.evaluate(HIDE, [number, True])
    hidden = drawn(page)
    page.evaluate(HIDE, [number, False])
    gone = outside(ImageChops.difference(hidden, before))
    if not gone.getbbox():
        return None
    # Only the letters disappear and come back; other changes may be late loads.
    again = outside(ImageChops.difference(hidden, drawn(page)))
    return ImageChops.darker(gone, again).getbbox()


@pytest.fixture
def still(stage: Stage) -> Stage:
    """The stage without motion or scripts, so that two screenshots of one state are equal."""
    stage.page.emulate_media(reduced_motion="reduce")
    stage.page.route("**/*.js", lambda route: route.abort())
    stage.answers["GET /studio/preview"] = lambda _path, _query: (204, "")  # beside the controls
    return stage


def place_of(name: str) -> str:
    """Return a path at which the policy allows the page's parts: a frame only in the studio."""
    return "/studio" if name in ("order", "look", "editions") else "/@noorhaddad"


@pytest.mark.parametrize("name", SHOWN)
def test_no_text_takes_more_than_its_lines_or_its_width(still: Stage, name: str) -> None:
    page = still.show(SAMPLES[name], place_of(name))
    page.evaluate(UNDRAWN)
    found: list[Any] = []
    for kind, text in TEXTS.items():
        still.show_in_place(rewritten(SAMPLES[name], *[text] * 3))
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            blocks = page.evaluate(BLOCKS, [text, LINES])
            assert blocks
            found += [(kind, width, *block) for block in blocks if block[1] or block[2]]

    assert found == []


@pytest.mark.parametrize("name", SHOWN)
def test_marks_stacked_on_a_letter_are_drawn_in_its_block_alone(still: Stage, name: str) -> None:
    page = still.show(rewritten(SAMPLES[name], *[STACKED] * 3), place_of(name))
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(UNDRESS)
    blocks = page.evaluate(BLOCKS, [STACKED, LINES])

    kinds = {kind: number for number, (kind, *_how) in enumerate(blocks)}
    over = [
        (kind, outside) for kind, number in kinds.items() if (outside := ink_outside(page, number))
    ]

    assert blocks
    assert over == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_line_of_an_arabic_name_touches_the_next(still: Stage, width: int) -> None:
    page = still.show(rewritten(SAMPLES["page in sections"], ARABIC, "Bread", "Bread"))
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(UNDRESS)
    lines = page.evaluate(WORDS_BY_LINE)
    page.evaluate(SHOW_WORDS, [])
    without = drawn(page)
    ink = []
    for words in lines[:3]:  # all that a name has
        page.evaluate(SHOW_WORDS, words)
        ink.append(ImageChops.difference(without, drawn(page)).getbbox())

    assert len(ink) > 1
    for (_, _, _, bottom), (_, top, _, _) in pairwise(ink):
        assert bottom <= top
