"""The language of an answer: creators have their own choice, visitors their creator's."""

from __future__ import annotations

import pytest

from portfolio import languages
from portfolio.languages import LANGUAGES
from portfolio.services.accounts import language
from portfolio.services.errors import Refused
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import page_of

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
ARABIC = {"Accept-Language": "ar-EG"}
WELSH = {"Accept-Language": "cy"}


def language_of(browser: Browser, path: str, status: int = 200, **headers: str) -> tuple[str, str]:
    html = browser.page(path, status, headers=headers).one("html")
    return html["lang"], html["dir"]


def chooses(person: Person, code: str) -> int:
    person.browser.page("/studio/account")  # for its token
    return person.browser.post("/studio/account", language=code).status_code


@on_one_database
@pytest.mark.parametrize(
    ("asked", "spoken"),
    [(GERMAN, ("de", "ltr")), (ARABIC, ("ar", "rtl")), (WELSH, ("en", "ltr")), ({}, ("en", "ltr"))],
    ids=["german", "arabic", "welsh", "none"],
)
def test_the_studio_and_sign_in_follow_the_browser(
    alice: Person, asked: dict[str, str], spoken: tuple[str, str]
):
    for path in (
        "/login",
        "/studio/videos",
        "/studio/look",
        "/studio/page",
        "/studio/account",
        "/studio/leaving",
    ):
        assert language_of(alice.browser, path, **asked) == spoken


@on_one_database
def test_an_error_is_told_in_the_browsers_language(visitor: Browser):
    page = visitor.page("/@nobody-has-this", 404, headers=GERMAN)

    assert page.one("html")["lang"] == "de"
    assert page.one("h1").text == "Hier läuft nichts"


def test_a_choice_counts_more_than_the_browser(alice: Person):
    assert chooses(alice, "ar") == 303

    assert language_of(alice.browser, "/studio/videos", **GERMAN) == ("ar", "rtl")


def test_a_choice_can_be_taken_back(alice: Person):
    chooses(alice, "ar")

    chooses(alice, "")

    assert alice.creator.language is None
    assert language_of(alice.browser, "/studio/videos", **GERMAN) == ("de", "ltr")


@on_one_database
@pytest.mark.parametrize("code", ["xx", "EN", "de-DE", "a" * 300])
def test_a_language_that_is_not_offered_is_refused(alice: Person, code: str):
    assert chooses(alice, code) == 409
    assert alice.creator.language is None
    with pytest.raises(Refused):
        language.choose(alice.creator_id, code)


def test_a_public_page_is_in_its_creators_language_for_everybody(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2], recent=True)
    video = f"{path}/v/{alice.ids[0]}"
    chooses(alice, "ar")

    for address in (path, video):
        answers = [visitor.get(address, headers=asked) for asked in (GERMAN, ARABIC, {})]

        assert {answer.text for answer in answers} == {answers[0].text}
        assert 'lang="ar" dir="rtl"' in answers[0].text
        assert {answer.headers["Vary"] for answer in answers} == {"Accept-Encoding"}
    assert "الأحدث" in visitor.get(path).text  # Recent, which no template says
    assert 'lang="en"' in visitor.get("/").text


def test_a_choice_changes_the_page_in_the_same_commit(alice: Person, visitor: Browser):
    path = alice.publishes(alice.ids[0])
    before = page_of(alice).version
    assert language_of(visitor, path) == ("en", "ltr")

    chooses(alice, "de")

    assert page_of(alice).version == before + 1
    assert language_of(visitor, path) == ("de", "ltr")


def test_the_same_choice_again_renders_nothing_anew(alice: Person):
    alice.publishes(alice.ids[0])
    chooses(alice, "de")
    before = page_of(alice).version

    chooses(alice, "de")

    assert page_of(alice).version == before


def test_a_choice_is_nobody_elses(alice: Person, bob: Person, visitor: Browser):
    path = bob.publishes(bob.ids[0])

    chooses(alice, "ar")

    assert bob.creator.language is None
    assert language_of(visitor, path) == ("en", "ltr")
    assert visitor.post("/studio/account", language="ar").status_code in (400, 401)


@on_one_database
def test_what_is_for_everybody_is_in_the_sites_language(
    alice: Person, visitor: Browser, settings_are
):
    path = alice.publishes(alice.ids[0])
    settings_are(site_language="de")

    for address in ("/", "/privacy", "/terms", path):
        spoken = {language_of(visitor, address, **asked) for asked in (GERMAN, ARABIC, {})}
        assert spoken == {("de", "ltr")}, address


@on_one_database
def test_the_pending_covers_of_a_page_are_in_its_language(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids)
    chooses(alice, "de")

    said = visitor.get(f"{path}/covers?ids={','.join(alice.ids)}", headers=ARABIC).text

    assert "Länge" in said  # of those that are no photo posts


def test_each_language_reads_from_one_side():
    assert set(LANGUAGES) >= languages.RIGHT_TO_LEFT
