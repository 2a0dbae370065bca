"""The transport of calls: deadline, connections, repeats, redirects, cookies, threads."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from portfolio.tiktok import deadline
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import RateLimited, Unavailable
from portfolio.tiktok.tokens import TokenEndpoint
from portfolio.tiktok.wire import REPEATS
from tests.servers.waiting import PATIENCE_SECONDS
from tests.tiktok.canned import canned_server
from tests.tiktok.conftest import ACCESS_TOKEN, REFRESH_TOKEN, SECRET

LISTING = {"data": {"videos": [], "has_more": False}, "error": {"code": "ok"}}


def test_one_connection_serves_many_calls(server, tiktok):
    server.answer(LISTING)

    for _ in range(5):
        tiktok.list_videos(ACCESS_TOKEN)

    assert (len(server.requests), server.connections) == (5, 1)


def test_an_error_does_not_cost_the_connection(server, tiktok):
    server.answer({"error": {"code": "rate_limit_exceeded"}}, 429).answer(LISTING)

    with pytest.raises(RateLimited):
        tiktok.list_videos(ACCESS_TOKEN)
    tiktok.list_videos(ACCESS_TOKEN)

    assert server.connections == 1


def test_threads_share_a_client_but_no_connection(server, tiktok):
    gate = threading.Barrier(4)

    def meet(connection):
        gate.wait(PATIENCE_SECONDS)  # The server answers only after all four requests have arrived.
        body = b'{"data":{"videos":[],"has_more":false}}'
        server.send(connection, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    server.then(meet)

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: tiktok.list_videos(ACCESS_TOKEN), range(4)))

    assert [page.has_more for page in pages] == [False] * 4
    assert server.connections == 4


def test_a_connection_outlives_the_thread_that_opened_it(server, tiktok):
    server.answer(LISTING)

    for _ in range(3):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(tiktok.list_videos, ACCESS_TOKEN).result()

    assert (len(server.requests), server.connections) == (3, 1)


def test_a_forked_process_does_not_read_from_its_parents_connection(server, tiktok):
    server.answer(LISTING)
    tiktok.list_videos(ACCESS_TOKEN)

    sessions = tiktok._wire._sessions
    sessions._pid = -1  # The state in a forked child: a list that another process filled.
    tiktok.list_videos(ACCESS_TOKEN)

    assert server.connections == 2


@pytest.mark.parametrize("method", ["list_videos", "user_info"])
def test_a_read_is_repeated_where_the_connection_broke_before_the_answer(
    server, tiktok, example, method
):
    server.reset().reset()
    server.answer(LISTING if method == "list_videos" else example("user_info"))

    arguments = [{"user.info.basic"}] if method == "user_info" else []
    getattr(tiktok, method)(ACCESS_TOKEN, *arguments)

    assert len(server.requests) == 1 + REPEATS


def test_repeats_are_few_and_each_asks_the_budget(server):
    asked = []
    server.reset()
    tiktok = TikTok(server.url, user_agent="test", before_call=asked.append)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "connection_lost"
    assert len(server.requests) == 1 + REPEATS
    assert asked == [Endpoint.VIDEO_LIST] * (1 + REPEATS)


def test_repeats_stay_within_the_deadline(server, monkeypatch):
    ahead = 0

    def reset_after_ten_minutes(connection):
        nonlocal ahead
        ahead += 600
        connection.shutdown(socket.SHUT_RDWR)

    server.then(reset_after_ten_minutes)
    moved = SimpleNamespace(monotonic=lambda: time.monotonic() + ahead)
    monkeypatch.setattr(deadline, "time", moved)
    tiktok = TikTok(server.url, user_agent="test", deadline=1000)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "timeout"
    assert len(server.requests) == 2


def test_a_read_is_not_repeated_once_its_answer_began(server, tiktok):
    server.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", close=True)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "broken_answer"
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", ["refresh", "revoke"])
def test_the_token_endpoint_is_never_asked_twice(server, token_endpoint, call):
    server.reset()

    with pytest.raises(Unavailable) as caught:
        getattr(token_endpoint, call)(REFRESH_TOKEN)
    assert (caught.value.code, caught.value.delivered) == ("connection_lost", True)
    assert len(server.requests) == 1


def test_each_call_of_the_token_endpoint_has_a_connection_of_its_own(
    server, token_endpoint, example
):
    server.answer(example("token_flat"))

    token_endpoint.refresh(REFRESH_TOKEN)
    token_endpoint.refresh(REFRESH_TOKEN)

    assert server.connections == 2


def test_a_connection_that_grew_stale_is_replaced_unnoticed(server, tiktok):
    server.answer(LISTING)
    tiktok.list_videos(ACCESS_TOKEN)

    server.open[0].shutdown(socket.SHUT_RDWR)
    time.sleep(0.05)

    assert tiktok.list_videos(ACCESS_TOKEN).has_more is False


def test_nobody_there_is_told_apart_from_an_answer_lost():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"

    endpoint = TokenEndpoint(address, "key", SECRET, user_agent="test", deadline=1)
    with pytest.raises(Unavailable) as caught:
        endpoint.refresh(REFRESH_TOKEN)
    assert (caught.value.code, caught.value.delivered) == ("no_connection", False)


def test_a_name_that_does_not_exist_is_no_connection():
    tiktok = TikTok("http://tiktok.invalid", user_agent="test", deadline=60)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert not caught.value.delivered


def test_a_look_up_that_hangs_ends_at_the_deadline(monkeypatch):
    # The system's resolver is the only step that no socket simulates.
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(60) and [])
    tiktok = TikTok("http://example.com", user_agent="test", deadline=0.3)

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    released.set()
    assert caught.value.code == "timeout"


@contextmanager
def nobody_accepting(address):
    """Run a listener with a full queue: a new connection gets no answer."""
    with socket.create_server(address, backlog=0) as listener:
        waiting = [socket.socket() for _ in range(8)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for each in waiting:
            each.close()


def test_the_next_address_is_tried_when_one_does_not_answer(server, monkeypatch):
    port = int(server.url.rpartition(":")[2])
    # Each of sixty addresses has one second to accept; one that does has the rest for its answer.
    hosts = [f"127.0.0.{number}" for number in (9, 1, *range(10, 68))]
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in hosts]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: entries if host == "two.example" else real(host, *a, **k),
    )
    server.answer(LISTING)
    tiktok = TikTok(f"http://two.example:{port}", user_agent="test", deadline=60)

    with nobody_accepting(("127.0.0.9", port)):
        tiktok.list_videos(ACCESS_TOKEN)

    assert server.requests[0].headers["host"] == f"two.example:{port}"


def test_a_handshake_that_hangs_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as listener:  # It never begins the TLS handshake.
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        tiktok = TikTok(address, user_agent="test", deadline=0.5)

        with pytest.raises(Unavailable) as caught:
            tiktok.list_videos(ACCESS_TOKEN)
    assert (caught.value.code, caught.value.delivered) == ("timeout", False)


def test_a_server_that_does_not_accept_ends_at_the_deadline():
    with nobody_accepting(("127.0.0.1", 0)) as port:
        tiktok = TikTok(f"http://127.0.0.1:{port}", user_agent="test", deadline=0.5)

        with pytest.raises(Unavailable) as caught:
            tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.code == "timeout"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server, tiktok, status):
    with canned_server() as elsewhere:
        elsewhere.answer(LISTING)
        server.answer(b"", status, {"Location": f"{elsewhere.url}/v2/video/list/"})

        with pytest.raises(Unavailable) as caught:
            tiktok.list_videos(ACCESS_TOKEN)

        assert caught.value.code == "redirect"
        assert elsewhere.requests == []


def test_no_cookie_is_kept(server, tiktok):
    server.answer(LISTING, headers={"Set-Cookie": "tt=1; Path=/"})

    tiktok.list_videos(ACCESS_TOKEN)
    tiktok.list_videos(ACCESS_TOKEN)

    assert "cookie" not in server.requests[1].headers


def test_neither_netrc_nor_a_proxy_comes_between(
    server, tiktok, token_endpoint, example, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.answer(LISTING).answer(example("token_flat"))

    tiktok.list_videos(ACCESS_TOKEN)
    token_endpoint.refresh(REFRESH_TOKEN)

    first, second = server.requests
    assert first.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert "authorization" not in second.headers


def test_a_proxy_from_the_environment_is_used_for_the_world_outside(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url)
    server.answer(LISTING)

    TikTok("http://open.tiktokapis.example", user_agent="test").list_videos(ACCESS_TOKEN)

    assert server.requests[0].target.startswith("http://open.tiktokapis.example/v2/video/list/")


def test_the_deadline_holds_through_a_proxy(server, monkeypatch):
    monkeypatch.setenv("https_proxy", server.url)
    server.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, 0.02)

    with pytest.raises(Unavailable) as caught:
        TikTok("https://open.tiktokapis.example", user_agent="test", deadline=0.5).list_videos(
            ACCESS_TOKEN
        )
    assert caught.value.code == "timeout"
    assert server.requests[0].method == "CONNECT"


def test_the_clocks_difference_is_told(server, tiktok):
    server.answer(LISTING, date="Thu, 01 Jan 2099 00:00:00 GMT")
    server.answer(LISTING, date=None).answer(LISTING, date="yesterday")

    ahead, silent, unreadable = (tiktok.list_videos(ACCESS_TOKEN) for _ in range(3))

    assert (ahead.answered_at.year, ahead.skew.days > 20_000) == (2099, True)
    assert (silent.skew, unreadable.skew) == (None, None)
    assert silent.answered_at.tzinfo is not None
