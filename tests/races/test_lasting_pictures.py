"""Many readers at once of the lasting addresses of one stale page: TikTok is asked as for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import pytest
from flask import Flask

from portfolio.services.renewals import cover_requests, selection
from portfolio.services.renewals.selection import Selection
from tests.support.people import Person
from tests.support.renewing import asked, queries
from tests.support.wire import Answer, ask

VIDEOS, READERS = 24, 96
CALLS = 2  # 20 ids at a time

TimePasses = Callable[..., None]


@pytest.fixture
def stale(person: Callable[..., Person], time_passes: TimePasses) -> tuple[Person, str]:
    """Alice, whose page of 24 videos is stale and asked for by nobody yet."""
    alice = person("alice", videos=VIDEOS).signs_in()
    path = alice.publishes(*alice.ids)
    alice.worker.works()
    time_passes(days=2)
    assert queries(alice) == []
    return alice, path


def all_at_once(app: Flask, path: str, ids: list[str]) -> list[Answer]:
    start = threading.Barrier(READERS)
    answers: list[Answer] = []

    def read(video_id: str) -> None:
        start.wait()
        answers.append(ask(app, "GET", f"{path}/v/{video_id}.jpg"))

    readers = [
        threading.Thread(target=read, args=(video_id,)) for video_id in islice(cycle(ids), READERS)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    return answers


def test_they_ask_tiktok_as_often_as_one_visitor_of_the_page(
    stale: tuple[Person, str], app: Flask, settings_are: Callable[..., None]
):
    alice, path = stale
    settings_are(render_wait=60)

    with alice.worker.always_working():
        answers = all_at_once(app, path, alice.ids)
        after = [ask(app, "GET", f"{path}/v/{video_id}.jpg") for video_id in alice.ids]

    assert {answer.status for answer in answers} <= {200, 302}
    assert 302 in {answer.status for answer in answers}
    assert {answer.status for answer in after} == {302}
    assert len(queries(alice)) == CALLS
    assert sorted(asked(alice)) == sorted(alice.ids)


def test_it_would_be_asked_for_each_of_them_without_the_set_of_requests(
    stale: tuple[Person, str],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    settings_are: Callable[..., None],
):
    alice, path = stale
    settings_are(render_wait=60)
    take = cover_requests.take
    monkeypatch.setattr(cover_requests, "take", lambda key, _, **rest: take(key, 1, **rest))
    monkeypatch.setattr(selection, "select_due", only_wanted)

    with alice.worker.always_working():
        all_at_once(app, path, alice.ids)

    assert len(queries(alice)) > 4 * CALLS


def only_wanted(
    *args: Any, select_due: Callable[..., Selection] = selection.select_due, **options: Any
) -> Selection:
    """Select only the requested ids: fill no call with what is due next."""
    return replace(select_due(*args, **{**options, "only_wanted": True}), is_whole=True)


@pytest.mark.parametrize("is_filled", [True, False])
def test_readers_one_after_the_other_too_because_a_call_takes_what_is_due_next(
    is_filled: bool,
    stale: tuple[Person, str],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    settings_are: Callable[..., None],
):
    alice, path = stale
    settings_are(render_wait=60)
    if not is_filled:
        monkeypatch.setattr(selection, "select_due", only_wanted)

    with alice.worker.always_working():
        answers = [ask(app, "GET", f"{path}/v/{video_id}.jpg") for video_id in alice.ids]

    assert {answer.status for answer in answers} == {302}
    assert (len(queries(alice)) == CALLS) == is_filled
    assert is_filled or len(queries(alice)) > VIDEOS / 2
