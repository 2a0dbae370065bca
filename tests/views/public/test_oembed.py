"""The oEmbed answer for a page or a video, for other sites that are given its address."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from portfolio.services.accounts import departures
from portfolio.services.drafts import editions
from portfolio.views import embed_layout, oembed_request
from portfolio.views.oembed_request import place_of
from tests.services.pages.test_handles import change
from tests.support.databases import on_both_databases, on_one_database
from tests.support.html import Document, Element
from tests.support.lasting import kept
from tests.support.people import Browser, Person, a_second_later
from tests.support.wire import Answer, ask


@pytest.fixture
def site(app: Flask) -> str:
    return str(app.extensions["settings"].public_url)


def asked(app: Flask, url: str, more: str = "", *headers: tuple[str, str]) -> Answer:
    a_second_later(app)
    return ask(app, "GET", f"/oembed?url={quote(url, safe='')}{more}", headers)


def told(app: Flask, url: str, more: str = "") -> dict[str, Any]:
    answer = asked(app, url, more)
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.body)
    return found


def parts_of(answer: dict[str, Any]) -> list[Element]:
    """Return all elements of an answer's HTML."""
    return [each for each in Document(answer["html"]).all() if each.tag != "html"]


def frame_of(answer: dict[str, Any]) -> dict[str, str]:
    """Return the attributes of the only thing in an answer's HTML that is not hidden."""
    (frame,) = [each for each in parts_of(answer) if each.tag not in ("blockquote", "a")]
    assert frame.tag == "iframe"
    assert frame.attributes | {"width": str(answer["width"])} == frame.attributes
    assert frame.attributes | {"height": str(answer["height"])} == frame.attributes
    return frame.attributes


def test_a_hidden_quotation_with_one_link_precedes_the_frame_for_wordpress(
    alice: Person, path: str, site: str, app: Flask
):
    for address in (f"{site}{path}", f"{site}{path}/v/{alice.ids[1]}"):
        answer = told(app, address)
        quotation, link, frame = parts_of(answer)

        assert (quotation.tag, quotation.attributes) == ("blockquote", {"hidden": ""})
        assert (link.tag, link.attributes) == ("a", {"href": address})
        assert link.parent is quotation
        assert link.text == answer["title"]
        assert frame.tag == "iframe"


@on_both_databases
def test_a_page_is_a_frame_with_its_names_and_a_lasting_picture(
    alice: Person, path: str, site: str, app: Flask
):
    answer = told(app, f"{site}{path}")

    frame = frame_of(answer)
    assert frame["src"] == f"{site}{path}/embed"
    assert frame["title"] == answer["title"] == answer["author_name"] == "Alice"
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert answer["author_url"] == f"{site}{path}"
    assert (answer["provider_name"], answer["provider_url"]) == ("Showreel", f"{site}/")
    assert answer["thumbnail_url"] == f"{site}{path}/v/{alice.ids[0]}.jpg"
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (300, 400)
    assert answer["width"] == 600
    assert answer["height"] == embed_layout.height_of_page(7, 600)
    assert isinstance(answer["cache_age"], int)


def test_a_video_is_a_frame_of_its_own(alice: Person, path: str, site: str, app: Flask):
    video_id = alice.ids[1]
    answer = told(app, f"{site}{path}/v/{video_id}")

    assert frame_of(answer)["src"] == f"{site}{path}/v/{video_id}/embed"
    assert answer["thumbnail_url"] == f"{site}{path}/v/{video_id}.jpg"
    assert answer["author_name"] == "Alice"
    assert answer["height"] == embed_layout.height_of_video(600)


@on_one_database
@pytest.mark.parametrize(
    "spelling",
    [
        "{site}{path}/",
        "{site}{PATH}",
        "{site}/%40{handle}",
        "{site}//@{handle}//",
        "{site}{path}?utm_source=x&url=y#v-1",
        "{site}{path}/embed",
        "https://{host}{path}",
        "HTTP://{HOST}{path}",
    ],
)
def test_any_spelling_of_a_page_is_that_page(spelling: str, path: str, site: str, app: Flask):
    plain = told(app, f"{site}{path}")
    host = site.partition("://")[2]
    names = {"site": site, "path": path, "PATH": path.upper(), "handle": path[2:]}
    url = spelling.format(**names, host=host, HOST=host.upper())

    assert told(app, url) == plain
    assert told(app, url, "&format=json&maxwidth=9999&callback=x") == plain


@on_one_database
@pytest.mark.parametrize("ending", ["/", "?x=1", "#now", "/embed", "//embed/"])
def test_any_spelling_of_a_video_is_that_video(
    ending: str, alice: Person, path: str, site: str, app: Flask
):
    url = f"{site}{path}/v/{alice.ids[0]}"

    assert told(app, url + ending) == told(app, url)


def test_a_former_handle_is_answered_for_the_present_one(
    alice: Person, path: str, site: str, app: Flask
):
    change(alice, "sunset")

    assert told(app, f"{site}{path}") == told(app, f"{site}/@sunset")
    assert frame_of(told(app, f"{site}{path}"))["src"] == f"{site}/@sunset/embed"


@on_one_database
@pytest.mark.parametrize(
    ("more", "width", "height", "pictured"),
    [
        ("&maxwidth=500", 500, embed_layout.height_of_page(7, 500), True),
        ("&maxwidth=320&maxheight=400", 320, 400, True),
        ("&maxheight=399", 600, 399, False),
        ("&maxwidth=1", 1, None, False),
        ("&maxwidth=601&maxheight=1001", 600, embed_layout.height_of_page(7, 600), True),
    ],
)
def test_no_frame_and_no_picture_is_larger_than_asked_for(
    more: str, width: int, height: int | None, pictured: bool, path: str, site: str, app: Flask
):
    answer = told(app, f"{site}{path}", more)

    frame_of(answer)
    assert answer["width"] == width
    assert answer["height"] == (height or answer["height"])
    assert ("thumbnail_url" in answer) == pictured


@on_one_database
@pytest.mark.parametrize("number", ["", "0", "-1", "1e9", "x", "9" * 5000, "٣٠٠", "3.5"])
def test_a_size_that_is_no_number_is_none(number: str, path: str, site: str, app: Flask):
    more = f"&maxwidth={quote(number)}&maxheight={quote(number)}"

    assert told(app, f"{site}{path}", more) == told(app, f"{site}{path}")


@on_one_database
def test_another_format_is_not_implemented(path: str, site: str, app: Flask):
    for form in ("xml", "XML", "html", "%00"):
        answer = asked(app, f"{site}{path}", f"&format={form}")
        assert answer.status == 501
        assert answer.header("Cache-Control") == "no-store"
    assert asked(app, f"{site}{path}", "&format=json").status == 200
    assert asked(app, f"{site}/@nobody", "&format=xml").status == 404


NOT_HERE = (
    "",
    "x",
    "{site}",
    "{site}/",
    "{site}/studio",
    "{site}/@",
    "{site}/@nobody",
    "{site}/@%00",
    "{site}{path}/v/1",
    "{site}{path}/v/",
    "{site}{path}/v/{id}.jpg",
    "{site}{path}/feed.atom",
    "{site}{path}/v/{theirs}",
    "http://elsewhere.example{path}",
    "http://elsewhere.example/{site}{path}",
    "{site}.elsewhere.example{path}",
    "http://me@{host}{path}",
    "javascript:alert(1)//{host}{path}",
    "//{host}/studio{path}",
    "{site}{path}/embed/embed",
    "http://[{path}",
)


@on_one_database
def test_what_is_not_on_this_site_is_not_found(
    alice: Person, bob: Person, path: str, site: str, app: Flask, subtests: pytest.Subtests
):
    bob.publishes(bob.ids[0])
    host = site.partition("://")[2]

    for url in NOT_HERE:
        with subtests.test(url):
            ids = {"id": alice.ids[0], "theirs": bob.ids[0]}
            named = url.format(site=site, path=path, host=host, **ids)

            assert asked(app, named).status == 404
            assert kept(app) == set()


@on_one_database
@pytest.mark.parametrize(
    "query",
    ["", "url", "url=", "url=%ff%fe", "URL=x", "url=" + "x" * 100_000, "&" * 5000, "a=1&" * 5000],
)
def test_a_query_of_garbage_is_not_found(query: str, app: Flask):
    assert ask(app, "GET", f"/oembed?{query}").status == 404


@on_one_database
def test_only_reading_is_answered(path: str, site: str, app: Flask, visitor: Browser):
    assert ask(app, "POST", f"/oembed?url={site}{path}").status in (400, 405)
    head, got = (ask(app, each, f"/oembed?url={site}{path}") for each in ("HEAD", "GET"))

    assert (head.status, head.headers) == (got.status, got.headers)
    assert (head.body, got.body[:1]) == (b"", b"{")


def test_all_spellings_of_a_page_share_one_copy_and_nonsense_makes_none(
    alice: Person, path: str, site: str, app: Flask
):
    host = site.partition("://")[2]
    place = f"oembed {host} {path.removeprefix('/@')} "
    for number in range(20):
        assert asked(app, f"{site}{path}?{number}", f"&x{number}={number}").status == 200
        assert asked(app, f"{site}{path}", f"&maxwidth={100 + number}").status == 200
        assert asked(app, f"{site}{path}", f"&format=x{number}").status == 501

    assert kept(app) == {place}
    asked(app, f"{site}{path}/v/{alice.ids[0]}")
    assert kept(app) == {place, place + alice.ids[0]}


@on_both_databases
def test_it_is_kept_and_follows_the_page(alice: Person, path: str, site: str, app: Flask):
    first = asked(app, f"{site}{path}")
    tag = first.header("ETag")
    assert first.header("Cache-Control").startswith("public, max-age=")
    assert first.header("Access-Control-Allow-Origin") == "*"
    assert first.header("Set-Cookie") is None

    again = asked(app, f"{site}{path}", "", ("If-None-Match", tag))
    sized = asked(app, f"{site}{path}", "&maxwidth=500")
    same = asked(app, f"{site}{path}", "&maxwidth=500", ("If-None-Match", sized.header("ETag")))
    assert (again.status, again.body) == (304, b"")
    assert (same.status, same.body) == (304, b"")

    alice.browser.page("/studio/videos")
    alice.browser.unticks(alice.ids[0])
    alice.publishes()
    assert told(app, f"{site}{path}")["thumbnail_url"].endswith(f"/v/{alice.ids[1]}.jpg")


def test_no_number_of_queries_fills_the_memory() -> None:
    place_of("url=https://showreel.example/@mira")
    before = oembed_request._short_ones.cache_info()
    place_of(f"url=https://showreel.example/@mira&x={'x' * oembed_request.MOST_OF_SHORT}")
    after = oembed_request._short_ones.cache_info()

    assert (after.currsize, after.misses) == (before.currsize, before.misses)
    assert after.maxsize == 1024


def test_a_page_that_is_not_public_is_not_found(alice: Person, path: str, site: str, app: Flask):
    assert asked(app, f"{site}{path}").status == 200

    editions.withdraw(alice.creator_id)
    assert asked(app, f"{site}{path}").status == 404
    assert asked(app, f"{site}{path}/v/{alice.ids[0]}").status == 404

    editions.publish(alice.creator_id)
    assert asked(app, f"{site}{path}").status == 200

    departures.leave(alice.creator_id)
    assert asked(app, f"{site}{path}").status == 404


def test_alice_bob_and_a_visitor_have_the_same_answer(
    alice: Person, bob: Person, visitor: Browser, path: str, site: str
):
    answers = [
        browser.get(f"/oembed?url={site}{path}")
        for browser in (alice.browser, bob.browser, visitor)
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]


@on_one_database
def test_a_page_and_its_videos_say_where_to_ask(
    alice: Person, path: str, site: str, visitor: Browser
):
    for address in (path, f"{path}/v/{alice.ids[0]}"):
        link = visitor.page(address).one("link", type="application/json+oembed")

        assert (link["rel"], link["href"]) == ("alternate", f"{site}/oembed?url={site}{address}")
        found = visitor.get(link["href"].removeprefix(site)).json
        assert found["html"].count(f"{site}{address}/embed") == 1


@on_one_database
def test_a_preview_does_not_say_so(alice: Person, path: str):
    page = alice.browser.page("/studio/preview")

    assert page.all("link", type="application/json+oembed") == []
