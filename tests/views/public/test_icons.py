"""Icons where browsers, phones and feed readers look for them; the studio can be installed."""

from __future__ import annotations

import io

from flask import Flask
from PIL import Image

from tests.support.databases import on_one_database
from tests.support.people import Browser, Person

pytestmark = on_one_database


def picture(browser: Browser, path: str) -> Image.Image:
    answer = browser.get(path)
    assert answer.status_code == 200
    found = Image.open(io.BytesIO(answer.data))
    assert answer.mimetype in (Image.MIME[str(found.format)], "image/x-icon")
    return found


def test_a_browser_finds_an_icon_in_three_sizes(visitor: Browser):
    icon = picture(visitor, "/favicon.ico")

    assert icon.format == "ICO"
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_a_phone_finds_an_icon_without_a_see_through_corner(alice: Person, visitor: Browser):
    link = visitor.page(alice.publishes(*alice.ids)).one("link", rel="apple-touch-icon")
    icon = picture(visitor, link["href"])

    assert link["href"] == "/apple-touch-icon.png"
    assert icon.size == (180, 180)
    assert icon.convert("RGBA").getextrema()[3] == (255, 255)


def test_the_studio_is_installed_under_the_site_s_name(app: Flask, visitor: Browser):
    address = visitor.page("/").one("link", rel="manifest")["href"]
    manifest = visitor.get(address).get_json()

    assert manifest["name"] == app.extensions["settings"].site_name
    assert manifest["start_url"] == "/studio"
    for icon in manifest["icons"]:
        width, height = picture(visitor, icon["src"]).size
        assert icon["sizes"] == f"{width}x{height}"
        assert icon["type"] == "image/png"


def test_a_creator_s_page_is_not_the_studio(alice: Person, visitor: Browser):
    page = visitor.page(alice.publishes(*alice.ids))

    assert page.all("link", rel="manifest") == []


def test_the_icons_are_for_everybody_and_kept_by_caches(alice: Person):
    for path in ("/favicon.ico", "/apple-touch-icon.png", "/site.webmanifest"):
        answer = alice.browser.get(path)
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert "Set-Cookie" not in answer.headers
