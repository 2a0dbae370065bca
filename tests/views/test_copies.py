"""How many of its copies the page layer keeps."""

from __future__ import annotations

from portfolio.pagecache import NOT_KEPT, Copies, Copy


def copy_of(size: int) -> Copy:
    return Copy(b"x" * size, [], NOT_KEPT)


def kept(copies: Copies, *paths: str) -> list[str]:
    return [path for path in paths if copies.get(path)]


def test_the_copies_rendered_longest_ago_make_room_for_others():
    copies = Copies(most=copy_of(1000).size)
    copies.keep("/@alice", copy_of(400))
    copies.keep("/@bob", copy_of(400))
    copies.keep("/@alice", copy_of(400))  # rendered anew
    copies.keep("/@carol", copy_of(400))

    assert kept(copies, "/@alice", "/@bob", "/@carol") == ["/@alice", "/@carol"]


def test_a_copy_that_was_dropped_or_replaced_takes_no_room():
    copies = Copies(most=copy_of(1000).size)
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
