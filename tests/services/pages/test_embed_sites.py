"""The sites that may show a page in their frames."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portfolio.models.page import Page
from portfolio.services.drafts import page_settings
from portfolio.services.errors import Refused
from portfolio.services.pages import embed_sites
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Person
from tests.support.stored import page_of

TYPED = {
    "": None,
    " \n ,": None,
    "blog.example": ["blog.example"],
    "https://Blog.Example/2026/post?x=1#y": ["blog.example"],
    "http://blog.example:8080/": ["blog.example:8080"],
    "*.example.org": ["*.example.org"],
    "https://*.example.org/": ["*.example.org"],
    "bücher.example": ["xn--bcher-kva.example"],
    "a.example, b.example\r\nA.example": ["a.example", "b.example"],
}
NO_SITES = (
    "*",
    "blog",
    "*.*.example",
    "a.*.example",
    "me@blog.example",
    "mailto:me@blog.example",
    "ftp://blog.example",
    "javascript:alert(1)",
    "blog.example;script-src",
    "'unsafe-inline'",
    "https:",
    "127.0.0.1",
    "blog..example",
    "blog.example:0",
    "blog.example\x00",
    "x" * 300 + ".example",
    "[::1]",
)


def change(person: Person, sites: str | None) -> None:
    page = page_of(person)
    page_settings.change(person.creator_id, handle=page.handle, recent=False, sites=sites)


@pytest.mark.parametrize(("typed", "stored"), TYPED.items(), ids=ascii)
def test_a_site_is_read_from_any_address_of_it(typed: str, stored: list[str] | None) -> None:
    assert embed_sites.parsed(typed) == stored
    assert embed_sites.read(stored or []) == tuple(stored or ())


@pytest.mark.parametrize("typed", NO_SITES, ids=ascii)
@on_one_database
def test_what_is_no_site_is_refused_and_named(typed: str, alice: Person) -> None:
    with pytest.raises(Refused) as refused:
        embed_sites.parsed(f"blog.example\n{typed}")

    assert refused.value.field == "sites"
    assert typed[:40] in refused.value.text


@on_one_database
def test_there_is_a_most(alice: Person) -> None:
    many = [f"blog{number}.example" for number in range(embed_sites.MOST + 1)]
    assert embed_sites.parsed(" ".join(many[:-1])) == many[:-1]

    with pytest.raises(Refused, match="At most 20 sites"):
        embed_sites.parsed(" ".join(many))


@on_both_databases
def test_a_change_holds_at_once_and_raises_the_version_once(alice: Person) -> None:
    assert embed_sites.of(alice.creator_id) is None
    before = page_of(alice).version

    for _ in range(2):
        change(alice, "blog.example")
        assert embed_sites.of(alice.creator_id) == ("blog.example",)
        assert page_of(alice).version == before + 1

    change(alice, None)
    assert embed_sites.of(alice.creator_id) == ("blog.example",)
    change(alice, "")
    assert embed_sites.of(alice.creator_id) is None
    assert page_of(alice).version == before + 2


def test_a_refused_site_stores_nothing_else(alice: Person) -> None:
    before = page_of(alice).handle

    with pytest.raises(Refused):
        page_settings.change(alice.creator_id, handle="sunset", recent=True, sites="not a site")

    assert (page_of(alice).handle, page_of(alice).shows_recent) == (before, False)


@on_both_databases
@pytest.mark.parametrize("stored", [[], {}, "blog.example", [7, None, "a\r\nX: y", "*", ""], 1])
def test_what_cannot_be_read_lets_nobody_in(stored: object, alice: Person) -> None:
    with writing() as session:
        session.execute(sa.update(Page).values(embed_sites=stored))

    assert embed_sites.of(alice.creator_id) == ()
