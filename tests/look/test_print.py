"""A public page on paper, whatever its colours on a screen are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portfolio.services.pages.look import LAYOUTS
from tests.look.sample_pages import laid_out, show
from tests.look.staging import Stage

#: The clamped texts that hide a part of themselves.
CUT = """() => [...document.querySelectorAll("main .title, main .caption, .bio, h1, h2")]
    .filter(each => each.checkVisibility() && each.scrollHeight > each.clientHeight + 2)
    .map(each => each.textContent)"""
#: The colours in which texts are drawn, apart from the grey of what is less important.
INKS = """() => [...new Set([...document.querySelectorAll("h1, h2, a, .title")]
    .filter(each => each.checkVisibility()).map(each => getComputedStyle(each).color))]"""
BREAKS = """() => [...new Set([...document.querySelectorAll(".video-grid > li")]
    .map(each => getComputedStyle(each).breakInside))]"""
AFTER = "each => getComputedStyle(each, '::after').content"


def printed(stage: Stage, layout: str) -> Page:
    page = stage.show(show(laid_out(layout)))
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    return page


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_text_is_whole_and_in_dark_ink_and_every_card_unbroken(
    stage: Stage, layout: str
) -> None:
    page = printed(stage, layout)

    assert page.evaluate(CUT) == []
    assert page.evaluate(INKS) == ["oklch(0 0 0)"]
    assert page.evaluate(BREAKS) == ["avoid"]
    assert (
        page.locator(".cover")
        .first.locator("xpath=ancestor::ul")
        .evaluate("each => each.scrollWidth <= each.clientWidth")
    )


def test_captions_and_addresses_are_there_in_words(stage: Stage) -> None:
    page = printed(stage, "grid")

    expect(page.get_by_text("https://showreel.example/@noorhaddad", exact=True)).to_be_visible()
    links = [each.evaluate(AFTER) for each in page.locator("header a").all()]
    assert [link.strip('" ') for link in links if link != "none"] == [
        "mailto:noor@example.com",
        "https://www.tiktok.com/@noorhaddad",
        "https://noor.example/prints",
        "https://www.xn--bcher-kva.example/noor",
        "tel:+31101234567",
    ]
    caption = page.locator("a.cover").first
    assert caption.evaluate(AFTER).startswith('"Bury it, forget it, dig it up.')


def test_what_only_a_screen_has_is_left_out(stage: Stage) -> None:
    page = printed(stage, "grid")

    for part in (".skip", "#share", "dialog", ".section-nav", "[popovertarget]"):
        expect(page.locator(part).first).to_be_hidden()


def test_late_pictures_are_fetched_before_the_page_is_printed(stage: Stage) -> None:
    page = stage.show(show(laid_out("grid")))
    assert page.locator("main img[loading=lazy]").count() > 0

    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(page.locator("main img[loading=lazy]")).to_have_count(0)
    expect(page.locator("main img[loading=eager]")).to_have_count(22)
