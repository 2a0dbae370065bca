"""A page of many videos comes in parts, each with a plain link to the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio.services.pages import parts
from tests.support.databases import on_one_database
from tests.support.drawn import frames, pictures
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]

pytestmark = on_one_database


@pytest.fixture
def path(alice: Person, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of Alice's page: seven videos in parts of three, all in one section."""
    monkeypatch.setattr(parts, "MOST", 3)
    return alice.publishes(*alice.ids)


def ids(page: Document) -> list[str]:
    return [frame["data-video-id"] for frame in frames(page)]


def ways(page: Document) -> dict[str, str]:
    """Return the addresses of the parts before and after this one."""
    links = [link for nav in page.all("nav", class_="more") for link in nav.all("a")]
    return {link["rel"]: link["href"] for link in links}


def test_each_part_holds_the_next_videos_and_leads_on(alice: Person, path: str, visitor: Browser):
    first, second, third = (
        visitor.page(each) for each in (path, f"{path}/more/2", f"{path}/more/3")
    )

    assert [*ids(first), *ids(second), *ids(third)] == alice.ids
    assert [len(ids(each)) for each in (first, second, third)] == [3, 3, 1]
    assert ways(first) == {"next": f"{path}/more/2"}
    assert ways(second) == {"prev": path, "next": f"{path}/more/3"}
    assert ways(third) == {"prev": f"{path}/more/2"}


def test_a_part_of_a_section_says_where_it_stands(path: str, visitor: Browser):
    lists = [visitor.page(each).one("ul", class_="video-grid") for each in (path, f"{path}/more/2")]

    assert [(each["data-before"], each["data-of"]) for each in lists] == [("0", "7"), ("3", "7")]


@pytest.mark.parametrize("rest", ["", "/more/2", "/search?sort=newest"])
def test_each_names_its_own_address_as_the_one_of_this_document(
    rest: str, path: str, visitor: Browser, app: Flask
):
    link = visitor.page(f"{path}{rest}").one("link", rel="canonical")

    own = f"{path}{rest}".partition("?")[0]
    assert link["href"] == f"{app.extensions['settings'].public_url}{own}"


def test_a_page_of_few_videos_has_no_parts(alice: Person, visitor: Browser):
    page = visitor.page(alice.publishes(*alice.ids))

    assert ids(page) == alice.ids
    assert ways(page) == {}
    assert "data-of" not in page.one("ul", class_="video-grid")


@pytest.mark.parametrize("number", ["0", "1", "4", "99", "-2", "x", "2x", "9" * 40])
def test_no_other_part_is_there_or_kept(number: str, path: str, visitor: Browser, app: Flask):
    visitor.get(f"{path}/more/2")

    assert visitor.get(f"{path}/more/{number}").status_code == 404

    assert list(app.extensions["page_layer"]._copies._by_path)[-1] == f"{path}/more/2"


def test_a_video_of_a_later_part_has_its_own_address(alice: Person, path: str, visitor: Browser):
    player = visitor.page(f"{path}/v/{alice.ids[6]}")

    assert player.one("a", rel="prev")["href"] == f"{path}/v/{alice.ids[5]}"


def test_covers_of_a_later_part_are_renewed_when_it_is_read(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, tiktok: TikTok
):
    time_passes(hours=7)
    with alice.worker.always_working():
        later = visitor.page(f"{path}/more/3")

    assert [tiktok.shows(url) for url in pictures(later)] == [True]
