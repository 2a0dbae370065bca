"""Events: signed, retried, duplicated, late, forged."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Receiver:
    """The app's side: stores each event; answers with the next of `statuses`, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[str, str]] = field(default_factory=list)

    def wait_for(self, count: int) -> list[tuple[str, str]]:
        until = time.monotonic() + 60
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.received) == count
        return self.received


@pytest.fixture
def receiver(sandbox) -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.received.append((self.headers.get("TikTok-Signature", ""), body))
            self.send_response(made.statuses.pop(0) if made.statuses else 200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/webhooks/tiktok"
    sandbox.control(f"apps/{sandbox.key}/webhook", {"url": made.url})
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def is_signed(sandbox, signature: str, body: str) -> bool:
    """Check the signature by TikTok's page on webhook verification."""
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    told = f"{parts.get('t')}.{body}".encode()
    wanted = hmac.new(sandbox.secret.encode(), told, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, parts.get("s", ""))


def test_an_event_is_signed_and_its_content_is_a_string(sandbox, receiver):
    open_id = sandbox.sign_in("mira")["open_id"]

    sandbox.control("webhooks", {"account": "mira", "reason": 3})

    signature, body = receiver.wait_for(1)[0]
    event = json.loads(body)
    assert is_signed(sandbox, signature, body)
    assert (event["event"], event["user_openid"]) == ("authorization.removed", open_id)
    assert json.loads(event["content"]) == {"reason": 3}
    assert event["client_key"] == sandbox.key


def test_a_revoke_is_echoed_with_reason_5(sandbox, receiver):
    tokens = sandbox.sign_in("mira")

    form = {"client_key": sandbox.key, "client_secret": sandbox.secret}
    url = f"{sandbox.url}/v2/oauth/revoke/"
    sandbox.http.post(url, data={**form, "token": tokens["access_token"]})

    event = json.loads(receiver.wait_for(1)[0][1])
    assert json.loads(event["content"]) == {"reason": 5}
    assert event["user_openid"] == tokens["open_id"]


def test_a_creator_who_disconnects_ends_the_tokens_first(sandbox, receiver):
    access = sandbox.access("mira")

    sandbox.control("creators/mira/disconnect", {"reason": 1})

    receiver.wait_for(1)
    assert sandbox.user_info(access).status_code == 401


def test_duplicates_are_the_same_to_the_byte(sandbox, receiver):
    sandbox.control("webhooks", {"account": "mira", "copies": 3})

    assert len(set(receiver.wait_for(3))) == 1


def test_a_refused_event_comes_again_with_its_first_signature(sandbox, receiver):
    receiver.statuses = [500]

    sandbox.control("webhooks", {"account": "mira"})

    first, second = receiver.wait_for(2)
    assert second == first


def test_a_late_event_is_signed_long_ago(sandbox, receiver):
    now = sandbox.control("state").json()["now"]

    sandbox.control("webhooks", {"account": "mira", "age": 7_200})

    signature, body = receiver.wait_for(1)[0]
    assert is_signed(sandbox, signature, body)
    assert json.loads(body)["create_time"] == pytest.approx(now - 7_200, abs=60)
    assert signature.startswith(f"t={json.loads(body)['create_time']},")


@pytest.mark.parametrize("forged", [True, "signature", "body", "missing"])
def test_a_forged_event_does_not_verify(sandbox, receiver, forged):
    sandbox.control("webhooks", {"account": "mira", "forged": forged})

    signature, body = receiver.wait_for(1)[0]
    assert not is_signed(sandbox, signature, body)


def test_content_may_be_an_object_and_the_event_unknown(sandbox, receiver):
    event = {"event": "video.publish.completed", "content": {"share_id": "1"}}

    sandbox.control("webhooks", {**event, "account": "mira", "content_as": "object"})

    sent = json.loads(receiver.wait_for(1)[0][1])
    assert (sent["event"], sent["content"]) == (event["event"], event["content"])


def test_any_bytes_can_be_sent_as_a_body(sandbox, receiver):
    sandbox.control("webhooks", {"body": "not { json"})

    signature, body = receiver.wait_for(1)[0]
    assert body == "not { json"
    assert is_signed(sandbox, signature, body)


def test_deliveries_can_be_looked_up(sandbox, receiver):
    sandbox.control("webhooks", {"account": "mira"})
    receiver.wait_for(1)

    until = time.monotonic() + 60
    while not (found := sandbox.control("webhooks").json()[0])["answers"]:
        assert time.monotonic() < until
    assert found["answers"] == [200]


@pytest.mark.parametrize("wanted", [{"copies": "x"}, {"forged": "maybe"}, {"surprise": 1}])
def test_a_senseless_order_is_refused(sandbox, receiver, wanted):
    assert sandbox.control("webhooks", {"account": "mira", **wanted}).status_code == 400
    assert receiver.received == []
