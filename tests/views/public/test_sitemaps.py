"""Sitemaps tell search engines of every public page, video and picture, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.robotparser import RobotFileParser

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.models.page import Edition
from portfolio.models.video import Video
from portfolio.services.drafts import editions, pick_texts
from portfolio.services.pages import sitemaps as services
from portfolio.transactions import writing
from portfolio.views.public import sitemaps as views
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Browser, Person
from tests.support.sitemaps import ReadPlace, places, sitemaps
from tests.support.stored import rows

TimePasses = Callable[..., None]


def found(visitor: Browser) -> dict[str, ReadPlace]:
    """Return the entries of the sitemaps by their paths; each stands there once."""
    told = places(visitor)
    by_path = {place.url.removeprefix("http://127.0.0.1:8000"): place for place in told}
    assert len(by_path) == len(told)
    return by_path


@on_both_databases
def test_the_home_page_each_page_and_each_of_its_videos_are_there(
    alice: Person, bob: Person, visitor: Browser
):
    pages = {alice.publishes(*alice.ids): alice.ids, bob.publishes(*bob.ids[:2]): bob.ids[:2]}

    videos = [f"{path}/v/{each}" for path, ids in pages.items() for each in ids]
    assert found(visitor).keys() == {"/", "/pages", *pages, *videos}


@on_one_database
def test_each_has_its_picture_at_the_lasting_address(
    path: str, alice: Person, visitor: Browser, time_passes: TimePasses
):
    before = found(visitor)
    time_passes(days=2)
    alice.worker.works()
    after = found(visitor)

    for told in (before, after):
        video = told[f"{path}/v/{alice.ids[0]}"]
        assert video.pictures == (f"{video.url}.jpg",)
        assert told[path].pictures == (f"{told[path].url}/avatar.jpg",)


@on_one_database
def test_a_renewal_changes_no_time_and_new_words_of_a_video_change_two(
    path: str, alice: Person, visitor: Browser, time_passes: TimePasses
):
    before = found(visitor)
    time_passes(hours=7)
    visitor.get(path)
    alice.worker.works()
    assert found(visitor) == before

    pick_texts.write(alice.creator_id, alice.ids[0], title="Another title", alt="")
    editions.publish(alice.creator_id)

    after = found(visitor)
    changed = {where for where, place in after.items() if place != before[where]}
    assert changed == {path, f"{path}/v/{alice.ids[0]}"}


@on_one_database
def test_the_time_of_a_page_is_that_of_its_edition(path: str, alice: Person, visitor: Browser):
    published = rows(Edition, alice.creator_id)[-1].published_at

    assert found(visitor)[path].changed_at == published.replace(microsecond=0)


@on_one_database
def test_what_is_not_public_is_not_there(path: str, alice: Person, bob: Person, visitor: Browser):
    bob.picks(*bob.ids)
    with writing() as session:
        is_first = Video.id == alice.ids[0]
        session.execute(sa.update(Video).where(is_first).values(missing_at=clock.now()))

    told = found(visitor)
    assert f"{path}/v/{alice.ids[0]}" not in told
    assert f"{path}/v/{alice.ids[1]}" in told
    assert bob.page_path not in told

    editions.withdraw(alice.creator_id)

    assert found(visitor).keys() == {"/", "/pages"}


@on_one_database
def test_many_pages_stand_in_several_sitemaps_each_page_in_one(
    alice: Person, bob: Person, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    pages = {alice.publishes(*alice.ids), bob.publishes(*bob.ids)}
    monkeypatch.setattr(services, "PAGES", 1)

    assert len(sitemaps(visitor)) == 2
    assert pages < found(visitor).keys()


@on_one_database
def test_no_sitemap_has_more_entries_than_allowed(
    path: str, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views.sitemaps, "MOST_ENTRIES", 4)

    assert len(places(visitor)) == 4


@on_one_database
@pytest.mark.parametrize(
    "number", ["0", "2", "-1", "1.5", "x", "999999999", "9" * 30, "9" * 5000, "%F0%9F%8C%8A", "01"]
)
def test_a_number_without_a_sitemap_is_nowhere(
    number: str, path: str, visitor: Browser, app: Flask
):
    assert visitor.get(f"/sitemaps/{number}.xml").status_code == 404
    assert visitor.get("/sitemaps/").status_code == 404
    assert not [each for each in app.extensions["page_layer"]._copies._by_path if "sitemap" in each]


@on_one_database
@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemaps/1.xml"])
def test_a_sitemap_is_read_and_not_written_to(address: str, visitor: Browser):
    assert visitor._client.post(address).status_code in (400, 405)
    assert visitor.get(f"{address}?page=7&x=%00").status_code == 200


@on_one_database
def test_robots_find_the_sitemaps_and_leave_the_studio_alone(
    path: str, alice: Person, visitor: Browser
):
    robots = RobotFileParser()
    robots.parse(visitor.get("/robots.txt").text.splitlines())

    public = ["/", path, f"{path}/v/{alice.ids[0]}", f"{path}/v/{alice.ids[0]}.jpg", "/privacy"]
    assert all(robots.can_fetch("anybot", each) for each in public)
    assert not any(
        robots.can_fetch("anybot", each) for each in ("/studio/videos", "/login", "/logout")
    )
    assert robots.site_maps() == ["http://127.0.0.1:8000/sitemap.xml"]
