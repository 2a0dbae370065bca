"""The public page: its picks and texts, the caches that keep it, and the ways to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bench.drill.shown import longest_kept
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.services.drafts import pins
from tests.support.drawn import frames, pictures
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import covers_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]


def test_the_picks_stand_in_order_each_with_its_cover(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok
):
    page = visitor.page(path)

    assert [frame["data-video-id"] for frame in frames(page)] == alice.ids
    assert pictures(page) == [covers_of(alice)[video_id].url for video_id in alice.ids]
    assert all(tiktok.shows(url) for url in pictures(page))
    links = [link["href"] for link in page.all("a", class_="cover")]
    assert links == [f"{path}/v/{video_id}" for video_id in alice.ids]


def test_a_pinned_video_says_so_in_words_and_no_other_does(
    alice: Person, path: str, visitor: Browser
):
    pins.pin(alice.creator_id, alice.ids[2])
    alice.browser.page("/studio/order")
    alice.browser.post("/studio/editions")

    covers = visitor.page(path).all("a", class_="cover")

    assert covers[0].one("span", class_="frame")["data-video-id"] == alice.ids[2]
    assert covers[0].text.startswith("Pinned")
    assert not [each for each in covers[1:] if "Pinned" in each.text]


def test_nothing_of_tiktoks_player_is_on_the_page(path: str, visitor: Browser):
    page = visitor.page(path)

    assert not page.all("iframe")
    assert not [each for each in page.all("script", src=True) if "127.0.0.1" in each["src"]]


def test_a_phones_first_row_is_fetched_at_once_and_the_rest_lazily(
    person: People, visitor: Browser
):
    alice = person("alice", videos=12).signs_in()

    images = visitor.page(alice.publishes(*alice.ids)).all("ul", class_="video-grid")[0].all("img")

    assert [image.get("loading") for image in images] == [None] * 2 + ["lazy"] * 10
    assert [image.get("fetchpriority") for image in images] == ["high"] * 2 + [None] * 10


def test_caches_may_keep_it_only_as_long_as_it_is_safe(
    path: str, visitor: Browser, time_passes: TimePasses, tiktok: TikTok
):
    def kept() -> int:
        control = visitor.get(path).headers["Cache-Control"]
        if control == "no-store":
            return 0
        assert control.startswith("public, ")
        return longest_kept(control)

    tiktok.fails("*")
    assert kept() == 59
    time_passes(hours=5, minutes=49, seconds=30)
    assert 0 < kept() <= 30
    time_passes(minutes=1)
    assert kept() == 0


def test_a_reader_who_has_it_gets_304(path: str, visitor: Browser):
    tag = visitor.get(path).headers["ETag"]

    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_change_is_seen_by_a_reader_who_has_it(alice: Person, path: str, visitor: Browser):
    tag = visitor.get(path).headers["ETag"]
    alice.browser.page("/studio/page")
    alice.browser.unticks(alice.ids[0])
    alice.browser.post("/studio/editions")

    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_capitals_lead_to_the_one_address(path: str, visitor: Browser):
    answer = visitor.get(path.upper())

    assert (answer.status_code, answer.location) == (301, path)


def test_a_page_that_was_taken_back_is_not_there(alice: Person, path: str, visitor: Browser):
    alice.browser.page("/studio/page")
    alice.browser.post("/studio/withdrawals")

    for address in (path, f"{path}/v/{alice.ids[0]}", f"{path}/covers?ids={alice.ids[0]}"):
        visitor.page(address, status=404)
    assert path not in visitor.get("/").text
    assert path not in visitor.get("/sitemaps/1.xml").text


def test_a_page_that_was_never_published_is_not_there(alice: Person, visitor: Browser):
    visitor.page(alice.page_path, status=404)


def test_a_published_page_is_announced_at_the_front_door(path: str, visitor: Browser):
    assert visitor.page("/").all("a", href=path)
    assert f"http://127.0.0.1:8000{path}" in visitor.get("/sitemaps/1.xml").text


def test_the_front_door_never_shows_an_unsafe_cover(
    path: str, visitor: Browser, time_passes: TimePasses
):
    assert [i for i in visitor.page("/").all("img") if "x-expires" in i["src"]]

    time_passes(hours=6)

    assert not [i for i in visitor.page("/").all("img") if "x-expires" in i["src"]]


def test_recent_videos_stand_below_the_picks(alice: Person, visitor: Browser):
    page = visitor.page(alice.publishes(alice.ids[3], recent=True))

    sections = [
        [frame["data-video-id"] for frame in frames(section)] for section in page.all("section")
    ]
    assert sections == [[alice.ids[3]], [i for i in alice.ids if i != alice.ids[3]]]
    assert page.all("h2", id="recent")


def test_whatever_a_caption_holds_is_text(person: People, visitor: Browser):
    alice = person("alice", videos=1)
    nasty = "<script>alert(1)</script> \"'&amp; {{ 7*7 }} ‮ 👩‍👩‍👧"
    alice.account.changes(alice.ids[0], title=nasty, video_description=nasty)
    alice.signs_in()
    path = alice.publishes(*alice.ids)

    for address in (path, f"{path}/v/{alice.ids[0]}"):
        page = visitor.page(address)
        assert "<script>alert(1)</script>" in page.text
        assert "{{ 7*7 }}" in page.text


def test_a_caption_that_is_cut_is_cut_as_text(person: People, visitor: Browser):
    alice = person("alice", videos=1)
    words = "t" + "&" * 300
    alice.account.changes(alice.ids[0], title="t", video_description=words)
    path = alice.signs_in().publishes(*alice.ids)

    assert visitor.page(path).one("a", class_="cover")["data-caption"] == "&" * 219 + "…"


def test_a_photo_post_has_no_length(person: People, visitor: Browser):
    alice = person("alice", videos=1)
    alice.account.changes(alice.ids[0], duration=0, view_count=None)
    alice.signs_in()

    page = visitor.page(alice.publishes(*alice.ids))

    assert not page.all("span", class_="figures")


FOLLOW = "Follow on TikTok"


def follow_link(page: Document) -> str | None:
    return next((link["href"] for link in page.all("a") if link.text == FOLLOW), None)


@pytest.mark.parametrize(
    ("username", "link"),
    [
        ("ines.bakes", "https://www.tiktok.com/@ines.bakes"),
        ("_ines_", "https://www.tiktok.com/@_ines_"),
        ("a/b?c", "https://www.tiktok.com/@a%2Fb%3Fc"),
        (" ", "https://vm.tiktok.com/ZMabcdefg/"),
        (None, "https://vm.tiktok.com/ZMabcdefg/"),
    ],
)
def test_whoever_follows_is_sent_to_the_profile_and_not_through_a_shared_link(
    alice: Person, path: str, visitor: Browser, username: str | None, link: str
):
    names = {"username": username, "profile_url": "https://vm.tiktok.com/ZMabcdefg/"}
    db.session.execute(sa.update(Creator).values(names))
    db.session.commit()

    assert follow_link(visitor.page(path)) == link


@pytest.mark.parametrize("link", [None, "", "https://[", "javascript:alert(1)", "//evil.example"])
def test_without_a_name_a_link_that_is_none_is_not_shown(
    path: str, visitor: Browser, link: str | None
):
    db.session.execute(sa.update(Creator).values(username=None, profile_url=link))
    db.session.commit()

    assert follow_link(visitor.page(path)) is None
