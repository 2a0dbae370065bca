"""The Open Graph properties in the head of a page and of a video."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask

from portfolio.services.drafts import look_settings, pick_texts
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person

pytestmark = on_one_database

SITE = "http://127.0.0.1:8000"


def said(page: Document) -> dict[str, str]:
    """Return the properties of Open Graph; each stands there once."""
    found = [(meta["property"], meta["content"]) for meta in page.all("meta", property=True)]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_a_page_and_its_videos_say_all_that_a_preview_needs(
    path: str, alice: Person, visitor: Browser, app: Flask
):
    kinds = {path: "profile", f"{path}/v/{alice.ids[0]}": "video.other"}

    for where, kind in kinds.items():
        page = visitor.page(where)
        told = said(page)
        assert told["og:type"] == kind
        assert told["og:url"] == page.one("link", rel="canonical")["href"] == SITE + where
        assert told["og:site_name"] == app.extensions["settings"].site_name
        assert told["og:locale"] == "en_US"
        assert told["og:title"]
        assert told["og:description"] == page.one("meta", name="description")["content"] != ""
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:type"] == "image/png"
        assert f"@{path.removeprefix('/@')}" in told["og:image:alt"]
        assert told["og:image"].startswith(f"{SITE}{path}/card/")
        assert page.one("meta", name="twitter:card")["content"] == "summary_large_image"


def test_home_says_what_it_is_and_shows_the_mark_of_the_site(visitor: Browser, app: Flask):
    page = visitor.page("/")
    told = said(page)

    assert told["og:type"] == "website"
    assert told["og:url"] == page.one("link", rel="canonical")["href"] == f"{SITE}/"
    assert told["og:site_name"] == app.extensions["settings"].site_name
    assert told["og:title"] == page.one("title").text
    assert told["og:description"] == page.one("meta", name="description")["content"] != ""
    assert told["og:image"].startswith(f"{SITE}/static/icons/large.")
    assert page.one("meta", name="twitter:card")["content"] == "summary"
    answer = visitor.get(urlsplit(told["og:image"]).path)
    assert (answer.status_code, answer.mimetype) == (200, told["og:image:type"])


def test_the_picture_is_there_and_is_what_it_says(path: str, visitor: Browser):
    told = said(visitor.page(path))

    answer = visitor.get(urlsplit(told["og:image"]).path)

    assert (answer.status_code, answer.mimetype) == (200, told["og:image:type"])


def test_a_headline_is_the_text_and_stands_in_the_alternative(
    path: str, alice: Person, visitor: Browser
):
    look_settings.write(alice.creator_id, headline="Cakes & “bread”", bio="")
    alice.publishes()

    told = said(visitor.page(path))

    assert told["og:title"] == "Alice"
    assert told["og:description"] == "Cakes & “bread”"
    assert "Cakes & “bread”" in told["og:image:alt"]


def test_a_video_has_its_own_title_and_the_pages_picture(
    path: str, alice: Person, visitor: Browser
):
    pick_texts.write(alice.creator_id, alice.ids[0], title="Sourdough", alt="")
    alice.publishes()

    told = said(visitor.page(f"{path}/v/{alice.ids[0]}"))

    assert told["og:title"] == "Sourdough"
    assert told["og:image"] == said(visitor.page(path))["og:image"]


@pytest.mark.parametrize(("language", "locale"), [("de", "de_DE"), ("ar", "ar_AR")])
def test_the_language_has_a_territory(
    language: str, locale: str, path: str, alice: Person, visitor: Browser
):
    alice.browser.page("/studio/account")
    alice.browser.post("/studio/account", language=language)

    assert said(visitor.page(path))["og:locale"] == locale


def test_a_preview_names_no_picture(path: str, alice: Person):
    assert "og:image" not in said(alice.browser.page("/studio/preview/frame"))
