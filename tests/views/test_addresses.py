"""Every address has one form, and any other spelling redirects to it once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for

from portfolio.views import addresses
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.wire import ask

VIDEO = "7421"
SPELLINGS = (
    ("/@mira/", "/@mira"),
    ("/@Mira", "/@mira"),
    ("/@MIRA/?igsh=MzRlODBiNWFlZA==", "/@mira"),
    ("//@mira", "/@mira"),
    ("///@mira//", "/@mira"),
    (f"/@mira/v/{VIDEO}/", f"/@mira/v/{VIDEO}"),
    (f"/@Mira/v/{VIDEO}", f"/@mira/v/{VIDEO}"),
    (f"//@Mira//v//{VIDEO}//?utm_source=x", f"/@mira/v/{VIDEO}"),
    (f"//@Mira/v/{VIDEO}.jpg/?utm_source=x", f"/@mira/v/{VIDEO}.jpg"),
    ("/@MIRA/avatar.jpg?x=1", "/@mira/avatar.jpg"),
    (f"/@MIRA/card/{'0' * 20}.png/?x=1", f"/@mira/card/{'0' * 20}.png"),
    ("//@Mira/card.png", "/@mira/card.png"),
    ("//sitemaps/1.xml/?x=1", "/sitemaps/1.xml"),
    (f"/@Mira/covers/?ids={VIDEO}%2C8", f"/@mira/covers?ids={VIDEO}%2C8"),
    ("/@Mira/feed.atom", "/@mira/feed.atom"),
    ("/@mira/feed.xml/?utm_source=x", "/@mira/feed.xml"),
    ("//@MIRA//feed.json", "/@mira/feed.json"),
    ("/api/v1/pages/MIRA/?x=1", "/api/v1/pages/mira"),
    ("//api/v1//openapi.json", "/api/v1/openapi.json"),
    ("/api/", "/api"),
    ("//", "/"),
    ("//?fbclid=1", "/"),
    ("/privacy/", "/privacy"),
    ("//terms", "/terms"),
    ("/login/", "/login"),
    ("/robots.txt/", "/robots.txt"),
    ("/sitemap.xml/", "/sitemap.xml"),
    ("/studio/", "/studio"),
    ("/studio/videos/?after=1-2", "/studio/videos?after=1-2"),
    ("//studio//page", "/studio/page"),
)


@on_one_database
@pytest.mark.parametrize(("spelling", "address"), SPELLINGS)
def test_another_spelling_leads_to_the_address_in_one_step(spelling: str, address: str, app: Flask):
    answer = ask(app, "GET", spelling)

    assert answer.status == 301
    assert answer.header("Location") == address
    assert ask(app, "GET", address).status != 301


@on_one_database
@pytest.mark.parametrize("spelling", [spelling for spelling, _ in SPELLINGS])
def test_a_redirect_to_the_address_is_the_same_for_head(spelling: str, app: Flask):
    asked, told = ask(app, "GET", spelling), ask(app, "HEAD", spelling)

    assert (told.status, told.header("Location")) == (301, asked.header("Location"))


@on_one_database
@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "//evil.example/@mira",
        "/\\evil.example/",
        "/%2f/evil.example/@mira",
        "/@mira//evil.example/v/1",
        "/@mira/v/1%0d%0aLocation:%20https://evil.example/",
        "https://evil.example/",
        "/%09/evil.example",
    ],
)
def test_no_spelling_leads_to_another_site(address: str, app: Flask):
    answer = ask(app, "GET", address)

    assert answer.status == 404
    assert answer.header("Location") is None


@on_one_database
def test_a_form_sent_to_another_spelling_is_sent_on_as_it_is(app: Flask):
    sent_from_here = [("Sec-Fetch-Site", "same-origin")]

    answer = ask(app, "POST", "/login/", sent_from_here)

    assert (answer.status, answer.header("Location")) == (308, "/login")


def test_what_others_add_to_an_address_shows_the_same_page(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    page = visitor.page(path)

    for added in ("?igsh=MzRlODBiNWFlZA==", "?utm_source=ig_web", "?fbclid=1&x=%ff"):
        answer = visitor.get(path + added)

        assert answer.status_code == 200
        assert answer.data == visitor.get(path).data
    assert page.one("link", rel="canonical")["href"].endswith(path)


def test_a_video_s_page_names_its_one_address(app: Flask, alice: Person, visitor: Browser):
    path = f"{alice.publishes(*alice.ids)}/v/{alice.ids[1]}"

    page = visitor.page(path)

    whole = f"{app.extensions['settings'].public_url}{path}"
    assert page.one("link", rel="canonical")["href"] == whole
    assert page.one("meta", property="og:url")["content"] == whole


def test_spellings_leave_no_copy_behind(app: Flask, alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    alice.worker.works()

    lasting = f"{path.upper()}/v/{alice.ids[0]}.jpg"
    spellings = (path.upper(), f"{path}/", f"/{path}", f"{path}?igsh=1", lasting, "//", "/@nobody/")
    for spelling in spellings:
        ask(app, "GET", spelling)

    assert set(app.extensions["page_layer"]._copies._by_path) <= {path, "/"}


@on_one_database
@pytest.mark.parametrize("handle", ["noor", addresses._SAMPLE])
@pytest.mark.parametrize("build", [url_for, addresses.in_full])
def test_addresses_of_many_videos_are_those_that_are_built_one_by_one(
    build: Callable[..., str], handle: str, app: Flask
):
    ids = (addresses._SAMPLE, "7", "a b", "🌊", "a%2Fb", "..", "?x#y")
    with app.test_request_context("/"):
        for view in ("page.play", "lasting_pictures.cover", "embeds.play"):
            address_of = addresses.of_videos(view, build, handle=handle)

            assert [address_of(each) for each in ids] == [
                build(view, handle=handle, video_id=each) for each in ids
            ]
