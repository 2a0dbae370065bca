"""Ticks in a real browser, against a server that is slow, fails, or is not there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from portfolio.services.choosing import Tile
from portfolio.views import presenting
from tests.look.samples import BAR, LIBRARY, ME, card
from tests.look.staging import Answer, Stage

PICKS = "/studio/picks/"
COUNT = 12


class Picks:
    """What the server would hold: the picked numbers, in order; `refused` ones cannot be saved."""

    def __init__(self, stage: Stage, picked: list[int]) -> None:
        self.stage = stage
        self.picked = picked
        self.refused: set[int] = set()
        self.numbers = {card(number).id: number for number in range(COUNT)}
        for method in ("PUT", "DELETE"):
            stage.answers[f"{method} {PICKS}"] = self._answering(method)

    def open(self) -> Page:
        context = {
            "me": ME,
            "library": LIBRARY,
            "sync": None,
            "tiles": [self.tile(number) for number in range(COUNT)],
            "more_url": None,
            **self.bar(),
        }
        return self.stage.show("studio/videos.html", context, "/studio/videos")

    def tile(self, number: int) -> dict[str, Any]:
        place = self.picked.index(number) + 1 if number in self.picked else None
        return presenting.tile_view(Tile(card(number), place))

    def bar(self) -> dict[str, Any]:
        return {**BAR, "picked": len(self.picked)}

    def _answering(self, method: str) -> Any:
        def answer(path: str, _query: str) -> Answer:
            number = self.numbers[path.removeprefix(PICKS)]
            if number in self.refused:
                return 503, "<h1>Not just now</h1>"
            if method == "PUT" and number not in self.picked:
                self.picked.append(number)
            if method == "DELETE" and number in self.picked:
                self.picked.remove(number)
            context = {"tile": self.tile(number), **self.bar()}
            return 200, self.stage.rendered("studio/_pick.html", context)

        return answer

    def sent(self) -> list[str]:
        return [
            f"{request.split()[0]} {self.numbers[request.split(PICKS)[1]]}"
            for request, queries in self.stage.asked.items()
            if PICKS in request
            for _ in queries
        ]


@pytest.fixture
def picks(stage: Stage) -> Picks:
    return Picks(stage, [0, 2, 5])


def box(page: Page, number: int) -> Locator:
    return page.locator(f"input[type=checkbox][value='{card(number).id}']")


def tile(page: Page, number: int) -> Locator:
    return page.locator(f"#tile-{card(number).id}")


def marks(page: Page) -> dict[int, str]:
    found = {number: tile(page, number).locator(".mark").inner_text() for number in range(COUNT)}
    return {number: mark for number, mark in found.items() if mark}


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text("Saved")


def test_a_tick_is_saved_at_once_and_the_count_is_the_servers(picks: Picks) -> None:
    page = picks.open()

    box(page, 7).click(force=True)

    saved(page)
    expect(page.locator("#bar .count")).to_have_text("4")
    expect(tile(page, 7).locator(".mark")).to_have_text("4")
    assert picks.sent() == ["PUT 7"]


def test_taking_one_away_moves_the_later_ones_up(picks: Picks) -> None:
    page = picks.open()

    box(page, 0).click(force=True)

    saved(page)
    assert marks(page) == {2: "1", 5: "2"}


def test_the_keyboard_ticks_and_keeps_its_place(picks: Picks) -> None:
    page = picks.open()
    box(page, 3).focus()

    page.keyboard.press("Space")

    saved(page)
    expect(box(page, 3)).to_be_focused()
    assert picks.picked == [0, 2, 5, 3]


def test_ticks_are_saved_in_the_order_they_were_made(picks: Picks) -> None:
    page = picks.open()

    page.evaluate(
        "ids => ids.forEach(id => document.querySelector(`#tile-${id} [type=checkbox]`).click())",
        [card(number).id for number in (9, 6, 8, 9, 9)],
    )

    saved(page)
    assert picks.picked[:3] == [0, 2, 5]
    assert sorted(picks.picked[3:]) == [6, 8, 9]
    assert picks.picked.index(6) < picks.picked.index(8)
    expect(box(page, 9)).to_be_checked()


def test_a_tick_that_cannot_be_saved_goes_back_and_can_be_tried_again(picks: Picks) -> None:
    picks.refused = {7}
    page = picks.open()

    box(page, 7).click(force=True)

    expect(page.locator("#saving")).to_contain_text("One tick was not saved")
    expect(box(page, 7)).not_to_be_checked()
    retry = tile(page, 7).get_by_role("button", name="Not saved. Retry")
    picks.refused = set()
    retry.click()
    saved(page)
    expect(box(page, 7)).to_be_checked()
    expect(retry).to_be_hidden()


def test_a_tick_is_not_lost_when_the_line_is(picks: Picks) -> None:
    page = picks.open()

    page.context.set_offline(True)
    page.unroute_all()
    box(page, 2).click(force=True)

    expect(page.locator("#saving")).to_contain_text("not saved")
    expect(box(page, 2)).to_be_checked()
    assert marks(page) == {0: "1", 2: "2", 5: "3"}


def test_shift_ticks_everything_between(picks: Picks) -> None:
    page = picks.open()

    box(page, 6).click(force=True)
    box(page, 9).click(force=True, modifiers=["Shift"])

    saved(page)
    expect(page.locator("#bar .count")).to_have_text("7")
    assert sorted(picks.picked[3:]) == [6, 7, 8, 9]


def test_the_button_that_saves_is_for_browsers_without_the_script(picks: Picks) -> None:
    page = picks.open()

    expect(page.get_by_role("button", name="Save ticks")).to_be_hidden()
    plain = picks.stage.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    without = Stage(picks.stage.app, plain.new_page())
    picks.stage = without
    page = picks.open()
    expect(page.get_by_role("button", name="Save ticks")).to_be_visible()
    plain.close()
