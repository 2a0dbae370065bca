"""No word of the program is outside of the catalogue: every page, with a creator's data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.services.accounts import language
from tests.support import pseudo
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, videos_of

pytestmark = on_one_database

ROOMS = (
    "/studio/videos",
    "/studio/order",
    "/studio/look",
    "/studio/page",
    "/studio/editions",
    "/studio/account",
    "/studio/leaving",
)

SPOKEN = {"Accept-Language": pseudo.CODE}
#: Names, addresses and codes, and Babel's words for dates and numbers.
KNOWN = (
    "Showreel", "http", "you", "alice Alice", "Firefox Linux", "UTC", "GET", "Atom RSS JSON Feed",
    "English Deutsch العربية",
)  # fmt: skip
BABEL = "Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez vor Minute Minuten Mio"


@pytest.fixture
def brackets(app: Flask, tmp_path: Path) -> Iterator[None]:
    pseudo.write(tmp_path)
    pseudo.speak_from(app, tmp_path)
    yield
    pseudo.speak_from(app, None)


def outside(person: Person, path: str, browser: Browser | None = None) -> list[str]:
    """Return the words of a page that are outside of the catalogue, at any status except 500."""
    answer = (browser or person.browser).get(path, headers=SPOKEN)
    assert answer.status_code != 500
    return words_of(answer.text, person)


def words_of(html: str, person: Person) -> list[str]:
    videos = videos_of(person).values() if html else ()
    written = [f"{video.title} {video.description}" for video in videos]
    return pseudo.words_outside(html, [*KNOWN, BABEL, *written])


@pytest.mark.usefixtures("brackets")
def test_no_word_of_the_studio_is_outside(alice: Person):
    alice.picks(alice.ids[0])

    for path in (*ROOMS, "/login"):
        assert outside(alice, path) == [], path


@pytest.mark.usefixtures("brackets")
def test_no_word_of_a_public_page_is_outside(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2], recent=True)
    language.choose(alice.creator_id, pseudo.CODE)

    for address in (path, f"{path}/v/{alice.ids[0]}", f"{path}/covers?ids={alice.ids[0]}"):
        assert outside(alice, address, visitor) == [], address


@pytest.mark.usefixtures("brackets")
def test_no_word_of_an_ended_connection_is_outside(alice: Person):
    connection = connection_of(alice)
    connection.ended_at = clock.now()
    db.session.commit()

    for path in ("/studio/videos", "/studio/account"):
        assert outside(alice, path) == [], path


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize(
    "path",
    [
        "/@nobody-has-this",
        "/studio/covers?ids=",
        "/login/callback",
        "/login/callback?error=access_denied",
        "/login/callback?error=server_error",
    ],
)
def test_no_word_of_an_error_is_outside(alice: Person, visitor: Browser, path: str):
    assert outside(alice, path, alice.browser if "studio" in path else visitor) == []


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("handle", ["", "a", "a" * 40, "-", "admin", "bob"])
def test_no_word_about_a_handle_is_outside(alice: Person, bob: Person, handle: str):
    bob.saves_page(handle="bob")
    language.choose(alice.creator_id, pseudo.CODE)
    alice.browser.page("/studio/page")

    answer = alice.browser.post("/studio/page", handle=handle)

    assert answer.status_code == 400
    assert words_of(answer.text, alice) == []


@pytest.mark.usefixtures("brackets")
def test_no_word_of_a_receipt_is_outside(alice: Person, visitor: Browser):
    alice.browser.page("/studio/leaving")
    receipt = alice.browser.post("/studio/leaving").location

    answer = visitor.get(receipt, headers=SPOKEN)

    assert pseudo.words_outside(answer.text, KNOWN) == []
