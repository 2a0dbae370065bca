"""Ticks in a real browser, against a server that is slow, failing or unreachable."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from portfolio.services.drafts.picker import Tile
from portfolio.views.picker_contexts import Ticked
from portfolio.views.studio_contexts import Bar
from tests.look.sample_pages import card
from tests.look.sample_rooms import BAR, picker
from tests.look.staging import Answer, Stage

COUNT = 12
SIGNED_OUT = """<!doctype html><h1>You are signed out</h1><p class="text">Nothing is lost.</p>
<div class="actions"><a href="/login">Sign in again</a></div>"""


class Picks:
    """The server's state: the picked numbers, in order; a request with `refused` ones fails."""

    def __init__(self, stage: Stage, picked: list[int]) -> None:
        self.stage = stage
        self.picked = picked
        self.refused: set[int] = set()
        self.over = False
        self.numbers = {card(number).id: number for number in range(COUNT)}
        self.sent: list[str] = []
        stage.answers["GET /studio/session"] = self._session
        stage.answers["POST /studio/picks"] = self._answer

    def open(self) -> Page:
        tiles = [self.tile(number) for number in range(COUNT)]
        return self.stage.show(picker(tiles, self.bar()), "/studio/videos")

    def tile(self, number: int) -> Tile:
        place = self.picked.index(number) + 1 if number in self.picked else None
        return Tile(card(number), place)

    def bar(self) -> Bar:
        return replace(BAR, picked=len(self.picked))

    def _session(self, _path: str, _query: str) -> Answer:
        return (401, SIGNED_OUT, {"X-Session": "signed-out"}) if self.over else (204, "")

    def _answer(self, _path: str, form: str) -> Answer:
        fields = parse_qs(form)
        shown, ticked = (
            [self.numbers[each] for each in fields.get(name, [])] for name in ("shown", "pick")
        )
        self.sent.append(" ".join(f"{'+' if each in ticked else '-'}{each}" for each in shown))
        if self.refused & set(shown):
            return 503, "<h1>Not just now</h1>"
        if self.over:
            return 401, SIGNED_OUT, {"X-Session": "signed-out"}
        self.picked = [each for each in self.picked if each not in shown or each in ticked]
        self.picked += [each for each in ticked if each not in self.picked]
        ids = [card(number).id for number in self.picked]
        return 200, self.stage.rendered(Ticked(ids, self.bar()))


@pytest.fixture
def picks(stage: Stage) -> Picks:
    return Picks(stage, [0, 2, 5])


def box(page: Page, number: int) -> Locator:
    return page.locator(f"input[type=checkbox][value='{card(number).id}']")


def tile(page: Page, number: int) -> Locator:
    return page.locator(f"#tile-{card(number).id}")


def marks(page: Page) -> dict[int, str]:
    found = {
        number: tile(page, number).locator(".tick-mark").inner_text() for number in range(COUNT)
    }
    return {number: mark for number, mark in found.items() if mark}


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text("Saved")


def test_a_tick_is_saved_at_once_and_the_count_is_the_servers(picks: Picks) -> None:
    page = picks.open()

    box(page, 7).click(force=True)

    saved(page)
    expect(page.locator("#bar .count")).to_have_text("4")
    expect(tile(page, 7).locator(".tick-mark")).to_have_text("4")
    assert picks.sent == ["+7"]


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
    assert picks.picked == [0, 2, 5, 6, 8, 9]  # 9 was ticked last, once more
    assert picks.sent == ["+6 +8 +9"]
    expect(box(page, 9)).to_be_checked()


def test_a_tick_that_cannot_be_saved_goes_back_and_can_be_tried_again(picks: Picks) -> None:
    picks.refused = {7}
    page = picks.open()

    box(page, 7).click(force=True)

    expect(page.locator("#saving")).to_contain_text("not saved")
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

    expect(page.locator("#saving")).to_contain_text("There was no answer.")
    expect(box(page, 2)).to_be_checked()
    assert marks(page) == {0: "1", 2: "2", 5: "3"}
    assert all("Failed to fetch" in each for each in picks.stage.complaints)  # htmx notes it
    picks.stage.complaints.clear()


def test_ticks_wait_in_a_tab_that_is_signed_out_until_its_creator_is_back(picks: Picks) -> None:
    page = picks.open()
    picks.over = True

    box(page, 7).click(force=True)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("You are signed out")
    expect(notice.get_by_role("link", name="Sign in again")).to_have_attribute("href", "/login")
    box(page, 2).click(force=True)
    expect(page.get_by_role("button", name="Not saved. Retry")).to_have_count(0)
    expect(box(page, 7)).to_be_checked()
    picks.over = False
    page.evaluate("() => dispatchEvent(new Event('focus'))")

    saved(page)
    expect(notice).to_be_empty()
    assert picks.picked == [0, 5, 7]


def test_shift_ticks_everything_between(picks: Picks) -> None:
    page = picks.open()

    box(page, 6).click(force=True)
    saved(page)
    box(page, 9).click(force=True, modifiers=["Shift"])

    saved(page)
    expect(page.locator("#bar .count")).to_have_text("7")
    assert picks.picked[3:] == [6, 7, 8, 9]
    assert picks.sent == ["+6", "+7 +8 +9"]


def test_the_button_that_saves_is_for_browsers_without_the_script(picks: Picks) -> None:
    page = picks.open()

    expect(page.get_by_role("button", name="Save ticks")).to_be_hidden()
    plain = picks.stage.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    without = Stage(picks.stage.app, plain.new_page())
    picks.stage = without
    page = picks.open()
    expect(page.get_by_role("button", name="Save ticks")).to_be_visible()
    plain.close()
