"""Covers that end while their page is open: it requests a newer page, a bounded number of times."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from portfolio.services.pages.cards import Card
from tests.look.sample_pages import public_page, show, whole
from tests.look.staging import Stage
from tests.look.test_pictures import broken_pictures
from tests.servers.waiting import wait_for

COUNT = 12
MANY = 60  # enough that the last are not fetched before a visitor scrolls
PATH = "/@noorhaddad"
ENDED, LIVING = "/tos-useast5-", "/tos-living5-"
#: The most requests of a page for a newer one while no picture comes, and their total pauses.
MOST_QUESTIONS, PAUSES_SECONDS = 6, 60
STEP_SECONDS = 0.5
#: The step while nothing should happen any more: an answer can still come in each.
LONG_STEP_SECONDS = 5
#: The condition in the served script that bounds the requests; the negative control removes it.
BOUND = "questions<PAUSES.length"


@dataclass
class Newer:
    """The answers of the page's address to successive requests; the last one repeats."""

    stage: Stage
    cards: list[Callable[[Card], Card]] = field(default_factory=list)
    count: int = COUNT
    questions: int = 0

    def answer(self, _path: str, _query: str) -> tuple[int, str]:
        drawn_as = self.cards[min(self.questions, len(self.cards) - 1)]
        self.questions += 1
        page = whole(public_page(None, avatar=None, each=self.count))
        sections = tuple(
            replace(each, cards=tuple(map(drawn_as, each.cards))) for each in page.sections
        )
        return 200, self.stage.rendered(show(replace(page, sections=sections)))


@pytest.fixture
def newer(stage: Stage) -> Newer:
    stage.broken = {ENDED}
    return Newer(stage)


@pytest.fixture
def page(stage: Stage, newer: Newer) -> Page:
    """A newly opened page with all covers refused."""
    page = stage.show(show(whole(public_page(None, avatar=None))), PATH)
    stage.answers[f"GET {PATH}"] = newer.answer
    return page


def living(card: Card) -> Card:
    assert card.cover is not None
    return replace(card, cover=replace(card.cover, url=card.cover.url.replace(ENDED, LIVING)))


def pending(card: Card) -> Card:
    return replace(card, cover=None, due=True)


def ended(card: Card) -> Card:
    return card


def pictures(page: Page) -> Locator:
    return page.locator("main .frame img")


def time_passes(page: Page, seconds: float, step: float = LONG_STEP_SECONDS) -> None:
    """Move the page's clock in steps, so that answers can arrive between them."""
    for _ in range(int(seconds / step)):
        page.clock.run_for(step * 1000)
        page.wait_for_timeout(5)


def time_passes_until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(int(10 * PAUSES_SECONDS / STEP_SECONDS)):
        if is_so():
            return
        time_passes(page, STEP_SECONDS, STEP_SECONDS)
    raise AssertionError("never")


def wait_for_question(page: Page, newer: Newer) -> None:
    wait_for(lambda: page.wait_for_timeout(5) or newer.questions, "a question")


def fetches(stage: Stage, mark: str) -> int:
    return sum(len(queries) for path, queries in stage.asked.items() if mark in path)


def test_a_cover_that_comes_late_is_put_into_its_card(page: Page, newer: Newer) -> None:
    newer.cards = [pending, pending, pending, living]
    expect(pictures(page).locator("visible=true")).to_have_count(0)

    time_passes_until(page, lambda: newer.questions == 3)
    expect(page.locator("main .frame .placeholder:visible")).to_have_count(COUNT)
    time_passes_until(page, lambda: newer.questions == 4)

    expect(pictures(page).locator("visible=true")).to_have_count(COUNT)
    assert broken_pictures(page) == 0
    time_passes(page, 2 * PAUSES_SECONDS)
    assert newer.questions == 4


def test_covers_that_never_come_are_cards_and_no_longer_asked_for(page: Page, newer: Newer) -> None:
    newer.cards = [pending]

    time_passes_until(page, lambda: newer.questions == MOST_QUESTIONS)
    time_passes(page, 4 * PAUSES_SECONDS)

    assert newer.questions == MOST_QUESTIONS
    expect(pictures(page)).to_have_count(0)
    expect(page.locator("main .frame .placeholder:visible")).to_have_count(COUNT)


def test_a_script_without_that_bound_is_caught(stage: Stage, newer: Newer) -> None:
    def unbound(route: Route) -> None:
        script = stage.app.test_client().get(route.request.url).text
        assert BOUND in script
        route.fulfill(body=script.replace(BOUND, "true"), content_type="text/javascript")

    stage.page.route(re.compile(r"/js/page\."), unbound)
    newer.cards = [pending]
    page = stage.show(show(whole(public_page(None, avatar=None))), PATH)
    stage.answers[f"GET {PATH}"] = newer.answer

    time_passes_until(page, lambda: newer.questions > MOST_QUESTIONS)


def test_a_cache_that_gives_the_old_page_again_ends_in_cards(
    page: Page, newer: Newer, stage: Stage
) -> None:
    newer.cards = [ended]

    expect(pictures(page)).to_have_count(0)
    time_passes(page, 2 * PAUSES_SECONDS)

    expect(page.locator("main .frame .placeholder:visible")).to_have_count(COUNT)
    assert broken_pictures(page) == 0
    assert 1 <= newer.questions <= 2
    asked = [len(queries) for path, queries in stage.asked.items() if ENDED in path]
    assert asked == [2] * COUNT


def test_covers_that_were_given_up_come_when_the_line_is_back(page: Page, newer: Newer) -> None:
    newer.cards = [pending]
    time_passes_until(page, lambda: newer.questions == MOST_QUESTIONS)
    time_passes(page, PAUSES_SECONDS)

    newer.cards = [living]
    page.evaluate("() => dispatchEvent(new Event('online'))")
    time_passes_until(page, lambda: newer.questions > MOST_QUESTIONS)

    expect(pictures(page).locator("visible=true")).to_have_count(COUNT)


@pytest.mark.parametrize("cards", [[living], [pending, living]], ids=["at once", "later"])
def test_a_page_that_is_seen_again_past_its_covers_end_fetches_no_ended_one(
    stage: Stage, newer: Newer, cards: list[Callable[[Card], Card]]
) -> None:
    stage.broken = set()
    newer.count, newer.cards = MANY, cards
    shown = show(whole(public_page(None, avatar=None, each=MANY)))
    page = stage.show(shown, PATH)
    stage.answers[f"GET {PATH}"] = newer.answer
    expect(pictures(page).first).to_be_visible()
    page.clock.run_for(shown.covers_last * 1000)
    fetched = fetches(stage, ENDED)

    page.evaluate("() => dispatchEvent(new Event('visibilitychange'))")
    wait_for_question(page, newer)
    page.locator("main .frame").last.scroll_into_view_if_needed()
    time_passes_until(page, lambda: newer.questions == len(cards))
    expect(pictures(page)).to_have_count(MANY)

    expect(pictures(page).last).to_be_visible()
    assert LIVING in str(pictures(page).last.get_attribute("src"))
    assert fetches(stage, ENDED) == fetched < MANY
    assert newer.questions == len(cards)
