"""A part of a page is the same whether it is read alone or cut from the whole page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.models.tables import VIDEO
from portfolio.models.video import UNDATED
from portfolio.services.pages import cards, parts, public_page, sections
from portfolio.services.pages.content import Content, Entry, Section, as_json
from portfolio.services.pages.look import Look
from portfolio.services.pages.public_page import PublicPage
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database, on_sqlite
from tests.support.people import Person
from tests.support.statements import noted_statements


@pytest.fixture
def handle(alice: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The handle of a page of seven videos in parts of two, in sections with all that they hold."""
    monkeypatch.setattr(parts, "MOST", 2)
    monkeypatch.setattr(sections, "DESCRIBED", 2)
    alice.publishes(*alice.ids)
    first, second, third, *others = alice.ids
    entries = (Entry(second, "My own title"), Entry(third, alt="Bread on a table"), Entry(first))
    shown = (
        Section("Gone", entries=(Entry("7"),)),
        Section("Bread", "All of it.", entries, "list", pinned=second),
        Section(None, entries=tuple(map(Entry, others[:2]))),
        Section("Bread", entries=tuple(map(Entry, others[2:]))),
    )
    content = as_json(Content(Look("saffron"), shown))
    changed(Edition.__table__, Edition.creator_id == alice.creator_id, content=content)
    return alice.handle


def changed(table: Any, which: sa.ColumnElement[bool], **values: object) -> None:
    with writing() as session:
        session.execute(sa.update(table).where(which).values(**values))
    db.session.rollback()


def found(handle: str, number: int) -> PublicPage:
    page = parts.find(handle, number)
    assert page is not None
    return page


def cut(handle: str, number: int) -> PublicPage:
    page = public_page.find(handle)
    assert page is not None
    return parts.part(page, number)


def assert_same(one: PublicPage, other: PublicPage) -> None:
    assert replace(one, rest=None) == replace(other, rest=None)
    assert one.overview.outlines == other.overview.outlines
    described = [
        [(each.id, each.title) for each in page.overview.described] for page in (one, other)
    ]
    assert described[0] == described[1]


@pytest.mark.parametrize("missing", [0, 1, 6])
@on_both_databases
def test_each_part_read_alone_is_the_part_of_the_whole_page(
    missing: int, handle: str, alice: Person
):
    ids = alice.ids
    changed(VIDEO, VIDEO.c.id == ids[missing], missing_at=clock.now())
    changed(VIDEO, VIDEO.c.id == ids[2], created_at=UNDATED, stated_at=None)

    for number in (1, 2, 3, 4):
        assert_same(found(handle, number), cut(handle, number))
    assert parts.count(found(handle, 4)) == 3


@on_sqlite  # PostgreSQL stores no text there
def test_a_video_without_a_readable_length_is_in_no_part(handle: str, alice: Person):
    changed(VIDEO, VIDEO.c.id == alice.ids[3], duration=sa.literal_column("'long'"))

    for number in (1, 2, 3):
        assert_same(found(handle, number), cut(handle, number))


@on_one_database
def test_a_part_draws_its_own_cards_and_those_it_describes(
    handle: str, monkeypatch: pytest.MonkeyPatch
):
    drawn: list[str] = []
    card_of = cards.card_of
    monkeypatch.setattr(
        cards, "card_of", lambda row, *others: drawn.append(row.id) or card_of(row, *others)
    )

    last = found(handle, 4)

    shown = [card.id for card in (*last.cards(), *last.overview.described)]
    assert len(shown) == 3
    assert sorted(drawn) == sorted(shown)


@on_one_database
def test_a_page_of_one_part_is_read_by_the_statements_of_a_whole_one(
    handle: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parts, "MOST", 8)

    with noted_statements() as of_a_part:
        part = found(handle, 1)
    db.session.rollback()
    with noted_statements() as of_the_whole:
        whole = public_page.find(handle)

    assert part == whole
    assert of_a_part == of_the_whole
