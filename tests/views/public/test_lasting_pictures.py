"""Lasting addresses of covers: the way to TikTok's picture while it is safe, else a card."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover, safe_until
from portfolio.models.page import Edition
from portfolio.models.tables import COVER
from portfolio.models.video import Video
from portfolio.queues import UPKEEP, VISITORS, job_queue
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database, on_sqlite
from tests.support.lasting import is_card, kept, leads_to_tiktok, picture
from tests.support.people import Browser, Person, a_second_later
from tests.support.statements import noted_statements, without_commits
from tests.support.stored import covers_of
from tests.support.tiktok import TikTok
from tests.support.wire import ask

TimePasses = Callable[..., None]
SettingsAre = Callable[..., None]


@on_both_databases
def test_it_leads_to_the_cover_of_now(alice: Person, path: str, app: Flask, tiktok: TikTok):
    for video_id, cover in covers_of(alice).items():
        answer = picture(app, path, video_id)

        assert (answer.status, answer.header("Location")) == (302, cover.url)
        assert tiktok.shows(cover.url)
        assert answer.body == b""
        assert answer.header("Content-Length") == "0"
        assert answer.header("Cache-Control").startswith("public, max-age=")
        for unsaid in ("Set-Cookie", "ETag", "Vary", "Content-Type", "Content-Encoding"):
            assert answer.header(unsaid) is None, unsaid


def test_the_reader_is_not_told_to_tiktok(alice: Person, path: str, app: Flask):
    assert picture(app, path, alice.ids[0]).all("Referrer-Policy") == ["no-referrer"]


@pytest.mark.parametrize(
    ("signed", "sent"),
    [
        ("~a/b%2Fc.jpeg?x-signature=AbC+d%3D&l=[1|2]'\"{}^`\\", None),
        ("é.jpeg?x=1", "%C3%A9.jpeg?x=1"),
        ("a\r\nSet-Cookie: x=y", "a%0D%0ASet-Cookie:%20x=y"),
    ],
)
def test_a_signed_address_is_sent_as_it_is(
    signed: str, sent: str | None, alice: Person, path: str, app: Flask, tiktok: TikTok
):
    with writing() as session:
        session.execute(sa.update(Cover).values(url=f"{tiktok.url}/{signed}"))

    for _ in range(2):
        answer = picture(app, path, alice.ids[0], "GET", ("Accept-Encoding", "br"))
        assert answer.header("Location") == f"{tiktok.url}/{sent or signed}"


def test_head_is_get_without_a_body_and_no_reader_has_it_already(
    alice: Person, path: str, app: Flask
):
    got, head, held = (
        picture(app, path, alice.ids[0], *asked)
        for asked in (("GET",), ("HEAD",), ("GET", ("If-None-Match", "*")))
    )

    assert got == head == held
    assert got.status == 302


@on_one_database
@pytest.mark.parametrize("left", [2, 20, 50, 600])
def test_no_cache_leads_to_a_cover_that_is_no_longer_safe(
    left: float, alice: Person, path: str, app: Flask, time_passes: TimePasses
):
    alice.worker.works()
    cover = covers_of(alice)[alice.ids[0]]
    until = safe_until(cover.fetched_at, cover.expires_at)
    time_passes(seconds=(until - clock.now()).total_seconds() - left)

    answer = picture(app, path, alice.ids[0])

    assert leads_to_tiktok(answer)
    times = dict(re.findall(r"([a-z-]+)=(\d+)", answer.header("Cache-Control")))
    longest = sum(map(int, times.values())) + int(times.get("stale-while-revalidate", 0)) + 1
    assert longest <= min(left, 60)


def test_a_due_cover_is_led_to_and_renewed(
    alice: Person, path: str, app: Flask, time_passes: TimePasses
):
    before = covers_of(alice)[alice.ids[0]].url
    time_passes(hours=5)

    answer = picture(app, path, alice.ids[0])
    alice.worker.works()

    assert answer.header("Location") == before
    assert picture(app, path, alice.ids[0]).header("Location") != before
    assert len(alice.account.calls("video/query")) == 1


@on_both_databases
def test_a_cover_that_is_not_safe_is_waited_for(
    alice: Person,
    path: str,
    app: Flask,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: SettingsAre,
):
    settings_are(render_wait=300)
    time_passes(days=2)

    with alice.worker.always_working():
        answers = [picture(app, path, video_id) for video_id in alice.ids]

    assert all(leads_to_tiktok(answer) for answer in answers)
    assert all(tiktok.shows(answer.header("Location")) for answer in answers)
    assert len(alice.account.calls("video/query")) == 1  # for all of the page


def test_nobody_waits_longer_than_told(
    alice: Person,
    path: str,
    app: Flask,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: SettingsAre,
):
    settings_are(render_wait=0.2)
    tiktok.settings(latency_ms=1500)
    time_passes(hours=7)

    with alice.worker.always_working():
        answer = picture(app, path, alice.ids[0])

    assert is_card(answer, alice)
    assert answer.header("Cache-Control") == "no-store"
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))  # it came afterwards


def test_while_tiktok_is_down_there_is_a_card_and_then_everything_heals(
    alice: Person,
    path: str,
    app: Flask,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: SettingsAre,
):
    settings_are(render_wait=300)
    tiktok.fails("*")
    time_passes(days=2)
    began = time.monotonic()

    with alice.worker.always_working():
        answers = [picture(app, path, video_id) for video_id in alice.ids]
    assert all(is_card(answer, alice) for answer in answers)
    assert {answer.header("Cache-Control") for answer in answers} == {"no-store"}
    assert kept(app) == set()
    assert time.monotonic() - began < 150

    tiktok.recovers()
    time_passes(minutes=2)
    with alice.worker.always_working():
        assert leads_to_tiktok(picture(app, path, alice.ids[0]))


@on_one_database
@pytest.mark.parametrize(("agent", "queue"), [("Googlebot/2.1", UPKEEP), ("Firefox", VISITORS)])
def test_a_crawler_does_not_wait_and_has_no_priority(
    agent: str, queue: str, alice: Person, path: str, app: Flask, time_passes: TimePasses
):
    alice.worker.works()
    time_passes(hours=7)

    answer = picture(app, path, alice.ids[0], "GET", ("User-Agent", agent))

    assert is_card(answer, alice)
    assert job_queue(queue, alice.worker.redis).count == 1


def test_alice_bob_and_a_visitor_have_the_same_answer(
    alice: Person, bob: Person, path: str, visitor: Browser
):
    answers = [
        browser.get(f"{path}{rest}")
        for rest in (f"/v/{alice.ids[0]}.jpg", "/avatar.jpg")
        for browser in (alice.browser, bob.browser, visitor)
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 2
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]


def test_nobody_is_led_to_a_host_that_pages_may_not_show(
    alice: Person, path: str, app: Flask, time_passes: TimePasses
):
    refused = "https://p16.elsewhere.example/a.jpeg?x=1"
    with writing() as session:
        session.execute(sa.update(Cover).values(url=refused))

    answer = picture(app, path, alice.ids[0])
    assert is_card(answer, alice)
    assert answer.header("Cache-Control").startswith("public, max-age=")

    time_passes(hours=5)
    picture(app, path, alice.ids[0])
    alice.worker.works()
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))  # TikTok names another host now


@on_both_databases
def test_it_costs_one_read_and_then_one_of_the_version(alice: Person, path: str, app: Flask):
    alice.worker.works()
    db.session.rollback()
    reads = []

    for _ in range(2):
        a_second_later(app)
        with noted_statements() as noted:
            ask(app, "GET", f"{path}/v/{alice.ids[0]}.jpg")
            ask(app, "GET", f"{path}/v/{alice.ids[0]}.jpg")
        reads.append([each for each in without_commits(noted) if each.startswith("SELECT")])

    assert [len(each) for each in reads] == [1, 1]
    assert "cover.url" in reads[0][0]
    assert "cover" not in reads[1][0]


@on_sqlite
def test_that_read_finds_every_row_by_its_key(alice: Person, path: str, app: Flask):
    alice.worker.works()
    plans: list[str] = []

    def explain(connection: Any, _c: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.dbapi_connection.execute(
                f"EXPLAIN QUERY PLAN {statement}", values
            )
            plans.extend(row[3] for row in rows)

    event.listen(sa.engine.Engine, "before_cursor_execute", explain)
    try:
        for rest in (f"/v/{alice.ids[0]}.jpg", "/avatar.jpg"):
            ask(app, "GET", path + rest)
    finally:
        event.remove(sa.engine.Engine, "before_cursor_execute", explain)

    assert len(plans) >= 8
    assert [step for step in plans if not step.startswith("SEARCH")] == []


def test_it_is_no_visit(alice: Person, path: str, app: Flask):
    alice.worker.works()
    app.extensions["visits"].forget()

    for rest in (f"/v/{alice.ids[0]}.jpg", "/avatar.jpg"):
        for _ in range(3):
            ask(app, "GET", path + rest)
            a_second_later(app)

    assert app.extensions["visits"].forget() == {}
    assert alice.worker.queued() == []


def test_no_query_has_a_copy_or_an_answer_of_its_own(alice: Person, path: str, app: Flask):
    alice.worker.works()
    address = f"{path}/v/{alice.ids[0]}.jpg"
    usual = ask(app, "GET", address)

    for query in ("?a=1", "?ids=7", "?%ff", "?"):
        assert ask(app, "GET", address + query) == usual

    assert kept(app) == {address}


@on_one_database
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_it_is_only_read(method: str, alice: Person, path: str, app: Flask):
    for rest in (f"/v/{alice.ids[0]}.jpg", "/avatar.jpg"):
        assert ask(app, method, path + rest).status in (400, 405)


def test_the_video_has_its_page_beside_it(alice: Person, path: str, visitor: Browser):
    assert visitor.page(f"{path}/v/{alice.ids[0]}").all("iframe")
    visitor.page(f"{path}/v/{alice.ids[0]}.JPG", status=404)
    visitor.page(f"{path}/v/.jpg", status=404)


@pytest.mark.parametrize("odd", ["73.10", "a.jpg.b", ".", "..jpg", "é.ü"])
def test_an_id_may_hold_dots(odd: str, alice: Person, path: str, app: Flask):
    first = alice.ids[0]
    cover = covers_of(alice)[first]
    values = {each.name: getattr(cover, each.name) for each in COVER.c}
    with writing() as session:
        content = session.scalars(sa.select(Edition.content)).one()
        content["sections"][0]["entries"][0]["video_id"] = odd
        session.execute(sa.update(Edition).values(content=content))
        session.execute(sa.delete(Cover).where(Cover.video_id == first))
        session.execute(sa.update(Video).where(Video.id == first).values(id=odd))
        session.execute(sa.insert(COVER).values({**values, "video_id": odd}))

    assert picture(app, path, odd).header("Location") == values["url"]
