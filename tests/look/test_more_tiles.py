"""The tiles that load on scrolling, from a server that repeats itself or fails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from rjsmin import jsmin

from portfolio.services.drafts.picker import Tile
from portfolio.views.picker_contexts import Tiles
from tests.look.files import SCRIPTS
from tests.look.sample_pages import card
from tests.look.sample_rooms import picker
from tests.look.staging import Answer, Stage

MORE = "/studio/videos/tiles"


def tiles(*numbers: int) -> list[Tile]:
    return [Tile(card(number), None) for number in numbers]


def open_picker(stage: Stage) -> Page:
    """Open the picker with the videos 0 to 2, and more to load."""
    return stage.show(picker(tiles(0, 1, 2), more_after="3"), "/studio/videos")


def shown(page: Page) -> list[str]:
    found = page.locator(".tile").evaluate_all("all => all.map(each => each.id)")
    return list(map(str, found))


def ids(*numbers: int) -> list[str]:
    return [f"tile-{card(number).id}" for number in numbers]


def repeats(stage: Stage) -> Answer:
    return 200, stage.rendered(Tiles(tiles(1, 2, 3, 4), None))


def test_a_tile_that_is_there_is_not_added_again(stage: Stage) -> None:
    stage.answers[f"GET {MORE}"] = lambda _path, _query: repeats(stage)

    page = open_picker(stage)

    expect(page.locator(".tile")).to_have_count(5)
    assert shown(page) == ids(0, 1, 2, 3, 4)


def test_one_that_comes_again_with_another_figure_stays_where_it_is(stage: Stage) -> None:
    """As in a search by views, while they change: the box that is there may be ticked."""
    grown = Tile(replace(card(1), views=7_000_000_000), None)
    answer = stage.rendered(Tiles([grown, *tiles(3)], None))
    stage.answers[f"GET {MORE}"] = lambda _path, _query: (200, answer)

    page = open_picker(stage)

    expect(page.locator(".tile")).to_have_count(4)
    assert shown(page) == ids(0, 1, 2, 3)
    assert "7B" in answer
    assert "7B" not in page.locator(".tile-grid").first.inner_text()


def test_without_the_guard_a_repeated_tile_would_be_seen_twice(stage: Stage) -> None:
    stage.answers[f"GET {MORE}"] = lambda _path, _query: repeats(stage)
    guard = f"{{{jsmin((SCRIPTS / 'unique.js').read_text())}}}"
    served = stage.app.extensions["assets"].named("js/rooms/picker.js").plain.decode()
    assert guard in served
    stage.page.route(
        "**/rooms/picker.*js",
        lambda route: route.fulfill(body=served.replace(guard, ""), content_type="text/javascript"),
    )

    page = open_picker(stage)

    expect(page.locator(".tile")).to_have_count(7)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_question_that_failed_is_asked_again(status: int, stage: Stage) -> None:
    answers = [
        (status, "<h1>Not just now</h1>"),
        (status, "<h1>Not just now</h1>"),
        (200, stage.rendered(Tiles(tiles(3), None))),
    ]
    stage.answers[f"GET {MORE}"] = lambda _path, _query: answers.pop(0)
    page = open_picker(stage)

    while answers:
        page.clock.run_for(1000)

    expect(page.locator(".tile")).to_have_count(4)
    assert stage.asked[f"GET {MORE}"] == ["after=3"] * 3


def test_the_button_can_be_read_while_more_tiles_are_under_way(stage: Stage) -> None:
    stage.page.route(f"**{MORE}*", lambda _route: None)  # no answer comes

    page = open_picker(stage)
    page.locator(".more-tiles.htmx-request").wait_for()

    found = Axe().run(page, context=".more-tiles")
    assert found.violations_count == 0, found.generate_report()
