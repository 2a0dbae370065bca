"""Embeds: a page or a video in frames of other sites."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portfolio.config import ROOT
from portfolio.services.accounts import departures, language
from portfolio.services.drafts import editions
from portfolio.views import embed_layout
from tests.services.pages.test_handles import change
from tests.support.databases import on_both_databases, on_one_database
from tests.support.html import Document, Element
from tests.support.lasting import kept
from tests.support.people import Browser, Person, a_second_later
from tests.support.stored import page_of
from tests.support.wire import Answer, ask


def embed(app: Flask, path: str, *headers: tuple[str, str]) -> Answer:
    a_second_later(app)
    return ask(app, "GET", f"{path}/embed", headers)


def policy_of(answer: Answer) -> dict[str, list[str]]:
    (policy,) = answer.all("Content-Security-Policy")
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


def document(answer: Answer) -> Document:
    assert (answer.status, answer.header("Content-Type")) == (200, "text/html; charset=utf-8")
    return Document(answer.body.decode())


def links_of(page: Document) -> list[Element]:
    return page.all("a", href=True)


@on_both_databases
def test_the_embed_of_a_page_leads_to_its_first_videos_with_lasting_pictures(
    alice: Person, path: str, app: Flask
):
    site = app.extensions["settings"].public_url
    page = document(embed(app, path))

    assert page.one("h1").text == "Alice"
    videos = [each["href"] for each in links_of(page) if "/v/" in each["href"]]
    assert videos == [f"{site}{path}/v/{each}" for each in alice.ids[:6]]
    pictures = [each["src"] for each in page.all("img")]
    shown = [f"{site}{path}/v/{each}.jpg" for each in alice.ids[:6]]
    assert pictures == [f"{site}{path}/avatar.jpg", *shown]
    assert "See all 7 videos" in page.one("footer").text
    assert page.one("link", rel="canonical")["href"] == f"{site}{path}"


def test_the_embed_of_a_video_leads_to_it(alice: Person, path: str, app: Flask):
    site = app.extensions["settings"].public_url
    address = f"{path}/v/{alice.ids[2]}"
    page = document(embed(app, address))

    assert f"{site}{address}" in [each["href"] for each in links_of(page)]
    assert f"{site}{path}" in [each["href"] for each in links_of(page)]
    assert f"{site}{address}.jpg" in [each["src"] for each in page.all("img")]
    assert page.one("link", rel="canonical")["href"] == f"{site}{address}"
    assert page.all("iframe") == []


def test_links_open_beside_the_page_and_stay_on_this_site(alice: Person, path: str, app: Flask):
    """In WordPress' sandbox only links to this site are followed."""
    for address in (path, f"{path}/v/{alice.ids[0]}"):
        for link in links_of(document(embed(app, address))):
            assert (link["target"], link["rel"]) == ("_blank", "noopener")
            assert re.match(rf"{app.extensions['settings'].public_url}|/(?!/)", link["href"])


def test_any_site_may_frame_it_and_it_may_do_little(alice: Person, path: str, app: Flask):
    for address in (path, f"{path}/v/{alice.ids[0]}"):
        answer = embed(app, address)
        policy = policy_of(answer)

        assert policy["frame-ancestors"] == ["*"]
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert policy["img-src"][0] == "'self'"
        assert len(policy["img-src"]) > 1  # a lasting address leads to these hosts
        assert "unsafe" not in str(policy)
        assert answer.all("X-Frame-Options") == []


def test_it_needs_no_module_no_font_and_no_storage(alice: Person, path: str, app: Flask):
    """A sandboxed frame can load none of them."""
    for address in (path, f"{path}/v/{alice.ids[0]}"):
        page = document(embed(app, address))

        assert [each.get("type") for each in page.all("script")] == [None]
        assert page.all(crossorigin=True) == page.all("form") == []
        sheet = ask(app, "GET", page.one("link", rel="stylesheet")["href"])
        assert b"@font-face" not in sheet.body


def test_search_engines_are_told_to_leave_it(alice: Person, path: str, app: Flask):
    for address in (path, f"{path}/v/{alice.ids[0]}", "/@nobody"):
        body = embed(app, address).body.decode()
        assert Document(body).one("meta", name="robots")["content"] == "noindex"


@on_both_databases
def test_it_is_kept_and_follows_the_page(alice: Person, path: str, app: Flask):
    first = embed(app, path)
    assert first.header("Cache-Control").startswith("public, max-age=")
    assert first.header("Set-Cookie") is None
    again = embed(app, path, ("If-None-Match", first.header("ETag")))
    assert (again.status, again.body) == (304, b"")
    ask(app, "GET", f"{path}/embed?{'x' * 100}=1")
    assert kept(app) == {f"{path}/embed"}

    alice.browser.page("/studio/videos")
    alice.browser.unticks(alice.ids[0])
    alice.publishes()

    assert alice.ids[0] not in embed(app, path).body.decode()


@on_both_databases
def test_a_frame_that_is_shown_keeps_the_page_warm(alice: Person, path: str, visitor: Browser):
    alice.worker.works()
    assert page_of(alice).seen_at is None

    visitor.get(f"{path}/embed")
    visitor.get(f"{path}/embed")
    visitor.is_counted()

    assert page_of(alice).heat == 2

    visitor.get(f"{path}/v/{alice.ids[0]}/embed", headers={"User-Agent": "Googlebot/2.1"})
    visitor.is_counted()
    assert page_of(alice).heat == pytest.approx(2, abs=0.1)


def test_a_page_that_is_not_public_says_so_in_any_frame(alice: Person, path: str, app: Flask):
    addresses = (path, f"{path}/v/{alice.ids[0]}")
    assert {embed(app, each).status for each in addresses} == {200}

    editions.withdraw(alice.creator_id)
    gone = [embed(app, each) for each in addresses]
    departures.leave(alice.creator_id)
    gone += [embed(app, each) for each in (*addresses, "/@nobody", "/@nobody/v/1")]

    assert {answer.status for answer in gone} == {404}
    assert len({answer.body for answer in gone}) == 1
    for answer in gone:
        assert policy_of(answer)["frame-ancestors"] == ["*"]
        assert answer.header("Cache-Control") == "no-store"
        assert "Nothing is showing here" in answer.body.decode()
    assert kept(app) == set()


@on_one_database
@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("/@nobody/embed", 404),
        ("{path}/v/1/embed", 404),
        ("{path}/v/{theirs}/embed", 404),
        ("{path}/v/%00/embed", 404),
        ("{path}/v/" + "x" * 300 + "/embed", 404),
        ("/@%f0%9f%8c%8a/embed", 404),
        ("{path}/embed/x", 404),
        ("{PATH}/embed/", 301),
        ("{path}//embed", 301),
    ],
)
def test_other_addresses_are_refused_or_lead_there(
    rest: str, status: int, alice: Person, bob: Person, path: str, app: Flask
):
    bob.publishes(bob.ids[0])
    target = rest.format(path=path, PATH=path.upper(), theirs=bob.ids[0])

    answer = ask(app, "GET", target)

    assert answer.status == status
    if status == 301:
        assert answer.header("Location") == f"{path}/embed"
    assert kept(app) == set()


@on_one_database
def test_only_reading_is_answered(path: str, app: Flask):
    for method in ("PUT", "DELETE", "PATCH"):
        assert ask(app, method, f"{path}/embed").status == 405
    assert ask(app, "POST", f"{path}/embed").status in (400, 405)
    assert ask(app, "HEAD", f"{path}/embed").body == b""


def test_a_former_handle_leads_there_in_any_frame(alice: Person, path: str, app: Flask):
    change(alice, "sunset")

    answer = embed(app, path)

    assert (answer.status, answer.header("Location")) == (301, "/@sunset/embed")
    assert policy_of(answer)["frame-ancestors"] == ["*"]


def test_alice_bob_and_a_visitor_have_the_same_answer(
    alice: Person, bob: Person, visitor: Browser, path: str
):
    for address in (f"{path}/embed", f"{path}/v/{alice.ids[0]}/embed"):
        answers = [browser.get(address) for browser in (alice.browser, bob.browser, visitor)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1


def test_it_speaks_its_creators_language_from_that_side(alice: Person, path: str, app: Flask):
    language.choose(alice.creator_id, "ar")

    html = document(embed(app, path)).one("html")

    assert (html["lang"], html["dir"]) == ("ar", "rtl")


@on_one_database
def test_the_script_for_heights_is_small_and_at_one_address_for_ever(app: Flask):
    answer = ask(app, "GET", "/embed-1.js")

    assert (answer.status, answer.header("Content-Type")) == (
        200,
        "text/javascript; charset=utf-8",
    )
    assert len(answer.body) <= 1000
    assert answer.header("Cache-Control").startswith("public")
    held = ask(app, "GET", "/embed-1.js", [("If-None-Match", answer.header("ETag"))])
    assert held.status == 304


def test_the_guide_states_the_heights() -> None:
    guide = (ROOT / "docs" / "embedding.md").read_text()

    found = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \|$", guide, re.MULTILINE)
    rows = [tuple(map(int, row)) for row in found]
    assert len(rows) == 3
    for width, page, video in rows:
        assert embed_layout.height_of_page(6, width) == page
        assert embed_layout.height_of_video(width) == video
