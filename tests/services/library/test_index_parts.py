"""Filling the index of a library's texts, and taking videos out of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models import search_index
from portfolio.models.search_index import SearchGram, SearchPart
from portfolio.services.accounts import departures
from portfolio.services.library import index_parts
from portfolio.services.pages import search_index as reading
from portfolio.services.pages.search import Search
from tests.support.databases import on_both_databases, race
from tests.support.indexed import index, numbers_of, outside
from tests.support.people import Person
from tests.support.searched import found, has_videos
from tests.support.stored import rows

pytestmark = on_both_databases

COUNT = sa.select(sa.func.count())


def parts_of(person: Person) -> list[int]:
    """Return how many videos each part of a person's index was made of."""
    return [part.videos for part in rows(SearchPart, person.creator_id)]


def syncs(person: Person) -> None:
    person.browser.page("/studio/videos")
    person.browser.post("/studio/syncs")
    person.worker.works()


def test_after_a_sync_the_texts_are_indexed(alice: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index_parts, "LEAST", 7)
    assert set(numbers_of(alice).values()) == {None}

    syncs(alice)

    assert None not in numbers_of(alice).values()
    assert parts_of(alice) == [7]


def test_a_few_videos_are_left_outside(alice: Person):
    syncs(alice)

    assert not index_parts.is_behind(alice.creator_id)
    assert parts_of(alice) == []


def test_a_sync_without_news_writes_nothing_of_the_index(alice: Person):
    index(alice)
    before = numbers_of(alice)

    syncs(alice)

    assert numbers_of(alice) == before


def test_what_tiktok_changes_in_a_caption_takes_the_video_out_until_the_next_part(alice: Person):
    index(alice)
    before, changed = numbers_of(alice), alice.ids[2]
    alice.account.changes(changed, title="Pumpernickel", video_description="slowly #rye")

    syncs(alice)

    assert numbers_of(alice) == {**before, changed: None}
    assert found(alice, Search("#rye pumpernickel")) == [changed]


def test_a_part_with_room_is_made_anew_with_the_new_videos(alice: Person):
    has_videos(alice, [{"title": "rye"}, {"title": "wheat"}, {"title": "spelt"}])
    index(alice)
    outside(alice, "1")

    index(alice)

    assert parts_of(alice) == [3]
    assert None not in numbers_of(alice).values()
    assert found(alice, Search("wheat")) == ["1"]
    gram_parts = set(db.session.scalars(sa.select(SearchGram.part_id)))
    assert gram_parts == {part.id for part in rows(SearchPart, alice.creator_id)}


def test_a_large_library_has_several_parts(alice: Person, monkeypatch: pytest.MonkeyPatch):
    for module in (search_index, index_parts, reading):
        monkeypatch.setattr(module, "PART", 16)
    has_videos(alice, ({"title": f"bread of day{n:03}"} for n in range(50)))

    index(alice)

    assert parts_of(alice) == [16, 16, 16, 2]
    assert len({*numbers_of(alice).values()} - {None}) == 50
    assert [found(alice, Search(f"day{n:03}")) for n in range(50)] == [[str(n)] for n in range(50)]


def test_a_text_that_changes_meanwhile_stays_outside(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    has_videos(alice, [{"title": "rye"}, {"title": "wheat"}])
    stored = index_parts._texts_of

    def read(*keys: object) -> list[tuple[str, str]]:
        return [(video_id, f"old {text}") for video_id, text in stored(*keys)]  # type: ignore[arg-type]

    monkeypatch.setattr(index_parts, "_texts_of", read)

    index_parts.add(alice.creator_id)

    assert set(numbers_of(alice).values()) == {None}
    assert found(alice, Search("wheat")) == ["1"]


def test_two_jobs_at_once_give_each_video_one_number(app: Flask, alice: Person):
    has_videos(alice, ({"title": f"bread of day{n:03}"} for n in range(50)))
    creator_id = alice.creator_id

    race(app, lambda _number: index_parts.add(creator_id), 3)

    numbers = numbers_of(alice)
    assert len({*numbers.values()} - {None}) == 50
    assert [found(alice, Search(f"day{n:03}")) for n in (0, 49)] == [["0"], ["49"]]


def test_nothing_of_the_index_is_left_of_somebody_who_leaves(alice: Person, bob: Person):
    for person in (alice, bob):
        index(person)
    assert parts_of(alice) == [7]

    jobs.finish_departure_later(departures.leave(alice.creator_id))
    alice.worker.works()

    assert parts_of(alice) == []
    assert set(db.session.scalars(sa.select(SearchGram.part_id))) == {
        part.id for part in rows(SearchPart, bob.creator_id)
    }
    assert not index_parts.add(alice.creator_id)
    assert parts_of(alice) == []
