"""The public page: rendered with safe covers, or with pending cards."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bench.drill.shown import longest_kept
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.queues import UPKEEP, VISITORS, job_queue
from portfolio.services.calls import circuit_breaker
from portfolio.services.connections import token_access
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database
from tests.support.html import Document, Element
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, covers_of, renewal_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]
PATIENCE = 300  # seconds; a wait of that length is noticed even on the busiest machine


@pytest.fixture
def path(alice: Person) -> str:
    return alice.publishes(*alice.ids)


@pytest.fixture
def patient(settings_are: Callable[..., None]) -> Callable[[], None]:
    """Make the wait for covers very long; return a function that checks that no request waited."""
    settings_are(render_wait=PATIENCE)
    began = time.monotonic()

    def nobody_waited() -> None:
        assert time.monotonic() - began < PATIENCE / 2

    return nobody_waited


def frames(page: Document) -> list[Element]:
    return page.all("span", data_video_id=True)


def pictures(page: Document) -> list[str]:
    """Return the addresses of the covers on a page."""
    return [image["src"] for frame in frames(page) for image in frame.all("img")]


def pending(page: Document) -> list[str]:
    return [frame["data-video-id"] for frame in page.all(data_pending=True)]


def test_the_picks_stand_in_order_each_with_its_cover(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok
):
    page = visitor.page(path)

    assert [frame["data-video-id"] for frame in frames(page)] == alice.ids
    assert pictures(page) == [covers_of(alice)[video_id].url for video_id in alice.ids]
    assert all(tiktok.shows(url) for url in pictures(page))
    links = [link["href"] for link in page.all("a", class_="cover")]
    assert links == [f"{path}/v/{video_id}" for video_id in alice.ids]


def test_nothing_of_tiktoks_player_is_on_the_page(path: str, visitor: Browser):
    page = visitor.page(path)

    assert not page.all("iframe")
    assert not [each for each in page.all("script") if "127.0.0.1" in each["src"]]


def test_a_phones_first_row_is_fetched_at_once_and_the_rest_lazily(
    person: People, visitor: Browser
):
    alice = person("alice", videos=12).signs_in()

    images = visitor.page(alice.publishes(*alice.ids)).all("ul", class_="video-grid")[0].all("img")

    assert [image.get("loading") for image in images] == [None] * 2 + ["lazy"] * 10
    assert [image.get("fetchpriority") for image in images] == ["high"] * 2 + [None] * 10


def test_covers_that_are_safe_are_shown_and_nobody_is_asked(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=4)
    alice.worker.works()

    page = visitor.page(path)

    assert len(pictures(page)) == 7
    assert "renew_covers_now" not in alice.worker.queued()


def test_covers_that_are_due_but_safe_are_shown_and_renewed(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    before = covers_of(alice)[alice.ids[0]].url
    time_passes(hours=5)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    alice.worker.works()  # the page may be answered before the worker's first look
    assert pictures(page)[0] == before
    assert covers_of(alice)[alice.ids[0]].url != before


def test_covers_that_are_not_safe_are_waited_for(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient, tiktok: TikTok
):
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    assert pending(page) == []
    assert all(tiktok.shows(url) for url in pictures(page))
    assert len(alice.account.calls("video/query")) == 1


def test_nobody_waits_longer_than_told(
    alice: Person,
    path: str,
    visitor: Browser,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: Callable[..., None],
):
    settings_are(render_wait=0.2)
    tiktok.settings(latency_ms=1500)
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    assert pending(page) == alice.ids
    assert pictures(page) == []
    assert pictures(visitor.page(path))  # they arrived afterwards


def test_without_a_worker_nobody_waits(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    time_passes(hours=7)

    page = visitor.page(path)

    patient()
    assert pending(page) == alice.ids
    assert alice.worker.queued().count("renew_covers_now") == 1


def test_while_tiktok_is_down_there_are_designed_cards(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses, patient
):
    tiktok.fails("*")
    time_passes(days=3)

    with alice.worker.always_working():
        first = visitor.page(path)
        asked = len(tiktok.calls("oauth/token")) + len(tiktok.calls("video/query"))
        second = visitor.page(path)

    patient()
    for page in (first, second):
        assert pending(page) == alice.ids
        assert not page.all("img")
        assert page.all("span", class_="title")[0].text
        assert len(page.all("a", class_="cover")) == 7
    assert len(tiktok.calls("oauth/token")) + len(tiktok.calls("video/query")) == asked


def test_when_tiktok_is_back_everything_heals(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses
):
    tiktok.fails("*")
    time_passes(days=3)
    with alice.worker.always_working():
        assert pending(visitor.page(path)) == alice.ids
    tiktok.recovers()
    time_passes(minutes=2)

    with alice.worker.always_working():
        page = visitor.page(path)

    assert pending(page) == []
    assert len(pictures(page)) == 7


def test_after_a_failure_nobody_waits_for_a_minute(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses, patient
):
    time_passes(hours=7)
    tiktok.fails("video/query")
    visitor.page(path)
    alice.worker.works()
    assert renewal_of(alice).failures == 1

    with alice.worker.always_working():
        assert pending(visitor.page(path)) == alice.ids

    patient()


def test_a_lost_connection_leaves_cards_and_nobody_waits(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    token_access.end(alice.creator_id, connection_of(alice).version)
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    assert pending(page) == alice.ids


@on_one_database
@pytest.mark.parametrize(("agent", "queue"), [("Googlebot/2.1", UPKEEP), ("Firefox", VISITORS)])
def test_a_crawler_does_not_wait_and_has_no_priority(
    agent: str,
    queue: str,
    alice: Person,
    path: str,
    visitor: Browser,
    time_passes: TimePasses,
):
    alice.worker.works()
    time_passes(hours=7)

    visitor.page(path, headers={"User-Agent": agent})

    waiting = job_queue(queue, alice.worker.redis).count
    assert waiting >= 1
    assert (job_queue(VISITORS, alice.worker.redis).count > 0) == (queue == VISITORS)


def test_some_covers_safe_and_some_not_are_told_apart(
    person: People, visitor: Browser, time_passes: TimePasses, tiktok: TikTok
):
    alice = person("alice", videos=4).signs_in()
    time_passes(hours=5)
    new = alice.account.posts(2)
    alice.browser.page("/studio/videos")
    tiktok.settings(cover_life=6 * 3600)
    alice.browser.post("/studio/syncs")
    tiktok.fails("video/query")
    alice.worker.works()
    path = alice.publishes(*alice.ids)

    time_passes(hours=5, minutes=45)

    assert not set(pending(visitor.page(path))) & set(new)


def test_one_request_answers_all_pending_cards(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=7)
    url = visitor.page(path).one("main")["data-pending-url"]
    alice.worker.works()

    answer = visitor.get(url)

    fragment = Document(answer.text)
    assert not fragment.is_page
    assert [each["id"] for each in fragment.all("li")] == [f"v-{i}" for i in alice.ids]
    assert len(pictures(fragment)) == 7
    assert answer.headers["Cache-Control"] == "no-store"


def test_cards_that_are_still_pending_say_so_again(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=7)
    url = visitor.page(path).one("main")["data-pending-url"]

    assert pending(Document(visitor.get(url).text)) == alice.ids


def test_while_tiktok_is_left_alone_a_page_asks_one_last_time_and_no_job_is_queued(
    alice: Person, path: str, visitor: Browser, time_passes: Callable[..., None]
):
    time_passes(hours=7)
    address = f"{path}/covers?ids={alice.ids[0]}"
    for _ in range(circuit_breaker.FAILURES_UNTIL_OPEN):
        assert "Retry-After" not in visitor.get(address).headers
        assert alice.worker.queued() == ["renew_covers_now"]
        circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=False)
    alice.worker.works()

    assert visitor.get(address).headers["Retry-After"] == "30"
    assert alice.worker.queued() == []

    circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=True)
    time_passes(seconds=7)
    assert "Retry-After" not in visitor.get(address).headers
    assert alice.worker.queued() == ["renew_covers_now"]


@on_one_database
@pytest.mark.parametrize("ids", ["", ",", ",".join(["1"] * 101)])
def test_a_senseless_request_for_cards_is_refused(ids: str, path: str, visitor: Browser):
    visitor.page(f"{path}/covers?ids={ids}", status=400)


def test_cards_of_another_page_are_not_told(
    alice: Person, bob: Person, path: str, visitor: Browser
):
    bob.publishes(*bob.ids)

    answer = visitor.get(f"{path}/covers?ids={','.join(bob.ids)}")

    assert not Document(answer.text).all("li")


def test_a_page_without_anything_pending_asks_for_nothing(path: str, visitor: Browser):
    page = visitor.page(path)

    assert "data-pending-url" not in page.one("main")
    assert not [each for each in page.all("script") if "pending" in each["src"]]


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
    assert path not in visitor.get("/sitemap.xml").text


def test_a_page_that_was_never_published_is_not_there(alice: Person, visitor: Browser):
    visitor.page(alice.page_path, status=404)


def test_a_published_page_is_announced_at_the_front_door(path: str, visitor: Browser):
    assert visitor.page("/").all("a", href=path)
    assert f"http://127.0.0.1:8000{path}" in visitor.get("/sitemap.xml").text


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

    assert visitor.page(path).one("a", class_="cover")["data-caption"] == "&" * 217 + "..."


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


class TestPlayer:
    """One video at its own address."""

    def test_it_plays_the_embed_link_as_tiktok_wrote_it(
        self, alice: Person, path: str, visitor: Browser
    ):
        page = visitor.page(f"{path}/v/{alice.ids[1]}")

        card = next(
            link
            for link in visitor.page(path).all("a", class_="cover")
            if link["href"].endswith(alice.ids[1])
        )
        source = page.one("iframe")["src"]
        assert source == card["data-embed"]
        assert f"/player/v1/{alice.ids[1]}?" in source
        assert "utm_source=sbawdemo" in source

    @on_one_database
    @pytest.mark.parametrize(
        "link",
        [
            "https://www.tiktok.com/player/v1/{id}?music_info=1&description=1&x=%2A",
            "https://www.tiktok.com/static/profile-video?id={id}&hide_author=1",
            "https://www.tiktok.com/embed/v3?lang=en&id={id}",
            "{sandbox}/player/v1/{id}?autoplay=1",
        ],
    )
    def test_a_link_that_can_be_trusted_is_verbatim(
        self, link: str, person: People, visitor: Browser, tiktok: TikTok
    ):
        alice = person("alice", videos=1)
        link = link.format(id=alice.ids[0], sandbox=tiktok.url)
        alice.account.changes(alice.ids[0], embed_link=link)
        path = alice.signs_in().publishes(*alice.ids)

        assert visitor.page(f"{path}/v/{alice.ids[0]}").one("iframe")["src"] == link

    @on_one_database
    @pytest.mark.parametrize(
        "link",
        [
            "https://evil.example/player/v1/{id}",
            "https://www.tiktok.com.evil.example/player/v1/{id}",
            "https://www.tiktok.com@evil.example/player/v1/{id}",
            "http://www.tiktok.com/player/v1/{id}",
            "https://www.tiktok.com/player/v1/1",
            "https://www.tiktok.com/player/v1/9{id}",
            "https://www.tiktok.com/player/v1/{id}9?autoplay=1",
            "https://www.tiktok.com/player/v1/1?utm_source={id}",
            "https://www.tiktok.com/player/v1/1?id=9{id}",
            "https://www.tiktok.com/player/v1/1?id={id}&id=1",
            "https://www.tiktok.com/player/v1/1#{id}",
            "https://www.tiktok.com:443@evil.example/{id}",
            "https://www.tiktok.com\\@evil.example/player/v1/{id}",
            "javascript:alert('{id}')",
            "data:text/html,{id}",
            "//www.tiktok.com/player/v1/{id}",
            "",
            None,
        ],
    )
    def test_any_other_is_built_anew(
        self, link: str | None, person: People, visitor: Browser, tiktok: TikTok
    ):
        alice = person("alice", videos=1)
        link = link and link.format(id=alice.ids[0])
        alice.account.changes(alice.ids[0], embed_link=link)
        path = alice.signs_in().publishes(*alice.ids)

        source = visitor.page(f"{path}/v/{alice.ids[0]}").one("iframe")["src"]

        assert source == f"{tiktok.url}/player/v1/{alice.ids[0]}"

    @pytest.mark.parametrize("caption", ["", " ", "\u00a0\u200b", "\ufeff"], ids=ascii)
    def test_a_video_without_a_caption_is_named_by_its_day_and_creator(
        self, caption: str, person: People, visitor: Browser
    ):
        alice = person("alice", videos=1)
        alice.account.changes(
            alice.ids[0], title=caption, video_description=caption, create_time=1_657_851_434
        )
        path = alice.signs_in().publishes(*alice.ids)

        page = visitor.page(f"{path}/v/{alice.ids[0]}")

        name = "Video of 15 Jul 2022, by Alice"
        assert page.one("title").text == name
        assert page.one("meta", property="og:title")["content"] == name
        assert page.one("meta", name="description")["content"] == name
        assert page.one("iframe")["title"] == name
        assert page.one("h1").text == "Video of 15 Jul 2022"
        card = visitor.page(path).one("a", class_="cover")
        assert card.one("span", class_="title").text == "Video of 15 Jul 2022"

    def test_without_a_day_it_is_named_by_its_creator(self, person: People, visitor: Browser):
        alice = person("alice", videos=1)
        alice.account.changes(alice.ids[0], title="", video_description=None, create_time=0)
        path = alice.signs_in().publishes(*alice.ids)

        assert visitor.page(f"{path}/v/{alice.ids[0]}").one("iframe")["title"] == "Video by Alice"

    @pytest.mark.parametrize("title", [" ", "\u00a0", "\u200b\u2060", "\n\t"], ids=ascii)
    def test_a_blank_title_gives_way_to_the_description(
        self, title: str, person: People, visitor: Browser
    ):
        alice = person("alice", videos=1)
        alice.account.changes(alice.ids[0], title=title, video_description=" Bread, slowly ")
        path = alice.signs_in().publishes(*alice.ids)

        player = visitor.page(f"{path}/v/{alice.ids[0]}")

        assert player.one("title").text == "Bread, slowly, by Alice"
        assert player.one("iframe")["title"] == player.one("h1").text == "Bread, slowly"
        tile = alice.browser.page("/studio/videos").one("li", class_="tile")
        assert tile.one("span", class_="title").text == "Bread, slowly"

    def test_previous_and_next_lead_through_the_page(
        self, alice: Person, path: str, visitor: Browser
    ):
        first = visitor.page(f"{path}/v/{alice.ids[0]}")
        middle = visitor.page(f"{path}/v/{alice.ids[3]}")

        assert not first.all("a", rel="prev")
        assert middle.one("a", rel="prev")["href"] == f"{path}/v/{alice.ids[2]}"
        assert middle.one("a", rel="next")["href"] == f"{path}/v/{alice.ids[4]}"

    def test_the_way_to_tiktok_names_no_app(self, alice: Person, path: str, visitor: Browser):
        link = visitor.page(f"{path}/v/{alice.ids[0]}").one("a", data_part="tiktok")["href"]

        assert alice.ids[0] in link
        assert "utm_" not in link

    def test_a_video_that_is_not_on_the_page_is_not_there(
        self, alice: Person, bob: Person, visitor: Browser
    ):
        path = alice.publishes(alice.ids[0])

        for video_id in (alice.ids[1], bob.ids[0], "1", "x" * 500, "%00"):
            visitor.page(f"{path}/v/{video_id}", status=404)
