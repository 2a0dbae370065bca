"""HEAD, ETag and If-None-Match agree with GET (RFC 9110)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.support.databases import on_one_database
from tests.support.feeds import FORMS
from tests.support.people import Browser, Person, a_second_later

pytestmark = on_one_database

ENCODINGS = ("br", "gzip", "identity")
#: If-None-Match headers that match; `tag` is the tag of the current answer.
HELD = ('"tag"', 'W/"tag"', '"a", "tag"', '"a,b" ,W/"tag", "c"', ',"tag"', "*")
NOT_HELD = ('"a"', '"a", W/"b"', '"atag"', '"tagx"', '"*"', "", '"', ",")


@pytest.fixture
def public(alice: Person, visitor: Browser) -> list[str]:
    """The addresses with the same answer for all visitors, at a site with one page."""
    page = alice.publishes(*alice.ids)
    head = visitor.page(page)
    style = head.one("link", rel="stylesheet")["href"]
    card = urlsplit(head.one("meta", property="og:image")["content"]).path
    words = ["/robots.txt", "/sitemap.xml", "/sitemaps/1.xml", "/privacy", "/terms"]
    feeds = [f"{page}/{form}" for form in FORMS]
    icons = ["/favicon.ico", "/apple-touch-icon.png", "/site.webmanifest"]
    url = f"{visitor._app.extensions['settings'].public_url}{page}"
    embeds = [
        f"{page}/embed",
        "/embed-1.js",
        f"/oembed?url={url}",
        f"/oembed?maxwidth=300&url={url}",
    ]
    api = [f"/api/v1/pages/{alice.handle}", "/api/v1/openapi.json", "/api"]
    return [
        "/",
        page,
        f"{page}/v/{alice.ids[0]}",
        *feeds,
        style,
        *api,
        *words,
        *icons,
        card,
        *embeds,
    ]


@pytest.fixture
def squeezed(public: list[str]) -> list[str]:
    """The addresses in `public` with compressed answers."""
    return public[:7]


def ask(
    browser: Browser, path: str, *, method: str = "GET", accept: str = "gzip", held: str = ""
) -> TestResponse:
    """Send a request without unpacking its answer; copies are compared with the database."""
    a_second_later(browser._app)
    headers = {"Accept-Encoding": accept, **({"If-None-Match": held} if held else {})}
    return browser._client.open(path, method=method, base_url=browser._base, headers=headers)


def said(answer: TestResponse) -> dict[str, str]:
    """Return the headers of an answer, except Date."""
    return {name: text for name, text in answer.headers if name != "Date"}


def tag_in(held: str, answer: TestResponse) -> str:
    return held.replace("tag", answer.headers["ETag"].strip('"'))


def test_head_is_get_without_its_body(public: list[str], visitor: Browser):
    for path in public:
        for encoding in ENCODINGS:
            got = ask(visitor, path, accept=encoding)

            head = ask(visitor, path, accept=encoding, method="HEAD")

            assert (head.status_code, head.data) == (200, b"")
            assert said(head) == said(got)
            assert int(head.headers["Content-Length"]) == len(got.data)


def test_head_of_a_page_that_nobody_has_opened_yet(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)

    head = ask(visitor, path, method="HEAD")

    assert said(head) == said(ask(visitor, path))


@pytest.mark.parametrize("path", ["/@nobody", "/@nobody/v/1", "/@Nobody", "/nowhere"])
def test_head_of_what_is_not_there_says_so(path: str, visitor: Browser):
    got, head = ask(visitor, path), ask(visitor, path, method="HEAD")

    assert (head.status_code, head.data) == (got.status_code, b"")
    assert said(head) == said(got)


def test_each_encoding_has_a_strong_tag_of_its_own(squeezed: list[str], visitor: Browser):
    for path in squeezed:
        answers = [ask(visitor, path, accept=encoding) for encoding in ENCODINGS]

        assert len({answer.data for answer in answers}) == 3
        tags = {answer.headers["ETag"] for answer in answers}
        assert len(tags) == 3
        assert not [tag for tag in tags if tag.startswith("W/")]


@pytest.mark.parametrize("held", HELD)
def test_a_reader_who_has_it_gets_304(held: str, public: list[str], visitor: Browser):
    for path in public:
        for method in ("GET", "HEAD"):
            got = ask(visitor, path)

            answer = ask(visitor, path, method=method, held=tag_in(held, got))

            assert (answer.status_code, answer.data) == (304, b""), path
            for header in ("Cache-Control", "ETag", "Vary"):
                assert answer.headers.get(header) == got.headers.get(header), path
            assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("held", NOT_HELD)
def test_a_reader_who_has_something_else_gets_the_whole(
    held: str, public: list[str], visitor: Browser
):
    for path in public:
        got = ask(visitor, path)

        assert ask(visitor, path, held=tag_in(held, got)).status_code == 200, path


def test_a_reader_who_has_another_encoding_gets_the_whole(squeezed: list[str], visitor: Browser):
    for path in squeezed:
        tag = ask(visitor, path, accept="gzip").headers["ETag"]

        assert ask(visitor, path, accept="br", held=tag).status_code == 200


def test_a_stored_answer_leaves_its_date_to_the_server_that_sends_it(
    public: list[str], visitor: Browser
):
    for path in public[:6]:
        for method in ("GET", "HEAD"):
            assert "Date" not in ask(visitor, path, method=method).headers
