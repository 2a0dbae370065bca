"""Without styles, as in lynx, w3m and links, each fact of a public page stands once, by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask

from portfolio.services.pages.look import LAYOUTS
from portfolio.views.contexts import Context, render
from tests.look.reading import Element, Page
from tests.look.sample_pages import laid_out, player, public_page, show, whole


def read(app: Flask, context: Context) -> Page:
    with app.test_request_context("/"):
        return Page.of(render(context))


def words(element: Element) -> str:
    return " ".join(element.text.split())


def covers(page: Page) -> Sequence[str]:
    return [words(each) for each in page.all("a") if each.attributes.get("class") == "cover"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_card_says_length_views_and_title_once_each(app: Flask, layout: str) -> None:
    first, second, _third, untitled, *_ = covers(read(app, show(laid_out(layout))))

    assert first.startswith("Pinned Length 0:29 4.8M views Sourdough from nothing but flour")
    assert second.startswith("Length 0:40 2.4M views خبز الطابون")
    assert untitled.startswith("1.2M views Video of")


def test_a_card_that_waits_for_its_picture_says_so_beside_them(app: Flask) -> None:
    waiting = covers(read(app, show(public_page(None))))[2]

    assert waiting.startswith("Picture on its way Length 0:51 1.6M views <script>")


def test_the_name_is_not_said_in_initials(app: Flask) -> None:
    page = read(app, show(whole(public_page(None))))

    handles = [words(each) for each in page.all("p") if "@noorhaddad" in each.text]
    assert handles == ["@noorhaddad", "https://showreel.example/@noorhaddad"]


def test_the_closed_player_has_a_heading_and_names_for_its_links(app: Flask) -> None:
    page = read(app, show(whole(public_page(None))))

    inside = [each for each in page.elements if "dialog" in each.ancestors]
    assert [words(each) for each in inside if each.tag == "h2"] == ["Video"]
    assert [words(each) for each in inside if each.tag == "a"] == [
        "Open on TikTok",
        "Previous video",
        "Next video",
    ]
    assert [each for each in inside if each.attributes.get("role") == "link"] == []


def test_the_page_of_a_video_says_each_fact_once(app: Flask) -> None:
    page = read(app, player(0))

    shown = [words(each) for each in page.all("main")]
    assert shown[0].count("0:29") == 1
    assert shown[0].count("4.8M") == 1
