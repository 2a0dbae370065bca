"""Paging, against a listing that behaves as TikTok's documentation describes.

The model: posts newest first, strictly before a cursor in milliseconds; pages are cut first and
filtered afterwards, so that they may be short or empty; posts may disappear during paging.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portfolio.tiktok.models import Video, VideoPage
from portfolio.tiktok.paging import MOST_PAGES, next_step

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Post:
    id: str
    second: int
    public: bool = True


@dataclass
class Listing:
    posts: list[Post]
    page_size: int = 20
    calls: int = 0
    leaves_after_call: dict[int, list[int]] = field(default_factory=dict)
    """The posts (by number) that disappear after each call."""

    def page(self, cursor: int | None) -> VideoPage:
        self.calls += 1
        left = [p for p in self.posts if cursor is None or p.second * 1000 < cursor]
        cut, rest = left[: self.page_size], left[self.page_size :]
        answer = VideoPage(
            videos=tuple(Video(p.id) for p in cut if p.public),
            cursor=cut[-1].second * 1000 if cut else 0,
            has_more=bool(rest),
            answered_at=NOON,
        )
        gone = self.leaves_after_call.get(self.calls, [])
        self.posts = [p for p in self.posts if int(p.id) not in gone]
        return answer


def walk(listing: Listing, most_pages: int = MOST_PAGES) -> tuple[list[str], bool]:
    """Return the ids in order of first appearance, and whether the end was reached."""
    seen: dict[str, None] = {}
    cursor, pages = None, 0
    while True:
        page = listing.page(cursor)
        pages += 1
        seen |= dict.fromkeys(video.id for video in page.videos)
        step = next_step(cursor, page, pages, most_pages)
        if step.cursor is None:
            return list(seen), step.complete
        cursor = step.cursor


@st.composite
def listings(draw) -> Listing:
    """Draw a listing: no second has more posts than a page; any post may be hidden or deleted."""
    page_size = draw(st.integers(2, 20))
    groups = draw(st.lists(st.integers(1, page_size), max_size=25))
    gaps = draw(st.lists(st.sampled_from([1, 1, 2, 86_400]), min_size=25, max_size=25))
    posts, second = [], 1_760_000_000
    for size, gap in zip(groups, gaps, strict=False):
        second -= gap
        posts += [Post(str(len(posts) + number), second) for number in range(size)]
    for post in posts:
        post.public = draw(st.booleans()) or draw(st.booleans())
    numbers = st.integers(0, max(0, len(posts) - 1))
    leaves = draw(st.dictionaries(st.integers(1, 30), st.lists(numbers, max_size=10), max_size=8))
    return Listing(posts, page_size, leaves_after_call=leaves)


@settings(max_examples=400)
@given(listings())
@example(Listing([Post(str(n), 1_760_000_000) for n in range(20)]))
@example(Listing([Post(str(n), 1_760_000_000 - n // 20) for n in range(60)]))
@example(Listing([Post(str(n), 1_760_000_000 - n // 11) for n in range(99)]))
@example(Listing([Post(str(n), 1_760_000_000 - n, public=n > 70) for n in range(90)]))
def test_every_public_video_is_delivered_within_the_stated_calls(listing):
    before = list(listing.posts)
    gone = {str(number) for numbers in listing.leaves_after_call.values() for number in numbers}
    stays = [post.id for post in before if post.public and post.id not in gone]

    seen, complete = walk(listing)

    assert complete
    assert set(stays) <= set(seen)
    assert set(seen) <= {post.id for post in before if post.public}
    assert listing.calls <= 2 * ceil(len(before) / listing.page_size) + 2


def test_without_the_overlap_videos_of_one_second_would_be_lost():
    posts = [Post(str(number), 1_760_000_000 - number // 3) for number in range(40)]
    listing = Listing(posts)

    plain = listing.page(listing.page(None).cursor)
    first = listing.page(None)
    better = listing.page(next_step(None, first).cursor)

    assert "20" not in {video.id for video in plain.videos}
    assert "20" in {video.id for video in better.videos}


def test_videos_a_second_apart_cost_one_repeated_video_a_page():
    listing = Listing([Post(str(number), 1_760_000_000 - number) for number in range(10_000)])

    seen, complete = walk(listing)

    assert (len(seen), complete) == (10_000, True)
    assert listing.calls == ceil((10_000 - 1) / 19)


T = 1_760_000_000_000
"""A time in milliseconds, like a cursor."""


def dated(cursor: int | None, *times: int) -> VideoPage:
    """Return a page, not the last, with videos of T + 5000 and of `times` (default T + 3000)."""
    moments = [datetime.fromtimestamp(at / 1000, UTC) for at in (T + 5000, *(times or (T + 3000,)))]
    return VideoPage(tuple(Video("1", created_at=at) for at in moments), cursor, True, NOON)


def page(cursor: int | None, has_more: bool = True, videos: int = 1) -> VideoPage:
    return VideoPage(tuple(Video(str(n)) for n in range(videos)), cursor, has_more, NOON)


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (None, page(T + 5000), (T + 6000, False, "next")),
        (T + 9000, page(T + 5000), (T + 6000, False, "next")),
        (T + 9000, page(T + 5000, videos=0), (T + 6000, False, "next")),
        (T + 6000, page(T + 5000), (T + 5000, False, "full second")),
        (T + 5500, page(T + 5000), (T + 5000, False, "full second")),
        (T + 5000, page(T + 5000), (None, False, "no headway")),
        (T + 5000, page(T + 7000), (None, False, "no headway")),
        (T + 5000, page(None), (None, False, "no cursor")),
        (T + 5000, page(0), (None, False, "no cursor")),
        (None, page(T // 1000, videos=0), (None, False, "no cursor")),
        (None, page(T + 5000, has_more=False), (None, True, "end")),
        (T + 5000, page(T + 7000, has_more=False), (None, True, "end")),
        (T + 5000, page(None, has_more=False, videos=0), (None, True, "end")),
        (None, dated(None), (T + 4000, False, "oldest video")),
        (None, dated(0), (T + 4000, False, "oldest video")),
        (None, dated(T // 1000), (T + 4000, False, "oldest video")),
        (T + 9000, dated(T + 99_000), (T + 4000, False, "oldest video")),
        (T + 4000, dated(0), (T + 3000, False, "full second")),
        (T + 3000, dated(0), (None, False, "no cursor")),
        (None, dated(0, T + 5000, -T), (None, False, "no cursor")),
    ],
)
def test_what_follows_a_page(asked, answered, expected):
    step = next_step(asked, answered)

    assert (step.cursor, step.complete, step.reason) == expected


def test_a_listing_that_never_ends_is_left_and_counts_as_incomplete():
    class Endless(Listing):
        def page(self, cursor):
            self.calls += 1
            return page((cursor or 10**15) - 2000, videos=0)

    listing = Endless([])

    assert walk(listing, most_pages=50) == ([], False)
    assert listing.calls == 50


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**15), st.booleans()), max_size=40))
def test_no_answers_whatever_make_a_loop(answers):
    """Cursors strictly decrease, so that even a hostile server cannot cause a loop."""
    asked, cursors = None, []
    for cursor, has_more in answers:
        step = next_step(asked, page(cursor, has_more))
        if step.cursor is None:
            break
        cursors.append(step.cursor)
        asked = step.cursor

    assert cursors == sorted(set(cursors), reverse=True)
