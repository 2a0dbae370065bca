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
    "url", ["https://p16.elsewhere.example/a.jpeg?x=1", "http://user@127.0.0.1:1/a.jpeg"]
)
def test_a_refused_cover_is_a_card_and_told_once(
    person: Callable[..., Person], visitor: Browser, url: str, caplog: pytest.LogCaptureFixture
):
    alice = person("alice", videos=2)
    alice.account.changes(alice.ids[0], cover_image_url=url)
    path = alice.signs_in().publishes(*alice.ids)

    page = visitor.page(path)

    assert covers_of(alice)[alice.ids[0]].url == url
    assert url not in [image["src"] for image in page.all("img")]
    assert page.all(data_pending=True) == []
    told = [line for line in caplog.messages if line.startswith("pages show cards")]
    assert len(told) == 1
    assert len(visitor.get("/readyz").json["picture_hosts_refused"]) == 1
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
    assert len(visitor.get("/readyz").json["picture_hosts_refused"]) == 1
