"""The copies that the page layer keeps: their number, and how each answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from portfolio import clock
from portfolio.copies import NOT_KEPT, Copies, Copy
from portfolio.views.cache_policy import CachePolicy

NOW = 1_800_000_000.0


def copy_of(size: int) -> Copy:
    return Copy(b"x" * size, [], NOT_KEPT)


def kept(copies: Copies, *paths: str) -> list[str]:
    return [path for path in paths if copies.get(path)]


@pytest.fixture
def seconds_pass() -> Iterator[Callable[[float], None]]:
    """A clock that stands still at NOW until it is moved to `NOW + seconds`."""

    def pass_to(seconds: float) -> None:
        clock.follow(lambda: NOW + seconds)

    pass_to(0)
    yield pass_to
    clock.follow(time.time)


def safe_for(seconds: float) -> Copy:
    until = NOW + seconds
    return Copy(b"x", [("X-Kept", "yes")], CachePolicy(UUID(int=1), 1, until=until, due_at=until))


def answered(copy: Copy, held: str = "") -> tuple[str, list[tuple[str, str]]]:
    """Return status and headers, as the list that the server was given."""
    said: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_IF_NONE_MATCH": held}
    copy.answer(environ, lambda *given: said.extend(given))
    return said[0], said[1]


@pytest.mark.parametrize("held", ["", "*"])
def test_each_answer_says_how_long_it_is_true_from_now(held: str, seconds_pass):
    copy = safe_for(20)
    controls = []

    for passed in (0, 0.5, 1, 10, 19, 30):
        seconds_pass(passed)
        controls.append(dict(answered(copy, held)[1])["Cache-Control"])

    shares = [control.partition("s-maxage=")[2].partition(",")[0] for control in controls]
    assert shares == ["10", "9", "9", "6", "", ""]
    assert controls[-2:] == ["no-store"] * 2


def test_a_reader_has_no_tag_of_what_no_cache_may_keep(seconds_pass):
    copy = safe_for(20)
    tag = dict(answered(copy)[1])["ETag"]
    assert answered(copy, tag)[0] == "304 Not Modified"

    seconds_pass(19)

    assert answered(copy, tag)[0] == "200 OK"
    assert "ETag" not in dict(answered(copy)[1])


@pytest.mark.parametrize("held", ["", "*"])
def test_a_server_may_change_the_headers_that_it_is_given(held: str, seconds_pass):
    copy = safe_for(20)
    before = list(answered(copy, held)[1])

    answered(copy, held)[1].append(("Date", "today"))

    assert answered(copy, held)[1] == before


def test_the_copies_rendered_longest_ago_make_room_for_others():
    copies = Copies(most=copy_of(400).size + copy_of(600).size)
    copies.keep("/@alice", copy_of(400))
    copies.keep("/@bob", copy_of(400))
    copies.keep("/@alice", copy_of(400))  # rendered again
    copies.keep("/@carol", copy_of(400))

    assert kept(copies, "/@alice", "/@bob", "/@carol") == ["/@alice", "/@carol"]


def test_a_redirect_takes_the_room_of_its_address():
    short, long = (Copy(b"", [("Location", "x" * n)], NOT_KEPT, "302 Found") for n in (400, 5000))

    assert long.size - short.size >= 4600


def test_a_copy_that_was_dropped_or_replaced_takes_no_room():
    copies = Copies(most=copy_of(400).size + copy_of(600).size)
    copies.keep("/@alice", copy_of(400))
    for _ in range(5):
        copies.keep("/@bob", copy_of(500))
    copies.drop("/@bob")
    copies.drop("/@bob")
    copies.keep("/@carol", copy_of(600))

    assert kept(copies, "/@alice", "/@bob", "/@carol") == ["/@alice", "/@carol"]


def test_the_latest_is_kept_however_large_it_is():
    copies = Copies(most=1000)
    copies.keep("/@alice", copy_of(10))
    copies.keep("/@bob", copy_of(5000))

    assert kept(copies, "/@alice", "/@bob") == ["/@bob"]
