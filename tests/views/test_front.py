"""PUBLIC_URL is the only host; only trusted proxies may name the visitor's address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.wire import ask

TOKEN = "only-for-those-who-run-this-site"
EVIL = (
    ("Host", "evil.example"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Proto", "gopher"),
    ("X-Forwarded-Port", "666"),
    ("X-Forwarded-Prefix", "/evil"),
    ("Forwarded", "for=1.2.3.4;host=evil.example;proto=http"),
)
GARBAGE = (
    "\x01",
    "x" * 300,
    "é",
    "1.2.3",
    "unknown",
    "for=1",
    '"',
    ",,,",
    "::g",
    "127.0.0.1, \x02",
)

PATHS = ("/metrics", "/readyz")

MakeSite = Callable[..., Flask]


@pytest.fixture(scope="module")
def site_with(apps: dict[str, Flask]) -> Iterator[MakeSite]:
    """Return a function that makes the site with other settings, on the same database."""
    made: dict[str, Flask] = {}
    config: Config = apps["web"].extensions["settings"]

    def make(**settings: Any) -> Flask:
        if repr(settings) not in made:
            made[repr(settings)] = create_app(replace(config, **settings))
        return made[repr(settings)]

    yield make
    for site in made.values():
        site.extensions["visits"].forget()  # or its timer would take a connection after the test
        with site.app_context():
            db.engine.dispose()


def test_no_header_names_another_host(site_with: MakeSite, alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    alice.worker.works()
    site = site_with(trusted_proxies=1)
    addresses = (
        "/",
        path,
        f"{path.upper()}/",
        f"/{path}",
        "/robots.txt",
        "/sitemap.xml",
        "/studio",
    )

    for address in addresses:
        honest = ask(site, "GET", address)
        told = ask(site, "GET", address, EVIL)

        assert (told.status, told.body) == (honest.status, honest.body)
        assert told.header("Location") == honest.header("Location")
        assert b"evil" not in told.body


@on_one_database
def test_the_sign_in_comes_back_to_the_public_address(app: Flask, site_with: MakeSite):
    site = site_with(public_url="https://showreel.example", trusted_proxies=1)

    answer = ask(site, "POST", "/login", [*EVIL, ("Sec-Fetch-Site", "same-origin")])

    location = answer.header("Location") or ""
    assert "redirect_uri=https%3A%2F%2Fshowreel.example%2Flogin%2Fcallback" in location
    assert (answer.header("Set-Cookie") or "").startswith("__Host-session=")


@on_one_database
@pytest.mark.parametrize("path", ["/login", "/reels/login"], ids=["stripped", "kept"])
def test_a_path_in_the_public_address_is_before_all_that_is_told(
    path: str, app: Flask, site_with: MakeSite
):
    site = site_with(public_url="https://showreel.example/reels")

    answer = ask(site, "POST", path, [("Sec-Fetch-Site", "same-origin")])

    location = answer.header("Location") or ""
    assert "redirect_uri=https%3A%2F%2Fshowreel.example%2Freels%2Flogin%2Fcallback" in location
    cookie = answer.header("Set-Cookie") or ""
    assert cookie.startswith("__Secure-session=")
    assert "; Path=/reels" in cookie
    assert b"Disallow: /reels/studio\n" in ask(site, "GET", "/reels/robots.txt").body
    manifest = json.loads(ask(site, "GET", "/reels/site.webmanifest").body)
    assert manifest["start_url"] == "/reels/studio"
    assert manifest["icons"][0]["src"].startswith("/reels/static/icons/")
    assert ask(site, "GET", "//@mira").header("Location") == "/reels/@mira"
    assert ask(site, "GET", "/reelsx/login").status == 404


@on_one_database
def test_a_form_of_the_forged_host_is_refused(app: Flask, site_with: MakeSite):
    site = site_with(trusted_proxies=1)

    answer = ask(site, "POST", "/login", [*EVIL, ("Origin", "http://evil.example")])

    assert answer.status == 400


@on_one_database
def test_a_health_check_by_any_host_name_is_answered(app: Flask):
    for host in ("", "localhost", "10.0.0.5:8000", "a..b", "x" * 300, "\xff", "[", "a,b"):
        for path in ("/healthz", "/readyz"):
            assert ask(app, "GET", path, [("Host", host)]).status == 200


@on_one_database
@pytest.mark.parametrize("hops", [0, 1, 2])
def test_garbage_for_an_address_is_nobody(hops: int, app: Flask, site_with: MakeSite):
    site = site_with(trusted_proxies=hops)

    for said in GARBAGE:
        headers = [("X-Forwarded-For", said)]
        assert [ask(site, "GET", path, headers).status for path in PATHS] == [404, 404]
        assert ask(site, "GET", "/healthz", headers).status == 200


@on_one_database
@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", (), 200),
        ("10.0.0.7", (), 200),
        ("::1", (), 200),
        ("fd00::7", (), 200),
        ("8.8.8.8", (), 404),
        ("2606:4700::1", (), 404),
        ("", (), 404),
        ("garbage", (), 404),
        ("127.0.0.1", [("X-Forwarded-For", "127.0.0.1")], 404),
        ("127.0.0.1", [("X-Forwarded-For", "8.8.8.8")], 404),
        ("10.0.0.7", [("X-Real-IP", "10.0.0.9")], 404),
        ("10.0.0.7", [("Via", "1.1 cache")], 404),
        ("10.0.0.7", [("Forwarded", "for=10.0.0.9")], 404),
        ("10.0.0.7", [("X-Forwarded-Proto", "https")], 404),
        ("8.8.8.8", [("Authorization", f"Bearer {TOKEN}")], 404),
    ],
)
def test_only_who_is_near_sees_how_the_site_is(
    peer: str, headers: Any, status: int, app: Flask, site_with: MakeSite
):
    for site in (app, site_with(trusted_proxies=1)):
        for path in PATHS:
            assert ask(site, "GET", path, headers, peer=peer).status == status


@on_one_database
@pytest.mark.parametrize(
    ("said", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 404),
        (TOKEN, 404),
        ("Bearer ", 404),
        ("Bearer \xff\xfe", 404),
        (None, 404),
    ],
)
def test_where_there_is_a_token_it_is_asked_of_everybody(
    said: str | None, status: int, app: Flask, site_with: MakeSite
):
    site = site_with(status_token=TOKEN)
    headers = [] if said is None else [("Authorization", said)]

    for path in PATHS:
        for peer in ("127.0.0.1", "8.8.8.8"):
            assert ask(site, "GET", path, headers, peer=peer).status == status
        forwarded = [*headers, ("X-Forwarded-For", "8.8.8.8")]
        assert ask(site, "GET", path, forwarded).status == status


@on_one_database
@pytest.mark.parametrize(
    ("chosen", "said"),
    [(False, "max-age=31536000"), (True, "max-age=31536000; includeSubDomains")],
)
def test_other_names_are_held_to_https_only_where_the_host_says_so(
    chosen: bool, said: str, app: Flask, site_with: MakeSite
):
    site = site_with(public_url="https://showreel.example", hsts_subdomains=chosen)

    assert ask(site, "GET", "/healthz").header("Strict-Transport-Security") == said
