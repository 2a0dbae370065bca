"""Scrolling through a growing library: every tile appears once, also during a listing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from urllib.parse import parse_qs, urlsplit

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio.models.sync import FULL
from portfolio.services.library import syncs
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import syncs_of, videos_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]

#: Events during scrolling: the next answer of the listing, a failed one, new videos that sort
#: first, old ones that sort last or between, a request, a request whose answer is lost.
HAPPENINGS = st.sampled_from(
    ["listing", "failure", "new", "old", "between", "undated", "question", "lost answer"]
)


class Walker:
    """A creator who scrolls: each answer replaces the link that requested it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.found: list[str] = []
        self._take(person.browser.page("/studio/videos"))

    @property
    def is_through(self) -> bool:
        return self.link is None

    def asks(self) -> None:
        if self.link is not None:
            self._take(Document(self.person.browser.get(self.link).text))

    def asks_in_vain(self) -> None:
        if self.link is not None:
            self.person.browser.get(self.link)

    def _take(self, answer: Document) -> None:
        self.found += [box["value"] for box in answer.all("input", type="checkbox", name="pick")]
        more = answer.all("li", class_="more-tiles")
        self.link = more[0]["hx-get"] if more else None


def comes_in(alice: Person, time_passes: TimePasses) -> None:
    """Let one answer of the listing arrive; begin a new listing if the last one is over."""
    time_passes(minutes=16)  # longer than any step waits after a failure
    newest = syncs_of(alice)[-1]
    sync_id = syncs.start(alice.creator_id, FULL) if newest.is_over else newest.id
    syncs.step(sync_id)


_names = count(1)


def test_a_walk_through_a_growing_library_finds_every_tile_once(
    person: People,
    settings_are: Callable[..., None],
    time_passes: TimePasses,
    tiktok: TikTok,
):
    settings_are(render_wait=0)

    @settings(
        max_examples=5,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        videos=st.integers(0, 65),
        happenings=st.lists(HAPPENINGS, max_size=14),
        short=st.booleans(),
        split=st.booleans(),
    )
    @example(
        videos=65,
        happenings=["listing", "question", "question", "question", "listing"],
        short=False,
        split=False,
    )
    @example(
        videos=30,
        happenings=["listing", "undated", "question", "new", "listing", "question"],
        short=False,
        split=True,
    )
    def walk(videos: int, happenings: list[str], short: bool, split: bool) -> None:
        tiktok.settings(short_pages=short, split_ties=split)
        alice = person(f"walker{next(_names)}", videos=videos)
        alice.comes_back()
        walker = Walker(alice)
        first_second = 1_600_000_000

        for happening in happenings:
            match happening:
                case "listing":
                    comes_in(alice, time_passes)
                case "failure":
                    tiktok.fails("video/list", count=1)
                    comes_in(alice, time_passes)
                case "new":
                    alice.account.posts(3)
                case "old":
                    first_second -= 1
                    alice.account.posts(2, create_time=first_second)
                case "between":
                    times = sorted(v.created_at for v in videos_of(alice).values())
                    middle = times[len(times) // 2].timestamp() if times else first_second
                    alice.account.posts(2, create_time=int(middle))
                case "undated":
                    for video_id in alice.ids[-2:]:
                        alice.account.changes(video_id, create_time=None)
                case "question":
                    walker.asks()
                case "lost answer":
                    walker.asks_in_vain()
            assert len(set(walker.found)) == len(walker.found)

        while not syncs_of(alice)[-1].is_over:
            comes_in(alice, time_passes)
        if walker.is_through:
            walker = Walker(alice)
        for _ in range(200):
            walker.asks()
        assert walker.is_through
        assert len(set(walker.found)) == len(walker.found)
        assert sorted(walker.found) == sorted(videos_of(alice))

    walk()


def test_a_question_that_finds_nothing_yet_keeps_its_place(
    person: People, settings_are: Callable[..., None]
):
    settings_are(render_wait=0)
    alice = person("alice", videos=40)  # so few that no two share a second, and pages hold 20
    alice.comes_back()
    syncs.step(syncs_of(alice)[0].id)
    walker = Walker(alice)
    assert len(walker.found) == 20

    for _ in range(3):
        before = walker.link
        walker.asks()
        assert walker.link == before
        assert parse_qs(urlsplit(before).query)["after"] != [""]

    assert len(walker.found) == 20


def test_the_walk_ends_only_when_all_is_in(person: People, settings_are: Callable[..., None]):
    settings_are(render_wait=0)
    alice = person("alice", videos=65)
    alice.comes_back()
    walker = Walker(alice)
    while not walker.is_through:
        walker.asks()
        syncs.step(syncs_of(alice)[0].id)

    assert walker.found == alice.ids


def test_without_javascript_a_page_behind_the_last_video_leads_back(
    person: People, settings_are: Callable[..., None]
):
    settings_are(render_wait=0)
    alice = person("alice", videos=7)
    alice.comes_back()
    syncs.step(syncs_of(alice)[0].id)
    alice.worker.works()
    behind = alice.browser.page("/studio/videos?after=2000000000")

    assert "No public video" not in behind.text
    assert behind.one("main").all("a", href="/studio/videos")
    assert alice.browser.page("/studio/videos").all("li", class_="tile")
