"""More videos come on scrolling, into the page and into the player."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from portfolio.services.pages import parts
from portfolio.views import contexts
from tests.look.sample_pages import card, path_of, public_page, show, whole
from tests.look.staging import ORIGIN, Stage

PATH = "/@noorhaddad"
SECOND = f"{PATH}/more/2"
EACH = 35  # of two sections: the first part holds a piece of the second one
CARDS = "main [data-video-id]"
LAST_OF_FIRST = f"main a[href='{path_of(card(parts.MOST - 1))}']"


@pytest.fixture
def page(stage: Stage) -> Page:
    return opened(stage)


def opened(stage: Stage) -> Page:
    first, second = (shown(number) for number in (1, 2))
    rendered = stage.rendered(replace(second, earlier=PATH))
    stage.answers[f"GET {SECOND}"] = lambda _path, _query: (200, rendered)
    return stage.show(replace(first, more=SECOND, pending_url=f"{PATH}/covers?ids="))


def shown(number: int) -> contexts.PublicPage:
    return show(parts.part(whole(public_page("Start here", "Over fire", each=EACH)), number))


def scroll(page: Page) -> None:
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(CARDS)).to_have_count(2 * EACH)


def test_a_part_is_fetched_when_its_link_is_near_and_continues_its_section(
    stage: Stage, page: Page
) -> None:
    expect(page.locator(CARDS)).to_have_count(parts.MOST)
    assert f"GET {SECOND}" not in stage.asked

    scroll(page)

    lists = page.locator("main ul.video-grid")
    expect(lists).to_have_count(2)
    expect(lists.nth(1).locator("li")).to_have_count(EACH)
    expect(page.locator(".more")).to_have_count(0)


def test_without_a_script_or_an_answer_the_link_leads_on(stage: Stage) -> None:
    page = opened(stage)
    stage.answers[f"GET {SECOND}"] = lambda _path, _query: (503, "")

    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    expect(page.get_by_role("link", name="More videos")).to_have_attribute("href", SECOND)
    expect(page.locator(CARDS)).to_have_count(parts.MOST)


def test_the_player_goes_on_into_the_next_part(page: Page) -> None:
    page.locator(LAST_OF_FIRST).dispatch_event("click")
    expect(page.locator("dialog [data-part=place]")).to_have_text("Over fire, 25 of 35")
    expect(page.locator(CARDS)).to_have_count(2 * EACH)

    page.get_by_role("link", name="Next:").click()

    expect(page).to_have_url(ORIGIN + path_of(card(parts.MOST)))
    expect(page.locator("dialog [data-part=place]")).to_have_text("Over fire, 26 of 35")


def test_the_way_back_leads_to_the_same_place(stage: Stage, page: Page) -> None:
    scroll(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    before = page.evaluate("scrollY")
    stage.answers["GET /privacy"] = lambda _path, _query: (200, "<title>Privacy</title>")
    page.goto(f"{ORIGIN}/privacy")

    page.go_back(wait_until="domcontentloaded")

    expect(page.locator(CARDS)).to_have_count(2 * EACH)
    assert abs(page.evaluate("scrollY") - before) < 5
