"""Migrations that fill columns in, for the rows that old code has stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade

from portfolio import create_app
from portfolio.extensions import db
from portfolio.models.search_text import text_of
from portfolio.models.skeleton import skeleton_of
from portfolio.models.tables import VIDEO
from portfolio.services.drafts import look_settings
from portfolio.supervisor.schema import MIGRATIONS
from tests.support.people import Browser, Person
from tests.support.stored import page_of, videos_of

FIRST = "0001"
BEFORE, WITH_TEXTS = "0011", "0012"
BEFORE_SKELETONS = "0013"
BEFORE_THE_DIRECTORY = "0031"

Migrate = Callable[..., None]


@pytest.fixture
def migrated(app: Flask) -> Iterator[Migrate]:
    """Return a function that migrates the database; at the end it has the newest schema."""
    own = create_app(app.extensions["settings"], "migration")

    def run(migration: Callable[..., Any], *revision: str) -> None:
        db.session.rollback()
        with own.app_context():
            migration(str(MIGRATIONS), *revision)
            db.engine.dispose()

    yield run
    run(upgrade)


def has_all_texts(person: Person) -> None:
    videos = videos_of(person).values()
    assert len(videos) == 7
    for video in videos:
        assert video.search == text_of(video.title, video.description)


def test_a_way_back_to_the_first_schema_loses_no_row_of_its_tables(
    alice: Person, migrated: Migrate, counted: Callable[[], dict[str, int]]
):
    alice.publishes(*alice.ids[:3])
    before = counted()
    assert all(before[name] for name in ("connection", "cover", "edition", "pick", "video"))

    migrated(downgrade, FIRST)
    tables = set(sa.inspect(db.engine).get_table_names())
    migrated(upgrade)

    kept = {name: count for name, count in before.items() if name in tables}
    assert {name: count for name, count in counted().items() if name in tables} == kept


def test_every_video_gets_its_text(alice: Person, migrated: Migrate):
    migrated(downgrade, BEFORE)
    assert "search" not in [each["name"] for each in sa.inspect(db.engine).get_columns("video")]

    migrated(upgrade)

    has_all_texts(alice)


def test_an_attempt_that_ended_in_the_middle_is_finished(alice: Person, migrated: Migrate):
    migrated(downgrade, WITH_TEXTS)
    db.session.execute(sa.update(VIDEO).where(VIDEO.c.id.in_(alice.ids[:3])).values(search=""))
    db.session.commit()
    migrated(stamp, BEFORE)

    migrated(upgrade)

    has_all_texts(alice)


def test_of_handles_that_look_alike_already_the_oldest_creators_has_the_skeleton(
    alice: Person, bob: Person, migrated: Migrate
):
    wishes = {bob.creator_id: "rnira", alice.creator_id: "mira"}
    migrated(downgrade, BEFORE_SKELETONS)
    of = sa.table("page", sa.column("creator_id", sa.Uuid()), sa.column("handle", sa.String()))
    for creator_id, handle in wishes.items():
        db.session.execute(sa.update(of).where(of.c.creator_id == creator_id).values(handle=handle))
    db.session.commit()

    migrated(upgrade)

    pages = [(page.handle, page.skeleton) for page in map(page_of, (alice, bob))]
    assert pages == [("mira", skeleton_of("mira")), ("rnira", None)]


def test_pages_of_before_the_directory_are_found_in_it(
    alice: Person, migrated: Migrate, visitor: Browser
):
    look_settings.write(alice.creator_id, headline="Sourdough", bio="")
    path = alice.publishes(*alice.ids[:3])

    migrated(downgrade, BEFORE_THE_DIRECTORY)
    migrated(upgrade)

    for words in ("alice", "sourdough"):
        links = visitor.page(f"/pages/found?q={words}&sort=new").all("a", class_="poster")
        assert [link["href"] for link in links] == [path]
