"""A tab whose session has ended or changed to another creator is told, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.views import whose
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import page_of, picks_of
from tests.support.studio_requests import all_requests

Counted = Callable[[], dict[str, int]]

#: All requests of the studio's pages that change something.
DEEDS = (
    *[(asked.method, asked.path) for asked in all_requests() if not asked.reads],
    ("POST", "/logout"),
)
#: Requests of the studio's scripts.
PARTS = ("/studio/videos/tiles", "/studio/covers?ids={id}", "/studio/session")


def becomes(alice: Person, somebody: Person) -> None:
    """Let another person sign in by another tab of Alice's browser."""
    token = alice.browser._token
    Person(somebody.account, alice.browser, somebody.worker).signs_in()
    alice.browser._token = token  # the token of Alice's page, which is still open


def headers_of(page: Document) -> dict[str, str]:
    return {"X-Made-For": page.one("body")["data-made-for"]}


def test_a_deed_of_somebody_elses_page_is_refused_and_says_who_one_is(
    alice: Person, bob: Person, counted: Counted, subtests: pytest.Subtests
):
    alice.publishes(alice.ids[0])
    alice.browser.page("/studio/videos")
    token, video_id = alice.browser._token, alice.ids[1]
    bobs = Person(bob.account, alice.browser, bob.worker).signs_in()
    before, edition = counted(), page_of(alice).edition

    for method, path in DEEDS:
        with subtests.test(f"{method} {path}"):
            answer = alice.browser._open(
                method, path.format(id=video_id), data={"csrf_token": token, "everywhere": "1"}
            )

            assert answer.status_code == 409
            assert answer.headers["X-Session"] == "somebody-else"
            page = Document(answer.text)
            assert page.one("h1").text == f"You are now @{bob.account.name}"
            assert page.all("a", href="/studio/videos")
            assert (counted(), page_of(alice).edition, picks_of(bobs)) == (before, edition, [])
    assert bobs.browser.get("/studio/videos").status_code == 200


@pytest.mark.parametrize("path", PARTS)
def test_no_part_of_anothers_studio_goes_into_a_page(path: str, alice: Person, bob: Person):
    headers = headers_of(alice.browser.page("/studio/videos"))
    path = path.format(id=alice.ids[0])
    assert alice.browser.get(path, headers=headers).status_code in (200, 204)
    becomes(alice, bob)

    answer = alice.browser.get(path, headers=headers)

    assert answer.status_code == 409
    assert not [video_id for video_id in bob.ids if video_id in answer.text]


def test_a_deed_after_signing_out_says_so_and_leads_back(
    alice: Person, counted: Counted, subtests: pytest.Subtests
):
    alice.browser.page("/studio/page")
    token = alice.browser._token
    alice.browser.post("/logout")
    before = counted()

    for method, path in DEEDS:
        with subtests.test(f"{method} {path}"):
            answer = alice.browser._open(
                method,
                path.format(id=alice.ids[0]),
                data={"csrf_token": token},
                headers={"Referer": "http://127.0.0.1:8000/studio/page"},
            )

            assert answer.status_code == 401
            assert answer.headers["X-Session"] == "signed-out"
            page = Document(answer.text)
            assert page.one("h1").text == "You are signed out"
            assert page.all("a", href="/login?next=/studio/page")
            assert counted() == before


@pytest.mark.parametrize("path", PARTS)
def test_a_part_after_signing_out_is_401(path: str, alice: Person):
    headers = headers_of(alice.browser.page("/studio/videos"))
    alice.browser.post("/logout")

    answer = alice.browser.get(path.format(id=alice.ids[0]), headers=headers)

    assert (answer.status_code, answer.headers["X-Session"]) == (401, "signed-out")


def test_an_open_page_goes_on_when_the_same_creator_signs_in_again(alice: Person):
    page = alice.browser.page("/studio/videos")
    token = alice.browser._token
    alice.browser.post("/logout")
    alice.signs_in()

    form = {"csrf_token": token, "shown": alice.ids[0], "pick": alice.ids[0]}
    answer = alice.browser._open("POST", "/studio/picks", data=form, headers=headers_of(page))

    assert answer.status_code == 303
    assert picks_of(alice) == [alice.ids[0]]


def test_the_sign_in_leads_back_to_the_same_place(alice: Person):
    alice.browser.page("/studio/page")
    alice.browser.post("/logout")
    assert alice.browser.get("/studio/page").location == "/login?next=/studio/page"
    form = alice.browser.page("/studio/page").one("form", action="/login")

    answer = alice.comes_back(next=form.one("input", name="next")["value"])

    assert answer.location == "/studio/page"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/studio", "/studio/picks", "/", "https://[", ""],
)
def test_a_sign_in_leads_nowhere_else(elsewhere: str, alice: Person):
    alice.browser.page("/studio/page")
    alice.browser.post("/logout")

    answer = alice.comes_back(next=elsewhere)

    assert answer.location == "/studio/videos"


def test_two_creators_never_share_a_token(alice: Person, bob: Person):
    assert whose.token_of(alice.creator_id) != whose.token_of(bob.creator_id)


def test_a_token_that_is_none_is_still_no_form_of_ours(alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    answer = alice.browser._open("POST", "/studio/editions", data={"csrf_token": "made up"})

    assert answer.status_code == 400
    assert counted() == before
