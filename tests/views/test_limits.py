"""Rate limits per visitor: every unsafe route has one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from portfolio.front import address_of
from tests.support.databases import on_one_database
from tests.support.people import Person
from tests.support.wire import Answer, ask

UNSAFE = {"POST", "PUT", "DELETE", "PATCH"}
FROM_HERE = [("Sec-Fetch-Site", "same-origin")]
SIGN_INS = 30  # a minute


def send(app: Flask, person: Person, method: str, path: str, peer: str) -> Answer:
    """Send a form as a signed-in person, from the address `peer`."""
    cookie = person.browser._client.get_cookie("session", "127.0.0.1")
    headers = [("Cookie", f"session={cookie.value}"), ("X-CSRFToken", person.browser._token or "")]
    return ask(app, method, path, headers, peer=peer)


def sign_ins(app: Flask, *peers: str) -> list[int]:
    return [ask(app, "POST", "/login", FROM_HERE, peer=peer).status for peer in peers]


@on_one_database
def test_every_route_that_changes_something_has_a_limit(app: Flask, alice: Person, bob: Person):
    for person in (alice, bob):
        person.browser.page("/studio/page")
    unlimited = []
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "login.logout")

    for rule in rules:
        person = bob if rule.endpoint == "leaving.leave" else alice
        path = rule.rule.replace("<video:video_id>", alice.ids[0])
        path = path.replace("<handle:handle>", "nobody")
        path = path.replace("<uuid:section_id>", str(uuid4())).replace("<edition:number>", "7")
        assert "<" not in path or not UNSAFE & (rule.methods or set())
        for method in sorted(UNSAFE & (rule.methods or set())):
            answer = send(app, person, method, path, "203.0.113.7")
            if answer.header("X-RateLimit-Limit") is None:
                unlimited.append(f"{method} {path}: {answer.status}")

    assert unlimited == []


@on_one_database
def test_the_addresses_of_one_ipv6_network_count_as_one_visitor(app: Flask):
    network = [f"2001:db8:1:2::{number:x}" for number in range(SIGN_INS + 1)]

    answers = sign_ins(app, *network)

    assert answers == [302] * SIGN_INS + [429]
    assert sign_ins(app, "2001:db8:1:3::1") == [302]


@on_one_database
def test_an_ipv4_address_counts_for_itself_however_it_is_written(app: Flask):
    here = ["203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9:4711", "::ffff:cb00:7109"]

    answers = sign_ins(app, *(here * SIGN_INS)[: SIGN_INS + 1])

    assert answers == [302] * SIGN_INS + [429]
    assert sign_ins(app, "203.0.113.10", "::ffff:203.0.113.10") == [302, 302]


@on_one_database
def test_whoever_cannot_be_told_apart_counts_as_one_visitor(app: Flask):
    nobodies = ["", "unknown", "127.evil", "_hidden", "unix:", "999.1.1.1"] * SIGN_INS

    assert sign_ins(app, *nobodies[: SIGN_INS + 1]) == [302] * SIGN_INS + [429]


@on_one_database
def test_unpublishing_has_its_limit(app: Flask, alice: Person):
    alice.publishes(alice.ids[0])

    answers = [
        send(app, alice, "POST", "/studio/withdrawals", "203.0.113.7").status for _ in range(61)
    ]

    assert answers == [303] * 60 + [429]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("203.0.113.9:80", "203.0.113.9"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("010.0.0.1", ""),
        ("1.2.3", ""),
        ("\x01", ""),
        ("", ""),
    ],
)
def test_an_address_is_read_as_proxies_write_it(text: str, address: str):
    assert address_of(text) == address
