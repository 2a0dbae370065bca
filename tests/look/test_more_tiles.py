"""The tiles that load on scrolling, from a server that repeats itself or fails."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from rjsmin import jsmin

from portfolio.services.drafts.picker import Tile
from portfolio.views.picker_contexts import LIST, Tiles
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
    assert stage.asked[f"GET {MORE}"] == ["after=3&shown=3"] * 3


def test_the_button_can_be_read_while_more_tiles_are_under_way(stage: Stage) -> None:
    stage.page.route(f"**{MORE}*", lambda _route: None)  # no answer comes

    page = open_picker(stage)
    page.locator(".more-tiles.htmx-request").wait_for()

    found = Axe().run(page, context=".more-tiles")
    assert found.violations_count == 0, found.generate_report()


def lists(page: Page) -> list[list[str]]:
    """Return the ids of the tiles in each list of the page."""
    return page.locator("ul.tile-grid").evaluate_all(
        "lists => lists.map(list => [...list.querySelectorAll('.tile')].map(tile => tile.id))"
    )


def test_a_list_takes_whole_rows_alone_and_the_next_one_the_rest(stage: Stage) -> None:
    """A browser lays out and draws the lists near the screen alone."""
    there, more = tiles(*range(LIST - 2)), tiles(*range(LIST - 2, LIST + 3))
    stage.answers[f"GET {MORE}"] = lambda _path, query: (
        200,
        stage.rendered(Tiles(more, None, shown=int(parse_qs(query)["shown"][0]))),
    )
    page = stage.show(picker(there, more_after="3"), "/studio/videos")

    page.locator(".more-tiles").scroll_into_view_if_needed()

    expect(page.locator(".tile")).to_have_count(LIST + 3)
    assert lists(page) == [ids(*range(LIST)), ids(*range(LIST, LIST + 3))]
    assert stage.asked[f"GET {MORE}"] == [f"after=3&shown={LIST - 2}"]
    assert page.locator(".more-tiles").count() == 0


def test_a_list_far_out_of_sight_is_not_laid_out(stage: Stage) -> None:
    there = tiles(*range(LIST))
    stage.answers[f"GET {MORE}"] = lambda _path, _query: (
        200,
        stage.rendered(Tiles(tiles(*range(LIST, 2 * LIST)), None, shown=LIST)),
    )
    page = stage.show(picker(there, more_after="3"), "/studio/videos")
    is_drawn = (
        "tile => tile.querySelector('label').checkVisibility({ contentVisibilityAuto: true })"
    )
    first = page.locator(".tile").first
    assert first.evaluate(is_drawn)

    page.locator(".more-tiles").scroll_into_view_if_needed()
    expect(page.locator(".tile")).to_have_count(2 * LIST)
    page.locator(".tile").last.scroll_into_view_if_needed()

    page.wait_for_function(f"tile => !({is_drawn})(tile)", arg=first.element_handle())
