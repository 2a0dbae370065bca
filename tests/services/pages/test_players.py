"""The addresses of a video's player and of the video at TikTok: usual ones are read in short."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portfolio.services.pages import players

VIDEO = "7310000000000000137"
AT = "https://www.tiktok.com"
ADDRESSES = [
    f"{AT}/@mira.bakes_/video/{VIDEO}?utm_campaign=tt4d_open_api&utm_source=sbawdemo",
    f"{AT}/embed/v2/{VIDEO}?lang=en",
    f"{AT}/player/v1/{VIDEO}",
    f"{AT}/@mira/photo/{VIDEO}#top",
    f"{AT}/@mira/video/{VIDEO}/",
    f"{AT}/@mira/video/1{VIDEO}",
    f"{AT}/player/v1/1?id={VIDEO}",
    f"{AT}/@m%C3%ADra/video/{VIDEO}?x=%26",
    f"{AT}/@مخبز/video/{VIDEO}",
    f"{AT}:443/@mira/video/{VIDEO}",
    f"{AT}.example/@mira/video/{VIDEO}",
    f"{AT}/a?b=/{VIDEO}",
    f"{AT}?/{VIDEO}",
    f"http://www.tiktok.com/@mira/video/{VIDEO}",
    f"https://vm.tiktok.com/{VIDEO}",
    f"javascript:alert('{VIDEO}')",
    f"{AT}/@mira/\\video/{VIDEO}",
    f"{AT}/@mira/video/{VIDEO}\n",
    "",
    None,
]


@pytest.fixture(autouse=True)
def within_the_app(app: Flask) -> None:
    """The settings name the players' other origin."""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_read_in_short_is_what_its_parts_say(
    address: str | None, monkeypatch: pytest.MonkeyPatch
):
    in_short = (players.embed_of(VIDEO, address), players.tiktok_url_of(VIDEO, address))

    monkeypatch.setattr(players, "_USUAL", re.compile("nothing is usual"))

    assert in_short == (players.embed_of(VIDEO, address), players.tiktok_url_of(VIDEO, address))


def test_usual_addresses_are_read_in_short(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(players.reading, "address_parts", lambda _text: pytest.fail("in parts"))

    assert players.embed_of(VIDEO, ADDRESSES[1]) == ADDRESSES[1]
    assert players.tiktok_url_of(VIDEO, ADDRESSES[0]) == f"{AT}/@mira.bakes_/video/{VIDEO}"
