"""The headers of every answer, cookies, and a production site's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

PATHS = ("/", "/login", "/privacy", "/terms", "/nowhere", "/studio/videos", "/healthz")


def policy_of(browser: Browser, path: str) -> dict[str, list[str]]:
    policy = browser.get(path).headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


@on_one_database
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(path: str, visitor: Browser):
    headers = visitor.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"].split()


def test_pages_from_the_page_layer_have_them_too(alice: Person, visitor: Browser):
    path = alice.publishes(alice.ids[0])
    first, second = visitor.get(path), visitor.get(path)

    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert first.headers[name] == second.headers[name]


@on_one_database
def test_the_policy_allows_what_is_needed_and_no_more(visitor: Browser, tiktok: TikTok):
    policy = policy_of(visitor, "/")

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["manifest-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", tiktok.url]
    assert set(policy["frame-src"]) == {"https://www.tiktok.com", tiktok.url}
    assert policy["form-action"] == ["'self'", tiktok.url]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


def test_the_cookie_is_for_the_server_alone(person: Callable[..., Person]):
    cookie = person("alice").comes_back().headers["Set-Cookie"]

    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_public_addresses_set_no_cookie_even_for_the_signed_in(alice: Person):
    path = alice.publishes(*alice.ids)

    for address in ("/", path, f"{path}/v/{alice.ids[0]}", "/privacy", "/robots.txt"):
        answer = alice.browser.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_stranger_never_gets_the_cookie_of_whoever_came_first(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    alice.browser._client.get(path, base_url="http://127.0.0.1:8000")

    answer = visitor._client.get(path, base_url="http://127.0.0.1:8000")

    assert "Set-Cookie" not in answer.headers


def test_the_cookie_lives_on_while_the_studio_is_used(alice: Person):
    assert "Expires=" in alice.browser.get("/studio/videos").headers["Set-Cookie"]


def test_public_addresses_are_the_same_for_everybody(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)

    for address in ("/", path, f"{path}/v/{alice.ids[0]}"):
        assert alice.browser.get(address).data == visitor.get(address).data
        assert visitor.get(address, headers={"HX-Request": "true"}).data == (
            visitor.get(address).data
        )


def test_the_studio_is_never_kept(alice: Person):
    for path in (
        "/studio/videos",
        "/studio/order",
        "/studio/look",
        "/studio/page",
        "/studio/editions",
        "/studio/account",
        "/studio/videos/tiles",
    ):
        assert alice.browser.get(path).headers["Cache-Control"] == "no-store"


@on_one_database
def test_static_files_are_kept_for_ever_under_names_of_their_own(visitor: Browser):
    page = visitor.page("/")
    addresses = [link["href"] for link in page.all("link", rel="stylesheet")]
    addresses += [script["src"] for script in page.all("script", src=True)]

    for address in addresses:
        answer = visitor.get(address, headers={"Accept-Encoding": "br"})
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.fixture
def public_site(apps: dict[str, Flask], app: Flask, tiktok: TikTok) -> Iterator[Browser]:
    """A browser at a public site."""
    config: Config = app.extensions["settings"]
    public = create_app(replace(config, public_url="https://showreel.example"))
    yield Browser(public, tiktok)
    with public.app_context():
        db.engine.dispose()


@on_one_database
def test_a_public_site_keeps_its_cookies_to_https(public_site: Browser):
    cookie = public_site.get("/login").headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


@on_one_database
def test_a_public_site_asks_browsers_to_stay_with_https(public_site: Browser):
    strict = public_site.get("/").headers["Strict-Transport-Security"]

    assert "max-age=31536000" in strict


@on_one_database
def test_a_public_site_is_sent_back_to_by_its_own_address(public_site: Browser):
    public_site.get("/login")

    location = public_site.post("/login").location

    assert "redirect_uri=https%3A%2F%2Fshowreel.example%2Flogin%2Fcallback" in location
