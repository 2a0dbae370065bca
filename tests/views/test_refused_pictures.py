"""A cover that the policy refuses is a card; the log names the media host and the setting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.databases import on_one_database
from tests.support.lying import lying
from tests.support.people import Browser, Person
from tests.support.stored import covers_of
from tests.support.tiktok import TikTok


@on_one_database
@pytest.mark.parametrize(
    ("url", "host", "why"),
    [
        (
            "https://p16.elsewhere.example/a.jpeg?x=1",
            "p16.elsewhere.example",
            "TIKTOK_MEDIA_HOSTS does not name it",
        ),
        (
            "http://user@127.0.0.1:1/a.jpeg",
            "127.0.0.1",
            "browsers load no picture whose address names a user",
        ),
    ],
)
def test_a_refused_cover_is_a_card_and_told_once(
    person: Callable[..., Person], visitor: Browser, url: str, host: str, why: str,
    caplog: pytest.LogCaptureFixture,
):  # fmt: skip
    alice = person("alice", videos=2)
    alice.account.changes(alice.ids[0], cover_image_url=url)
    path = alice.signs_in().publishes(*alice.ids)

    page = visitor.page(path)

    assert covers_of(alice)[alice.ids[0]].url == url
    assert url not in [image["src"] for image in page.all("img")]
    assert page.all(data_pending=True) == []
    told = [line for line in caplog.messages if line.startswith("pages show cards")]
    assert told == [f"pages show cards instead of pictures from {host}: {why}"]
    assert visitor.get("/readyz").json["picture_hosts_refused"] == [host]
    assert "showreel_picture_hosts_refused 1.0" in visitor.get("/metrics").text


@on_one_database
def test_a_refused_avatar_is_never_a_picture(
    person: Callable[..., Person], visitor: Browser, tiktok: TikTok, apps: dict[str, Flask]
):
    refused = "https://p16.elsewhere.example/me.jpeg"
    alice = person("alice", videos=1)
    with lying(tiktok, apps) as liar:
        liar.garbles = lambda _, data: (
            {"user": data["user"] | {"avatar_url": refused}} if "user" in data else data
        )
        path = alice.signs_in().publishes(*alice.ids)

    pages = [visitor.page("/"), visitor.page(path), alice.browser.page("/studio/account")]

    assert alice.creator.avatar_url == refused
    assert not [page for page in pages if refused in [image["src"] for image in page.all("img")]]
    assert visitor.get("/readyz").json["picture_hosts_refused"] == ["p16.elsewhere.example"]


@on_one_database
@pytest.mark.parametrize("refused", [0, 1, 2])
def test_the_order_tells_a_creator_what_only_the_host_can_allow(
    person: Callable[..., Person], refused: int
):
    alice = person("alice", videos=3)
    for video_id in alice.ids[:refused]:
        alice.account.changes(video_id, cover_image_url="https://p16.elsewhere.example/a.jpeg")
    alice.signs_in().picks(*alice.ids)

    told = [notice.text for notice in alice.browser.page("/studio/order").all(id="refused")]

    assert len(told) == min(refused, 1)
    assert all("Whoever runs this site" in text for text in told)
    assert all("TIKTOK_MEDIA_HOSTS" in text for text in told)
    assert all(f"{refused} of your pictures" in text for text in told)
