"""Leaving in the studio: the announcement, the departure, and its lasting receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio import jobs
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]
Counted = Callable[[], dict[str, int]]


def leaves(person: Person) -> str:
    """Press the button; return the address of the receipt."""
    person.browser.page("/studio/leaving")
    answer = person.browser.post("/studio/leaving")
    assert answer.status_code == 303, answer.text
    return answer.location


def test_what_will_be_deleted_is_listed_first(alice: Person, counted: Counted):
    alice.publishes(*alice.ids[:3], handle="alice.shows")
    before = counted()

    page = alice.browser.page("/studio/leaving")

    for words in ("@alice.shows", "3 picks", "1 published edition", "7 videos", "1 browser"):
        assert words in page.text, words
    assert "cannot be undone" in page.text
    assert [button.text for button in page.one("main").all("button")] == [
        "Disconnect and delete everything"
    ]
    assert page.one("main").all("a", href="/studio/account"), "no way back"
    assert counted() == before


def test_the_account_leads_there(alice: Person):
    assert alice.browser.page("/studio/account").all("a", href="/studio/leaving")


def test_page_studio_and_sessions_are_over_at_once(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    shown = visitor.page(path).all(data_video_id=True)
    assert shown

    leaves(alice)  # no worker has run

    assert visitor.get(f"{path}/v/{alice.ids[0]}").status_code == 404
    assert alice.browser.get("/studio/videos").location == "/login"
    assert not alice.browser.session.get("key")


def test_every_browser_is_signed_out(alice: Person, app, tiktok: TikTok):
    elsewhere = Person(alice.account, Browser(app, tiktok), alice.worker).signs_in()
    assert elsewhere.browser.get("/studio/videos").status_code == 200

    leaves(alice)

    assert elsewhere.browser.get("/studio/videos").location == "/login"


@on_one_database
def test_the_receipt_says_how_far_it_is(
    alice: Person, visitor: Browser, tiktok: TikTok, time_passes: TimePasses
):
    tiktok.fails("oauth/revoke")
    address = leaves(alice)
    alice.worker.works()

    waiting = visitor.page(address)
    assert "Your page is gone" in waiting.text
    assert "is being asked" in waiting.text
    tiktok.recovers()
    time_passes(minutes=1)
    jobs.sweep_now()
    alice.worker.works()

    done = visitor.page(address)
    assert "Everything is deleted" in done.text
    assert "ended the connection" in done.text


@on_one_database
def test_a_receipt_does_not_claim_what_tiktok_never_confirmed(
    alice: Person, visitor: Browser, tiktok: TikTok, time_passes: TimePasses
):
    tiktok.fails("oauth/revoke")
    address = leaves(alice)
    for _ in range(30):
        time_passes(hours=1)
        jobs.sweep_now()
        alice.worker.works()

    done = visitor.page(address)
    assert "Everything is deleted" in done.text
    assert "never answered" in done.text


@on_one_database
@pytest.mark.parametrize("forged", ["x", "", "abc.def", "'", "é", "a" * 4000])
def test_a_receipt_that_was_not_signed_by_us_is_nowhere(forged: str, visitor: Browser):
    assert visitor.get(f"/receipts/{forged}").status_code == 404


@on_one_database
def test_a_receipt_with_one_letter_changed_is_nowhere(alice: Person, visitor: Browser):
    address = leaves(alice)

    assert visitor.get(address).status_code == 200
    assert visitor.get(address[:-1]).status_code == 404


@on_one_database
def test_a_receipt_is_kept_thirty_days(alice: Person, visitor: Browser, time_passes: TimePasses):
    address = leaves(alice)
    alice.worker.works()
    time_passes(days=29)
    jobs.tidy_now()
    assert visitor.get(address).status_code == 200

    time_passes(days=2)
    jobs.tidy_now()
    assert visitor.get(address).status_code == 404


@on_one_database
def test_nobody_leaves_without_a_token_of_their_form(alice: Person, counted: Counted):
    before = counted()

    assert alice.browser.post("/studio/leaving", token=False).status_code == 400

    assert counted() == before


@on_one_database
def test_a_stranger_neither_sees_nor_does_it(visitor: Browser, counted: Counted):
    assert visitor.get("/studio/leaving").location == "/login?next=/studio/leaving"
    assert visitor.post("/studio/leaving").status_code in (400, 401)
    assert counted()["departure"] == 0


def test_a_minute_after_leaving_the_same_creator_starts_anew(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids[:3], handle="alice.shows")
    leaves(alice)
    alice.worker.works()
    time_passes(minutes=1)

    alice.signs_in()

    studio = alice.browser.page("/studio/videos")
    assert len(studio.all("input", type="checkbox", value=True)) == 7
    assert not [box for box in studio.all("input", type="checkbox") if "checked" in box]
    assert visitor.get("/@alice.shows").status_code == 404
