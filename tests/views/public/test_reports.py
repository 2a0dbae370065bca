"""Reports: anybody can tell the host what is wrong with a page; only the host reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portfolio import clock, jobs
from portfolio.extensions import db
from portfolio.models.report import Report
from portfolio.services.accounts import departures
from portfolio.services.drafts import suspensions
from portfolio.services.pages import reports
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.wire import ask

FORM = {
    "kind": "copyright",
    "words": "The second video is mine.\r\nSince May.",
    "contact": " me@x ",
}


@pytest.fixture
def path(alice: Person) -> str:
    return alice.publishes(*alice.ids[:2]) + "/report"


def stored() -> list[Report]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Report).order_by(Report.number)))


def send(browser: Browser, path: str, **changed: str) -> TestResponse:
    return browser.post(path, token=False, **{**FORM, **changed})


def test_a_visitor_reports_a_page(path: str, alice: Person, visitor: Browser):
    link = visitor.page(alice.page_path).one("a", href=path)
    assert (link.text, link["rel"]) == ("Report", "nofollow")
    form = visitor.page(path).one("form")
    assert form["action"] == path
    assert len(form.all("input", type="radio", name="kind")) == len(reports.KINDS)

    answer = send(visitor, path)

    assert (answer.status_code, answer.location) == (303, f"{path}/received")
    assert "Thank you" in visitor.page(answer.location).one("h1").text
    (report,) = stored()
    assert (report.creator_id, report.kind) == (alice.creator_id, "copyright")
    assert (report.words, report.contact) == ("The second video is mine.\nSince May.", "me@x")


def test_nothing_is_stored_of_who_sent_it(path: str, app: Flask, visitor: Browser):
    peer, agent = "203.0.113.77", "A-browser/7.0"
    headers = [("Sec-Fetch-Site", "same-origin"), ("User-Agent", agent)]
    headers.append(("Content-Type", "application/x-www-form-urlencoded"))

    answer = ask(app, "POST", path, headers, b"kind=other&words=Look.", peer=peer)

    assert answer.status == 303
    assert answer.header("Set-Cookie") is None
    (report,) = stored()
    values = [str(value) for value in vars(report).values()]
    assert not [value for value in values if peer in value or agent in value]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"kind": ""}, {"kind"}),
        ({"kind": "copyright2"}, {"kind"}),
        ({"words": " \n\u200b"}, {"words"}),
        ({"words": "x" * (reports.WORDS_LENGTH + 1)}, {"words"}),
        ({"contact": "x" * (reports.CONTACT_LENGTH + 1)}, {"contact"}),
        ({"kind": "", "words": "", "contact": "x" * 999}, {"kind", "words", "contact"}),
    ],
    ids=["no kind", "another kind", "nothing said", "too much said", "long contact", "all"],
)
@on_one_database
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    path: str, visitor: Browser, changed: dict[str, str], refused: set[str]
):
    answer = send(visitor, path, **changed)

    page = Document(answer.text)
    assert answer.status_code == 400
    assert {each["id"] for each in page.all("p", class_="field-error")} == {
        f"{name}-wrong" for name in refused
    }
    assert page.one("input", id="contact")["value"] == changed.get("contact", FORM["contact"])
    assert stored() == []


@pytest.mark.parametrize("length", [reports.WORDS_LENGTH, 1])
def test_words_of_every_allowed_length_are_kept(path: str, visitor: Browser, length: int):
    assert send(visitor, path, words="é" * length, contact="\0").status_code == 303

    assert [len(report.words) for report in stored()] == [length]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["neither header", "another origin", "another site"],
)
@on_one_database
def test_a_form_that_another_site_sends_is_refused(
    path: str, visitor: Browser, headers: dict[str, str]
):
    answer = visitor._open("POST", path, data=FORM, headers=headers)

    assert answer.status_code == 400
    assert stored() == []


def test_creators_can_report_and_see_no_report(path: str, alice: Person, bob: Person):
    assert send(bob.browser, path).status_code == 303
    assert send(alice.browser, path).status_code == 303

    for room in ("videos", "page", "editions", "account"):
        assert "is mine" not in alice.browser.page(f"/studio/{room}").text


@on_one_database
def test_there_is_no_form_where_no_page_is(path: str, alice: Person, visitor: Browser):
    for address in ("/@nobody/report", "/@nobody/report/received"):
        assert visitor.get(address).status_code == 404
    suspensions.suspend(alice.handle, "Why.")

    assert visitor.get(path).status_code == 404
    assert send(visitor, path).status_code == 404
    assert stored() == []


@on_one_database
def test_a_visitor_can_send_five_a_minute(path: str, app: Flask):
    headers = [("Sec-Fetch-Site", "same-origin")]
    headers.append(("Content-Type", "application/x-www-form-urlencoded"))

    def once(peer: str) -> int:
        return ask(app, "POST", path, headers, b"kind=other&words=Look.", peer=peer).status

    assert [once("203.0.113.7") for _ in range(6)] == [303] * 5 + [429]
    assert once("203.0.113.8") == 303


def test_a_page_has_no_more_open_reports_than_the_host_needs(
    path: str, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reports, "MOST_OPEN", 2)

    for _ in range(3):
        assert send(visitor, path).status_code == 303
    assert len(stored()) == 2

    reports.close([stored()[0].number])
    send(visitor, path)
    assert [report.number for report in reports.all_open()] == [each.number for each in stored()][
        1:
    ]


def test_closed_reports_go_after_thirty_days_and_open_ones_stay(
    path: str, visitor: Browser, time_passes: Callable[..., None]
):
    for _ in range(2):
        send(visitor, path)
    first, second = (report.number for report in stored())
    assert reports.close([first, 4711]) == {first}
    assert reports.close([first]) == set()

    time_passes(days=29)
    jobs.tidy_now()
    assert len(stored()) == 2
    time_passes(days=2)
    jobs.tidy_now()

    assert [report.number for report in stored()] == [second]
    assert clock.now() - stored()[0].reported_at > timedelta(days=30)


def test_reports_go_with_the_creator_who_leaves(path: str, alice: Person, visitor: Browser):
    send(visitor, path)

    departures.leave(alice.creator_id)
    assert reports.all_open() == []  # the page has no handle any more
    jobs.sweep_now()
    alice.worker.works()

    assert stored() == []
    with pytest.raises(LookupError):
        reports.add(alice.creator_id, kind="other", words="Late.", contact="")


@on_one_database
def test_the_form_is_the_same_for_everybody_and_no_search_engine_lists_it(
    path: str, alice: Person, visitor: Browser
):
    for address in (path, f"{path}/received"):
        here, there = visitor.get(address), alice.browser.get(address)
        assert here.data == there.data
        assert here.headers["Cache-Control"].startswith("public, ")
        assert Document(here.text).one("meta", name="robots")["content"] == "noindex"


@on_one_database
def test_the_metrics_count_the_open_ones(path: str, visitor: Browser):
    send(visitor, path)

    assert "showreel_reports_open 1.0" in visitor.get("/metrics").text
