"""HTTP like that of TikTok's edge: connections stay open, also after odd requests."""

import http.client
import socket
import threading
from urllib.parse import urlsplit

from tests.sandbox.conftest import bearer


def connect(sandbox) -> http.client.HTTPConnection:
    address = urlsplit(sandbox.url)
    return http.client.HTTPConnection(address.hostname, address.port, timeout=60)


def test_many_calls_share_a_connection(sandbox):
    access = sandbox.access()
    connection = connect(sandbox)
    connection.connect()
    first = connection.sock

    for _ in range(3):
        connection.request("GET", "/v2/user/info/?fields=open_id", headers=bearer(access))
        assert connection.getresponse().read()
    connection.request("POST", "/v2/nowhere/", body=b"x" * 100_000)
    assert connection.getresponse().read()
    connection.request("DELETE", "/_control/faults")
    assert connection.getresponse().read() == b""
    connection.request("HEAD", "/")
    assert connection.getresponse().read() == b""
    connection.request("GET", "/_control/state")
    assert connection.getresponse().read()

    assert connection.sock is first
    connection.close()


def test_who_wants_to_close_is_let_go(sandbox):
    connection = connect(sandbox)
    connection.request("GET", "/_control/state", headers={"Connection": "close"})
    answer = connection.getresponse()
    answer.read()

    assert answer.headers["Connection"] == "close"
    assert connection.sock is None


def test_there_is_one_date_and_it_is_ours(sandbox):
    sandbox.later(86_400)
    connection = connect(sandbox)
    connection.request("GET", "/_control/state")
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert len(answer.headers.get_all("Date")) == 1


def test_a_chunked_body_is_read(sandbox):
    access = sandbox.access("otis")
    body = iter([b'{"max_', b'count": 3}'])
    headers = {**bearer(access), "Content-Type": "application/json"}

    answer = sandbox.http.post(
        f"{sandbox.url}/v2/video/list/?fields=id", data=body, headers=headers
    )

    assert len(answer.json()["data"]["videos"]) == 3


def test_fifty_slow_calls_at_once_take_the_time_of_one(sandbox):
    access = sandbox.access()
    sandbox.settings(latency_ms=400)
    statuses = []

    def ask() -> None:
        connection = connect(sandbox)
        connection.request("GET", "/v2/user/info/?fields=open_id", headers=bearer(access))
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert statuses == [200] * 50


def test_garbage_does_not_stop_it(sandbox):
    address = urlsplit(sandbox.url)
    for garbage in (b"\x00\xff\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\n"):
        with socket.create_connection((address.hostname, address.port), timeout=60) as raw:
            raw.sendall(garbage)

    assert sandbox.control("state").status_code == 200
