"""A public page describes itself and its videos for search engines, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portfolio.services.drafts import pick_texts
from portfolio.services.pages import sections
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person, a_second_later
from tests.support.stored import page_of

pytestmark = on_one_database

LINKED_DATA = "application/ld+json"


@pytest.fixture
def path(alice: Person) -> str:
    """The path of Alice's page, with her seven videos."""
    return alice.publishes(*alice.ids)


def described(document: Document) -> dict[str, Any]:
    """Return the linked data of a page, which stands there once."""
    found: dict[str, Any] = json.loads(document.one("script", type=LINKED_DATA).text)
    return found


def test_a_page_names_its_creator_and_its_videos_in_their_order(
    path: str, alice: Person, visitor: Browser, app: Flask
):
    whole = f"{app.extensions['settings'].public_url}{path}"
    found = described(visitor.page(path))

    assert (found["@context"], found["@type"]) == ("https://schema.org", "ProfilePage")
    assert found["url"] == found["mainEntity"]["url"] == whole
    assert found["dateModified"].endswith("Z")
    creator = found["mainEntity"]
    assert (creator["@type"], creator["name"]) == ("Person", "Alice")
    assert creator["image"] == f"{whole}/avatar.jpg"
    assert creator["alternateName"] == path.removeprefix("/")
    assert [video["url"] for video in found["hasPart"]] == [f"{whole}/v/{i}" for i in alice.ids]
    for video in found["hasPart"]:
        assert video["@type"] == "VideoObject"
        assert video["name"]
        assert video["uploadDate"].endswith("Z")
        assert video["thumbnailUrl"] == f"{video['url']}.jpg"


def test_a_video_stands_by_itself_at_its_own_address(path: str, alice: Person, visitor: Browser):
    on_page = {each["url"]: each for each in described(visitor.page(path))["hasPart"]}

    for video_id in alice.ids:
        found = described(visitor.page(f"{path}/v/{video_id}"))
        assert found.pop("creator")["name"] == "Alice"
        assert found.pop("@context") == "https://schema.org"
        assert found == on_page[found["url"]]


def test_a_photo_post_has_no_duration(path: str, alice: Person, visitor: Browser):
    alice.account.changes(alice.ids[0], duration=0)
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    photos, video, *_ = described(visitor.page(path))["hasPart"]

    assert "duration" not in photos
    assert video["duration"].startswith("PT")


def test_a_title_cannot_end_the_script(path: str, alice: Person, visitor: Browser):
    title = "</script><script>alert(1)</script> &amp; <!-- end"
    pick_texts.write(alice.creator_id, alice.ids[0], title=title, alt="")
    alice.publishes()

    answer = visitor.page(path)

    assert described(answer)["hasPart"][0]["name"] == title
    assert len(answer.all("script", src=False)) == 1


def test_a_renewal_of_covers_changes_nothing_of_it(
    path: str, alice: Person, visitor: Browser, app: Flask, time_passes: Callable[..., None]
):
    before = visitor.page(path).one("script", type=LINKED_DATA).text
    version = page_of(alice).version
    time_passes(hours=23)
    visitor.get(path)
    alice.worker.works()
    a_second_later(app)

    assert page_of(alice).version > version
    assert visitor.page(path).one("script", type=LINKED_DATA).text == before


def test_a_page_of_many_describes_the_first(
    path: str, visitor: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sections, "DESCRIBED", 3)
    app.extensions["page_layer"]._copies.drop(path)

    assert len(described(visitor.page(path))["hasPart"]) == 3


def test_a_preview_describes_nothing(path: str, alice: Person):
    for each in ("/studio/preview", "/studio/preview/frame", f"/studio/preview/v/{alice.ids[0]}"):
        assert alice.browser.page(each).all("script", type=LINKED_DATA) == []
