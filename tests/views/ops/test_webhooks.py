"""The webhook's view: it accepts only events that TikTok signed, and answers at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.extensions import db
from portfolio.tiktok.webhooks import REMOVED
from sandbox.webhooks import signature
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import connection_of
from tests.support.tiktok import TikTok
from tests.support.webhooks import CLIENT_KEY, SECRET, deliver, now, post, removal_of
from tests.support.working import Worker

Counted = Callable[[], dict[str, int]]

DAYS_OLD = 73 * 3600 + 60

#: All examples share one database and browser: refused events must leave no trace in them.
thorough = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: Bytes that a header can carry; a server refuses others before our code runs.
headers = st.none() | st.binary(max_size=200).map(
    lambda raw: raw.decode("latin-1").translate(dict.fromkeys([0, 10, 13]))
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def answered(browser: Browser, body: bytes, header: str | None) -> int:
    answer = post(browser, body, header)
    assert answer.status_code == 200 or 400 <= answer.status_code < 500, answer.status
    return answer.status_code


@thorough
@given(body=st.binary(max_size=2000), header=headers)
def test_any_bytes_without_a_valid_signature_change_nothing(
    visitor: Browser, alice: Person, counted: Counted, body: bytes, header: str | None
):
    before = counted()

    assert answered(visitor, body, header) >= 400

    assert counted() == before


@thorough
@given(data=st.data())
def test_a_real_event_with_any_byte_of_body_or_signature_changed_is_refused(
    visitor: Browser, alice: Person, counted: Counted, data: st.DataObject
):
    body = json.dumps(removal_of(alice)).encode()
    header = signature(SECRET, now(), body.decode())
    before = counted()
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(body) - 1))
        other = data.draw(st.integers(0, 255).filter(lambda byte: byte != body[at]))
        body = body[:at] + bytes([other]) + body[at + 1 :]
    else:
        at = data.draw(st.integers(header.index("s=") + 2, len(header) - 1))
        other = data.draw(st.sampled_from("0123456789abcdef").filter(lambda c: c != header[at]))
        header = header[:at] + other + header[at + 1 :]

    assert answered(visitor, body, header) == 401

    assert counted() == before


@thorough
@given(body=st.text(max_size=500))
def test_signed_nonsense_is_answered_and_stored_nowhere(
    visitor: Browser, alice: Person, counted: Counted, body: str
):
    before = counted()
    encoded = body.encode("utf-8", "replace")

    answered(visitor, encoded, signature(SECRET, now(), encoded.decode()))

    assert counted() == before


@thorough
@given(
    changes=st.dictionaries(
        st.sampled_from(["event", "create_time", "user_openid", "content", "more"]), anything
    )
)
def test_a_signed_event_with_anything_in_its_fields_is_never_too_much(
    visitor: Browser, alice: Person, changes: dict[str, Any]
):
    event = {**removal_of(alice), **changes}

    answered_event = deliver(visitor, event)

    assert answered_event.status_code in (200, 400)
    db.session.rollback()
    assert connection_of(alice).ended_at is None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"user_openid": "x" * 200}, 400),
        ({"user_openid": "a\0b"}, 400),
        ({"user_openid": "\ud800"}, 200),
        ({"client_key": None}, 400),
        ({"content": {"reason": 2**31}}, 200),
        ({"content": json.dumps({"reason": 10**40})}, 200),
        ({"content": "[" * 5000}, 200),
        ({"create_time": 10**30}, 200),
        ({"create_time": -5}, 200),
    ],
    ids=lambda value: str(value)[:24].encode("ascii", "replace").decode(),
)
def test_what_a_column_could_not_hold_is_refused_in_words_or_left_out(
    changes: dict[str, Any], status: int, alice: Person, visitor: Browser
):
    answer = deliver(visitor, removal_of(alice, **changes))

    assert answer.status_code == status, answer.text
    assert status == 200 or "is no text" in answer.text


@pytest.mark.parametrize("content", [{"reason": 2}, '{"reason":2}'], ids=["object", "string"])
def test_the_reason_is_read_from_a_string_and_from_an_object(
    content: object, alice: Person, visitor: Browser, counted: Counted
):
    alice.account.ends_the_permission()

    deliver(visitor, removal_of(alice, content=content))
    alice.worker.works()

    assert counted()["departure"] == 1  # reason 2 deletes everything


@pytest.mark.parametrize(
    "event", ["video.publish.completed", "portability.download.ready", "post.publish.failed", ""]
)
def test_events_that_do_not_concern_us_are_answered_and_ignored(
    event: str, alice: Person, visitor: Browser, counted: Counted
):
    before = counted()

    assert deliver(visitor, removal_of(alice, event=event)).status_code == 200

    assert counted() == before


@on_one_database
def test_an_event_for_another_app_is_answered_and_ignored(
    alice: Person, visitor: Browser, counted: Counted
):
    before = counted()

    assert deliver(visitor, removal_of(alice, client_key="awother")).status_code == 200

    assert counted() == before


@on_one_database
@pytest.mark.parametrize("seconds", [-DAYS_OLD, DAYS_OLD], ids=["too old", "from the future"])
def test_a_signature_of_another_time_is_refused(
    seconds: int, alice: Person, visitor: Browser, counted: Counted
):
    before = counted()

    answer = deliver(visitor, removal_of(alice), signed_at=now() + seconds)

    assert answer.status_code == 401
    assert counted() == before


@on_one_database
def test_another_secret_is_refused(alice: Person, visitor: Browser, counted: Counted):
    before = counted()

    assert deliver(visitor, removal_of(alice), secret="not the secret").status_code == 401

    assert counted() == before


@on_one_database
def test_a_good_signature_of_another_body_is_refused(alice: Person, visitor: Browser):
    header = signature(SECRET, now(), json.dumps(removal_of(alice, 5)))

    assert post(visitor, json.dumps(removal_of(alice)).encode(), header).status_code == 401


@on_one_database
def test_more_than_fits_is_refused(visitor: Browser):
    body = b" " * (300 * 1024)

    assert answered(visitor, body, signature(SECRET, now(), body.decode())) == 413


@on_one_database
def test_only_a_post_is_a_delivery(visitor: Browser):
    assert visitor.get("/webhooks/tiktok").status_code == 405


def test_the_answer_waits_for_neither_tiktok_nor_the_work(
    alice: Person, visitor: Browser, tiktok: TikTok, worker: Worker
):
    tiktok.control("calls", method="DELETE")

    assert deliver(visitor, removal_of(alice)).status_code == 200

    assert tiktok.control("calls") == []
    assert worker.queued()


def test_the_sandbox_and_we_agree_on_the_signature(alice: Person, visitor: Browser):
    event = {"client_key": CLIENT_KEY, "event": REMOVED, "user_openid": alice.account.open_id}

    assert deliver(visitor, event, signed_at=now() - 72 * 3600).status_code == 200
