"""A repeated callback: one exchange of the code, and the same outcome for each request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.accounts import exchanges
from portfolio.views.waiting import Waiters
from tests.support.databases import race
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok
from tests.views.public.test_login import query_of

People = Callable[..., Person]


def copies_of(app, browser: Browser, tiktok: TikTok, count: int) -> list[Browser]:
    """Return browsers with the same cookies, for simultaneous requests of one browser."""
    copies = [Browser(app, tiktok) for _ in range(count)]
    cookie = browser._client.get_cookie("session", domain="127.0.0.1")
    for copy in copies:
        copy._client.set_cookie("session", cookie.value, domain="127.0.0.1")
    return copies


def exchanged(tiktok: TikTok) -> int:
    return len([c for c in tiktok.calls("oauth/token") if c["grant_type"] != "refresh_token"])


def at_once(app, alice: Person, tiktok: TikTok, address: str) -> list[tuple[int, str | None]]:
    browsers = copies_of(app, alice.browser, tiktok, 3)
    answers = race(app, lambda number: browsers[number].get(address), 3)
    return [(answer.status_code, answer.location) for answer in answers]


def test_at_once_the_code_is_exchanged_once_and_all_are_signed_in(
    app, tiktok: TikTok, person: People
):
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())

    assert at_once(app, alice, tiktok, address) == [(303, "/studio/videos")] * 3
    assert exchanged(tiktok) == 1


def test_without_the_claim_the_code_would_be_sent_again(
    app, tiktok: TikTok, person: People, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exchanges, "begin", lambda _state: True)
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())

    answers = at_once(app, alice, tiktok, address)

    assert exchanged(tiktok) == 3
    assert answers != [(303, "/studio/videos")] * 3


def test_after_an_answer_that_was_lost_the_same_comes_again(app, tiktok: TikTok, person: People):
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    alice.browser.get(address)

    assert again.get(address).location == "/studio/videos"
    assert again.get("/studio/videos").status_code == 200
    assert exchanged(tiktok) == 1


def test_a_failure_is_told_again_as_it_was(app, tiktok: TikTok, person: People):
    alice = person("alice")
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    tiktok.fails("oauth/token", count=1)
    first = alice.browser.get(address)

    second = again.get(address)

    assert first.status_code == second.status_code == 503
    assert Document(first.text).one("h1").text == Document(second.text).one("h1").text
    assert exchanged(tiktok) == 1


def test_after_a_minute_nobody_is_signed_in_by_an_old_callback(
    app, tiktok: TikTok, person: People, time_passes: Callable[..., None]
):
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    alice.browser.get(address)
    time_passes(seconds=61)

    answer = again.get(address)

    assert answer.status_code == 400
    assert "no longer open" in Document(answer.text).one("h1").text
    assert "TikTok’s answer" not in answer.text
    assert exchanged(tiktok) == 1


def test_after_a_minute_a_tab_of_somebody_signed_in_leads_to_the_studio(
    app, tiktok: TikTok, alice: Person, time_passes: Callable[..., None]
):
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    alice.browser.get(address)  # this answer is lost
    time_passes(seconds=61)

    answer = again.get(address)

    assert (answer.status_code, answer.location) == (303, "/studio/videos")
    assert again.get("/studio/videos").status_code == 200
    assert exchanged(tiktok) == 2  # that of Alice's first sign-in among them


def test_a_repetition_that_finds_no_place_to_wait_is_asked_to_come_again(
    app, tiktok: TikTok, person: People, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(app.extensions, "waiters", Waiters(0))
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    state = query_of(address)["state"]
    assert exchanges.begin(state)  # the first request is at it

    answer = again.get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    page = Document(answer.text)
    assert "still under way" in page.one("h1").text
    assert page.one("a", class_="main")["href"] == address.removeprefix("http://127.0.0.1:8000")
    assert exchanged(tiktok) == 0

    exchanges.end(state, person("carol").signs_in().creator_id)
    assert again.get(address).location == "/studio/videos"


def test_an_exchange_that_never_ended_is_not_waited_for_again(
    app, tiktok: TikTok, person: People, monkeypatch: pytest.MonkeyPatch,
    time_passes: Callable[..., None],
):  # fmt: skip
    monkeypatch.setitem(app.extensions, "waiters", Waiters(0))
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())
    assert exchanges.begin(query_of(address)["state"])
    time_passes(seconds=16)

    answer = alice.browser.get(address)

    assert answer.status_code == 400
    assert "no longer open" in Document(answer.text).one("h1").text


def test_a_restored_tab_leads_to_the_studio(alice: Person):
    for query in ("code=x&state=y", "error=access_denied&state=y", "", "state=z"):
        answer = alice.browser.get(f"/login/callback?{query}")
        assert (answer.status_code, answer.location) == (303, "/studio/videos")


def test_two_sign_ins_in_two_tabs_both_come_home(tiktok: TikTok, person: People):
    alice = person("alice", videos=2)
    first, second = alice.goes_to_tiktok(), alice.goes_to_tiktok()

    for address in (first, second):
        answer = alice.browser.get(alice.account.consents(address))
        assert (answer.status_code, answer.location) == (303, "/studio/videos")
    assert exchanged(tiktok) == 2


def test_it_holds_with_redis_flushed_in_between(app, tiktok: TikTok, person: People, redis):
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())
    (again,) = copies_of(app, alice.browser, tiktok, 1)
    alice.browser.get(address)
    redis.flushall()

    assert again.get(address).location == "/studio/videos"
    assert exchanged(tiktok) == 1
