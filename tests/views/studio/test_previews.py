"""The preview of the draft: the real page, for a frame of this site, and at a private link."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portfolio.services.accounts import language
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of
from tests.support.wire import ask

PREVIEW, LINKS = "/studio/preview", "/studio/editions/links"


def shown(page: Document) -> list[str]:
    return [span["data-video-id"] for span in page.all("span", data_video_id=True)]


def policy_of(answer: TestResponse) -> dict[str, list[str]]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {part.split()[0]: part.split()[1:] for part in parts}


@pytest.fixture
def link(alice: Person) -> str:
    """The path of Alice's private link, with two picks in her draft."""
    alice.picks(*alice.ids[:2])
    alice.browser.post(LINKS)
    page = alice.browser.page("/studio/editions")
    return page.one("input", id="private")["value"].removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("path", [PREVIEW, f"{PREVIEW}/frame"])
def test_a_preview_shows_the_draft_that_nobody_published(path: str, alice: Person):
    alice.picks(*alice.ids[:2])

    answer = alice.browser.get(path)

    page = Document(answer.text)
    assert shown(page) == alice.ids[:2]
    assert page.one("h1").text == "Alice"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_whole_preview_has_a_way_back_and_the_frame_has_not(alice: Person):
    alice.picks(alice.ids[0])

    whole, frame = alice.browser.page(PREVIEW), alice.browser.page(f"{PREVIEW}/frame")

    assert whole.one("aside").one("a").text == "Back to the studio"
    assert not frame.all("aside")


def test_a_preview_follows_the_draft(alice: Person):
    alice.publishes(*alice.ids[:2])
    alice.browser.unticks(alice.ids[0])
    alice.picks(alice.ids[5])

    assert shown(alice.browser.page(PREVIEW)) == [alice.ids[1], alice.ids[5]]


def test_a_preview_of_nothing_says_so(alice: Person):
    assert "Nothing showing right now" in alice.browser.page(PREVIEW).text


def test_its_videos_play_before_they_are_public(alice: Person):
    alice.picks(alice.ids[0])
    cover = alice.browser.page(PREVIEW).one("a", class_="cover")

    page = alice.browser.page(cover["href"])

    assert alice.ids[0] in page.one("iframe")["src"]
    assert page.one("a", href=PREVIEW).text == "All videos"
    alice.browser.page(f"{PREVIEW}/v/{alice.ids[1]}", status=404)


def test_only_previews_may_be_framed_and_only_by_this_site(alice: Person, visitor: Browser):
    alice.publishes(alice.ids[0])

    for path in (PREVIEW, f"{PREVIEW}/frame", f"{PREVIEW}/v/{alice.ids[0]}"):
        assert policy_of(alice.browser.get(path))["frame-ancestors"] == ["'self'"]
    for path in ("/studio/order", "/studio/editions"):
        policy = policy_of(alice.browser.get(path))
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["frame-src"][0] == "'self'"
    policy = policy_of(visitor.get(alice.page_path))
    assert policy["frame-ancestors"] == ["'none'"]
    assert "'self'" not in policy["frame-src"]


@pytest.mark.parametrize("room", ["order", "look", "page", "editions"])
def test_the_preview_stands_beside_the_controls(room: str, alice: Person):
    frame = alice.browser.page(f"/studio/{room}").one("aside", class_="preview").one("iframe")

    assert frame["src"] == f"{PREVIEW}/frame"
    assert frame["loading"] == "lazy"
    assert frame["title"] == "Preview of your draft"


def test_the_bar_leads_to_the_preview_while_there_is_something_to_publish(alice: Person):
    def links() -> list[str]:
        bar = alice.browser.page("/studio/videos").one(id="bar")
        return [link["href"] for link in bar.all("a") if link.text == "Preview"]

    alice.picks(alice.ids[0])
    assert set(links()) == {PREVIEW}
    alice.browser.post("/studio/editions")
    assert links() == []
    alice.picks(alice.ids[1])
    assert set(links()) == {PREVIEW}


def test_covers_that_are_pending_are_asked_for_at_an_address_of_the_preview(alice: Person):
    alice.picks(*alice.ids[:2])

    answer = alice.browser.get(f"{PREVIEW}/covers?ids={alice.ids[1]}")

    links = Document(answer.text).all("a", class_="cover")
    assert [each["href"] for each in links] == [f"{PREVIEW}/v/{alice.ids[1]}"]
    assert alice.browser.get(f"{PREVIEW}/covers").status_code == 400


# The private link.


def test_a_private_link_shows_the_draft_to_anybody(link: str, alice: Person, visitor: Browser):
    answer = visitor.get(link)

    page = Document(answer.text)
    assert shown(page) == alice.ids[:2]
    assert "A preview, for whoever has this link." in page.one("aside").text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_private_link_follows_the_draft_at_one_address(
    link: str, alice: Person, visitor: Browser
):
    alice.picks(alice.ids[4])
    alice.browser.post(LINKS)

    assert shown(visitor.page(link)) == [*alice.ids[:2], alice.ids[4]]


def test_its_videos_and_covers_are_below_the_link(link: str, alice: Person, visitor: Browser):
    cover = visitor.page(link).all("a", class_="cover")[0]
    assert cover["href"] == f"{link}/v/{alice.ids[0]}"

    page = visitor.page(cover["href"])

    assert page.one("a", href=link).text == "All videos"
    assert visitor.get(f"{link}/covers?ids={alice.ids[0]}").status_code == 200
    assert visitor.get(f"{link}/v/{alice.ids[6]}").status_code == 404


def test_a_link_that_was_taken_back_is_404_and_the_next_is_another(
    link: str, alice: Person, visitor: Browser
):
    page = alice.browser.page("/studio/editions")
    assert "the next link is another one" in page.one(id="private-hint").text
    alice.browser.post(f"{LINKS}/removals")

    for path in (link, f"{link}/v/{alice.ids[0]}", f"{link}/covers?ids={alice.ids[0]}"):
        assert visitor.get(path).status_code == 404
    alice.browser.post(LINKS)
    page = alice.browser.page("/studio/editions")
    assert not page.one("input", id="private")["value"].endswith(link)
    visitor.page(link, status=404)


@on_one_database
@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 5000, "%00", "..", "%F0%9F%8D%9E"])
def test_a_guess_is_404(token: str, alice: Person, visitor: Browser):
    alice.picks(alice.ids[0])

    assert visitor.get(f"/preview/{token}").status_code == 404


def test_looking_at_a_draft_counts_no_visit(link: str, alice: Person, visitor: Browser):
    alice.publishes()
    before = page_of(alice).heat, page_of(alice).seen_at

    visitor.page(link)
    visitor.page(f"{link}/v/{alice.ids[0]}")
    visitor.is_counted()

    assert (page_of(alice).heat, page_of(alice).seen_at) == before


def test_a_link_is_asked_for_at_a_bearable_pace(link: str, app: Flask):
    answers = [ask(app, "GET", link, [], peer="203.0.113.7").status for _ in range(121)]

    assert answers == [200] * 120 + [429]


def test_bob_cannot_take_alices_link_back(link: str, bob: Person, visitor: Browser):
    bob.browser.page("/studio/editions")

    bob.browser.post(f"{LINKS}/removals")

    assert visitor.get(link).status_code == 200


def test_a_draft_speaks_its_creators_language(link: str, alice: Person, visitor: Browser):
    language.choose(alice.creator_id, "ar")

    page = visitor.page(link, headers={"Accept-Language": "de"})

    assert (page.one("html")["lang"], page.one("html")["dir"]) == ("ar", "rtl")
