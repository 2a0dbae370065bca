"""The page of one video, with TikTok's player."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

People = Callable[..., Person]


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
