"""Each public address, later ones too: its policy, its readers, and nonsense sent to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portfolio.services.drafts import previews
from portfolio.views import headers
from tests.support.databases import on_one_database
from tests.support.lasting import kept
from tests.support.people import Browser, Person
from tests.support.wire import Answer, ask

pytestmark = on_one_database

PART = re.compile(r"<(?:[^:>]+:)?(\w+)>")
#: What those that read their query are asked for here.
QUERIES = {
    "page.covers": "ids={video_id}",
    "preview.covers": "ids={video_id}",
    "search.show": "q=video",
    "oembed.show": "url=http://127.0.0.1:8000/@{handle}",
}
#: They tell of this moment, or hold a token of one browser.
CHANGES = {"health.metrics", "health.readyz", "login.show", "login.callback"}
NO_VALUES = (
    *("x" * 300, "%F0%9F%8C%8A", "a%00b", "%ff%fe", "..", "%2e%2e%2fetc", "-1", "0"),
    *("9" * 40, "1e3", "%0d%0aX:y", "'%20or%201=1--", "%20"),
)
NO_QUERIES = (
    *("x=1", "utm_source=a&fbclid=b", "%00=%ff", "&&&==", "x[]=1&x[]=2", "handle=bob", "page=2"),
    *("callback=x&_method=PUT", "q" * 3000),
)
NO_HEADERS = {
    "Accept": ("image/nothing", "text/html;q=0", ";;;,,=", "x" * 3000),
    "Accept-Encoding": ("nonsense;q=9", "*;q=0", "gzip;q=x, br;q=-1"),
    "Accept-Language": ("xx-klingon", ";q=", "*" * 300),
    "Range": ("bytes=9-1", "lines=1-2", "bytes=-", "bytes=99999999-", "bytes=" + "0-0," * 300),
    "If-None-Match": ('"', "W/", 'W/"x",,'),
    "If-Modified-Since": ("soon", "Mon, 99 Foo 99999 99:99:99 GMT"),
}
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")


@dataclass(frozen=True)
class Address:
    rule: Rule
    values: dict[str, str]
    query: str = ""

    @property
    def path(self) -> str:
        return self.with_nonsense("", "")

    def asked(self, query: str) -> str:
        """Return the path with its query and another one."""
        return f"{self.path}{'&' if self.query else '?'}{query}"

    def with_nonsense(self, name: str, nonsense: str) -> str:
        """Return the path with nonsense, as it is encoded on the wire, for one of its values."""
        values = {**self.values, name: nonsense}
        path = PART.sub(lambda match: values[match[1]], self.rule.rule)
        return f"{path}?{self.query}" if self.query else path


@pytest.fixture
def addresses(app: Flask, alice: Person, bob: Person, visitor: Browser) -> list[Address]:
    """Each public address, for Alice's page where it is about one."""
    path = alice.publishes(*alice.ids)
    bob.publishes(*bob.ids)
    alice.worker.works()
    card = visitor.page(path).one("meta", property="og:image")["content"]
    sheet = visitor.page(path).one("link", rel="stylesheet")["href"]
    values = {
        "handle": alice.handle,
        "video_id": alice.ids[0],
        "number": "1",
        "language": "de",
        "token": previews.share(alice.creator_id),
        "key": urlsplit(card).path.rpartition("/")[2].removesuffix(".png"),
        "hashed_name": sheet.removeprefix("/static/"),
    }
    return [
        Address(
            rule,
            {each: values[each] for each in rule.arguments},
            QUERIES.get(rule.endpoint, "").format(**values),
        )
        for rule in public_rules(app)
    ]


def public_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if not app.view_functions[rule.endpoint].__module__.startswith("portfolio.views.studio"):
            yield rule


def readable(addresses: list[Address]) -> list[Address]:
    return [each for each in addresses if "GET" in (each.rule.methods or ())]


def told(answer: Answer) -> tuple[int, str | None, bytes]:
    return answer.status, answer.header("Location"), answer.body


def test_nonsense_in_an_address_is_nowhere(app: Flask, addresses: list[Address]):
    before = kept(app)

    for each in readable(addresses):
        for name in each.values:
            for nonsense in NO_VALUES:
                path = each.with_nonsense(name, nonsense)
                assert ask(app, "GET", path).status == 404, path

    assert kept(app) == before


def test_a_nonsense_query_is_the_page_and_no_copy_of_its_own(app: Flask, addresses: list[Address]):
    for each in readable(addresses):
        if each.rule.endpoint in CHANGES:
            continue
        plain = told(ask(app, "GET", each.path))
        before = kept(app)

        for query in NO_QUERIES:
            assert told(ask(app, "GET", each.asked(query))) == plain, each.asked(query)

        assert kept(app) == before, each.path


def test_nonsense_headers_are_no_fault_and_make_no_copy(app: Flask, addresses: list[Address]):
    for each in readable(addresses):
        plain = ask(app, "GET", each.path)
        before = kept(app)

        for name, values in NO_HEADERS.items():
            for value in values:
                answer = ask(app, "GET", each.path, ((name, value),))
                where = f"{each.path} {name}: {value[:40]}"
                assert answer.status in (plain.status, 406, 416), where
                if answer.status == plain.status and each.rule.endpoint not in CHANGES:
                    assert told(answer) == told(plain), where

        assert kept(app) == before, each.path


def test_another_method_is_told_those_that_there_are(app: Flask, addresses: list[Address]):
    methods: dict[str, set[str]] = {}
    for each in addresses:
        methods.setdefault(each.path, set()).update(each.rule.methods or ())

    for path, answered in methods.items():
        for method in set(METHODS) - answered:
            answer = ask(app, method, path)
            assert answer.status == 405, f"{method} {path}"
            assert set((answer.header("Allow") or "").split(", ")) == answered


def test_alice_bob_and_a_visitor_read_the_same(
    addresses: list[Address], alice: Person, bob: Person, visitor: Browser
):
    for each in readable(addresses):
        if each.rule.endpoint not in CHANGES:
            answers = [who.get(each.path) for who in (visitor, alice.browser, bob.browser)]
            told = {(one.status_code, one.location, one.data) for one in answers}
            assert len(told) == 1, each.path


def test_no_policy_allows_what_is_unsafe(app: Flask, addresses: list[Address]):
    for path in (*(each.path for each in readable(addresses)), "/nowhere", "/studio/videos"):
        directives = (ask(app, "GET", path).header(headers.POLICY) or "").split("; ")
        sources = {name: rest for name, *rest in map(str.split, directives)}
        assert "unsafe" not in str(sources), path
        assert sources["default-src"] in (["'self'"], ["'none'"]), path
        assert sources.get("script-src", ["'self'"]) == ["'self'"], path
