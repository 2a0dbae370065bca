"""Different work on one creator locks rows in one order, so that it cannot deadlock.

PostgreSQL would end one of two deadlocked transactions: a job would fail, or a form answer 503.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Edition, Page
from portfolio.models.sync import FULL, RECENT, Sync
from portfolio.services import leases
from portfolio.services.accounts import departures, removal
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.library import profiles, syncs
from portfolio.services.library import videos as library
from portfolio.services.pages import freshness
from portfolio.services.renewals import cover_calls, cover_storing
from portfolio.transactions import writing
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of
from tests.support.tiktok import SCOPES

A_MOMENT = 0.3  # seconds for the other transaction to reach its lock


@pytest.mark.parametrize("other", ["the profile", "a removal", "a departure"])
def test_a_page_of_a_sync_and_something_else_do_not_wait_for_each_other(
    other: str, alice: Person, app: Flask
):
    creator_id = alice.creator_id
    sync_id = syncs.start(creator_id, FULL)
    token = token_access.access_token(creator_id)
    profile = tiktok_clients().api.user_info(token, SCOPES)
    has_lock = threading.Event()
    # Inserting a new video makes PostgreSQL check, and lock, its creator's row.
    alice.account.posts(1)
    newer = tiktok_clients().api.list_videos(token).videos

    def store_a_page() -> None:
        with writing() as session:
            session.get(Sync, sync_id, with_for_update=True)
            has_lock.set()
            if db.engine.dialect.name == "postgresql":  # SQLite has one writer at a time
                time.sleep(A_MOMENT)
            now = clock.now()
            library.store(session, creator_id, newer, listing_since=now, version=2, now=now)
            freshness.raise_version(session, creator_id)

    others: dict[str, Callable[[], object]] = {
        "the profile": lambda: profiles.store(creator_id, profile, SCOPES, lambda _session: None),
        "a removal": lambda: removal.remove(creator_id, clock.now(), everything=False),
        "a departure": lambda: departures.finish(departures.leave(creator_id)),
    }

    def run(number: int) -> object:
        if number == 0:
            return store_a_page()
        assert has_lock.wait(60)
        return others[other]() and None

    answers = race(app, run, 2)

    assert newer
    assert answers == [None, None], answers


def test_a_renewal_and_a_sync_store_the_same_videos_without_standing_in_each_others_way(
    person: Callable[..., Person], app: Flask
):
    carol = person("carol", videos=20).signs_in()
    creator_id, backwards = carol.creator_id, carol.ids[::-1]
    token = token_access.access_token(creator_id)
    page = tiktok_clients().api.list_videos(token, max_count=20)
    videos = {
        video.id: video for video in tiktok_clients().api.query_videos(token, backwards).videos
    }
    answer = cover_calls.Answer(backwards, [videos[video_id] for video_id in backwards])

    def run(number: int) -> object:
        if number == 0:
            return cover_storing.store(creator_id, answer)
        sync_id = syncs.start(creator_id, FULL)
        owner = leases.take(Sync, Sync.id == sync_id, seconds=syncs.LEASE_SECONDS)
        return syncs._store(sync_id, owner or "", page) and None

    with meeting_after_their_first_insert():
        assert race(app, run, 2) == [None, None]


def test_a_page_of_a_sync_notes_the_covers_of_an_edition_that_it_waited_for(
    alice: Person, app: Flask
):
    creator_id = alice.creator_id
    alice.publishes(*alice.ids[:2])
    page = tiktok_clients().api.list_videos(token_access.access_token(creator_id))
    sync_id = syncs.start(creator_id, RECENT)
    owner = leases.take(Sync, Sync.id == sync_id, seconds=syncs.LEASE_SECONDS)
    due_before, has_lock = page_of(alice).covers_due_at, threading.Event()

    def publish_again() -> None:
        with writing() as session:
            ours = session.get_one(Page, creator_id, with_for_update=True)
            old = session.get_one(Edition, (creator_id, ours.edition))
            number, ours.covers_due_at = old.number + 1, None
            session.add(
                Edition(
                    creator_id=creator_id,
                    number=number,
                    content=old.content,
                    published_at=clock.now(),
                )
            )
            ours.edition = number
            session.flush()
            has_lock.set()
            if db.engine.dialect.name == "postgresql":
                time.sleep(A_MOMENT)

    def run(number: int) -> object:
        if number == 0:
            return publish_again()
        assert has_lock.wait(60)
        return syncs._store(sync_id, owner or "", page).after

    assert race(app, run, 2) == [None, None]
    assert page_of(alice).covers_due_at > due_before


@contextmanager
def meeting_after_their_first_insert() -> Iterator[None]:
    """Let two threads wait for each other after their first insert of a video or cover."""
    both, mine = threading.Barrier(2), threading.local()

    def meet(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        inserts = statement.startswith(("INSERT INTO video", "INSERT INTO cover"))
        if inserts and not getattr(mine, "has_met", False):
            mine.has_met = True
            with suppress(threading.BrokenBarrierError):
                both.wait(A_MOMENT)

    sa.event.listen(sa.Engine, "after_cursor_execute", meet)
    yield
    sa.event.remove(sa.Engine, "after_cursor_execute", meet)
