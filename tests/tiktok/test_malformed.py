"""Malformed answers become `Unavailable`, within the deadline and a bounded size."""

import gzip
import json
import socket
import time

import pytest

from portfolio.tiktok.adapter import LARGEST_BODY
from portfolio.tiktok.errors import Unavailable
from tests.tiktok.conftest import ACCESS_TOKEN, REFRESH_TOKEN

WHOLE = {
    "data": {"videos": [{"id": "1"}], "cursor": 1000, "has_more": True},
    "error": {"code": "ok", "message": "", "log_id": "1"},
}
OK = {"code": "ok", "message": "", "log_id": "1"}

NOT_JSON = {
    "nothing": b"",
    "a space": b" ",
    "half": json.dumps(WHOLE).encode()[:40],
    "html": b"<!doctype html><title>502</title>",
    "not utf-8": b'{"data": "\xff\xfe\xfa"}',
    "two documents": b"{}{}",
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "a number beyond counting": b'{"data":' + b"9" * 10_000 + b"}",
    "null": b"null",
}

OTHER_SHAPES = {
    "array": b"[]",
    "array of answers": b"[" + json.dumps(WHOLE).encode() + b"]",
    "string": b'"ok"',
    "number": b"1",
    "true": b"true",
    "empty object": b"{}",
    "no data": {"error": OK},
    "data null": {"data": None, "error": OK},
    "data a list": {"data": [], "error": OK},
    "data a string": {"data": "videos", "error": OK},
    "error a number": {"data": WHOLE["data"], "error": 7},
    "error a list": {"data": WHOLE["data"], "error": ["ok"]},
    "error without code": {"data": WHOLE["data"], "error": {}},
    "code a number": {"data": WHOLE["data"], "error": {"code": 0}},
}

LISTINGS = {
    "videos an object": {"videos": {"id": "1"}, "has_more": False},
    "videos a string": {"videos": "1", "has_more": False},
    "video a string": {"videos": ["1"], "has_more": False},
    "video null": {"videos": [{"id": "1"}, None], "has_more": False},
    "video without id": {"videos": [{"id": "1"}, {"title": "x"}], "has_more": False},
    "id an object": {"videos": [{"id": {}}], "has_more": False},
    "id empty": {"videos": [{"id": ""}], "has_more": False},
    "id true": {"videos": [{"id": True}], "has_more": False},
    "id with NUL": {"videos": [{"id": "1\x00"}], "has_more": False},
    "no has_more": {"videos": []},
    "has_more a string": {"videos": [], "has_more": "false"},
    "has_more null": {"videos": None, "has_more": None},
}

USERS = {"none": {}, "null": {"user": None}, "a list": {"user": []}, "no id": {"user": {}}}


def by_name(cases: dict) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("body", cases.values(), ids=cases.keys())


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500, 502, 504])
@by_name(NOT_JSON)
def test_what_is_not_json_is_passing(server, tiktok, body, status):
    server.answer(body, status)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert (caught.value.code, caught.value.status) == ("not_json", status)


@pytest.mark.parametrize("status", [200, 401, 500])
@by_name(OTHER_SHAPES)
def test_json_of_another_shape_is_passing(server, tiktok, body, status):
    server.answer(body, status)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "unexpected_answer"


@by_name(NOT_JSON | OTHER_SHAPES | {"no token": {"expires_in": 1}, "empty": {"access_token": ""}})
def test_no_malformed_answer_ends_a_connection(server, token_endpoint, body):
    server.answer(body)

    with pytest.raises(Unavailable):
        token_endpoint.refresh(REFRESH_TOKEN)


@by_name(LISTINGS)
def test_a_listing_of_another_shape_is_passing(server, tiktok, body):
    server.answer({"data": body, "error": OK})

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "unexpected_answer"


@by_name(USERS)
def test_a_profile_of_another_shape_is_passing(server, tiktok, body):
    server.answer({"data": body, "error": OK})

    with pytest.raises(Unavailable) as caught:
        tiktok.user_info(ACCESS_TOKEN, {"user.info.basic"})
    assert caught.value.log_id == "1"


@pytest.mark.parametrize("status", [204, 500, 302])
def test_a_success_with_another_status_is_none(server, tiktok, status):
    server.answer(WHOLE, status)

    if status == 204:  # By HTTP a 204 has no body, also if bytes follow.
        with pytest.raises(Unavailable, match="not_json"):
            tiktok.list_videos(ACCESS_TOKEN)
    else:
        with pytest.raises(Unavailable):
            tiktok.list_videos(ACCESS_TOKEN)


def test_a_null_list_is_an_empty_list(server, tiktok):
    server.answer({"data": {"videos": None, "cursor": None, "has_more": False}, "error": OK})

    page = tiktok.list_videos(ACCESS_TOKEN)

    assert (page.videos, page.cursor, page.has_more) == ((), None, False)


@pytest.mark.parametrize("kind", ["text/html", "text/plain; charset=latin-1", "", "nonsense"])
def test_json_counts_whatever_type_it_claims_to_be(server, tiktok, kind):
    server.answer(WHOLE, headers={"Content-Type": kind})

    assert tiktok.list_videos(ACCESS_TOKEN).videos[0].id == "1"


def test_a_missing_error_object_does_not_spoil_data(server, tiktok):
    server.answer({"data": WHOLE["data"]})

    assert len(tiktok.list_videos(ACCESS_TOKEN).videos) == 1


def announced(size: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size


@pytest.mark.parametrize(
    "head",
    [
        announced(50_000_000),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        announced(2**80),
    ],
    ids=["announced", "unannounced", "absurd"],
)
def test_a_body_of_50_megabytes_is_not_taken_in(server, tiktok, head):
    server.raw(head + b" " * 50_000_000, close=True)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "too_large"
    assert server.sent < 4 * LARGEST_BODY + 8_000_000  # The rest is in the sockets' buffers.


def test_a_body_packed_to_explode_is_not_unpacked(server, tiktok):
    bomb = gzip.compress(b" " * 50_000_000)
    server.answer(bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert len(bomb) < 100_000
    assert caught.value.code == "too_large"


def test_a_packed_body_is_read(server, tiktok):
    packed = gzip.compress(json.dumps(WHOLE).encode())
    server.answer(packed, headers={"Content-Encoding": "gzip"})

    assert tiktok.list_videos(ACCESS_TOKEN).cursor == 1000


BROKEN = {
    "body cut": announced(100) + b'{"data"',
    "no head end": b"HTTP/1.1 200 OK\r\nContent-Le",
    "not http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "binary": bytes(range(256)),
    "status beyond": b"HTTP/1.1 99999 OK\r\n\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "chunk cut": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{}",
    "bad gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a long line": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n{}",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n{}",
    "bad location": b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 2\r\n\r\n{}",
}


@by_name(BROKEN)
def test_an_answer_that_breaks_http_is_passing(server, tiktok, body):
    server.raw(body, close=True)

    with pytest.raises(Unavailable):
        tiktok.list_videos(ACCESS_TOKEN)
    assert len(server.requests) == 1


@by_name(BROKEN)
def test_a_refresh_answered_like_that_is_sent_once(server, token_endpoint, body):
    server.raw(body, close=True)

    with pytest.raises(Unavailable) as caught:
        token_endpoint.refresh(REFRESH_TOKEN)
    assert caught.value.delivered
    assert len(server.requests) == 1


SLOW = {
    "nothing": b"",
    "a status line that drips": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000,
    "headers that drip": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000,
    "continue for ever": b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
}


@by_name(SLOW)
def test_a_slow_head_ends_at_the_deadline(server, urgent, body):
    server.drip(body, 0.02) if body else server.hang()

    with pytest.raises(Unavailable) as caught:
        urgent.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "timeout"


@pytest.mark.parametrize(
    "framing",
    [b"Content-Length: 1000", b"Connection: close", b"Transfer-Encoding: chunked"],
    ids=["length", "close", "chunked"],
)
def test_a_slow_body_ends_at_the_deadline(server, urgent, framing):
    head = b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n\r\n"

    def behave(connection):
        server.send(connection, head)
        for _ in range(300):
            server.send(connection, b"1\r\n \r\n" if b"chunked" in framing else b" ")
            time.sleep(0.02)
        connection.shutdown(socket.SHUT_RDWR)  # A caller that keeps reading gets no timeout.

    server.then(behave)

    with pytest.raises(Unavailable) as caught:
        urgent.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "timeout"
