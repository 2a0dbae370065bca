"""Scrolling through a growing library: every tile appears once, also during a listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from itertools import count
from urllib.parse import parse_qs, urlsplit

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio.models.sync import FULL
from portfolio.services.library import syncs
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import syncs_of, videos_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]

#: Events during scrolling: the next answer of the listing, a failed one, new videos that sort
#: first, old ones that sort last or between, figures that grow, a request, a request whose answer
#: is lost.
HAPPENINGS = st.sampled_from(
    ["listing", "failure", "new", "old", "between", "undated", "figures", "question", "lost answer"]
)
#: Queries of the picker: everything, orders, and words with an order.
SEARCHES = ("", "sort=oldest", "q=on", "q=the&sort=longest", "sort=views", "q=a&sort=views")


class Walker:
    """A creator who scrolls: each answer replaces the link that requested it."""

    def __init__(self, person: Person, asked: str = "") -> None:
        self.person = person
        self.found: list[str] = []
        self._take(person.browser.page(f"/studio/videos?{asked}"))

    @property
    def is_through(self) -> bool:
        return self.link is None

    def asks(self) -> None:
        if self.link is not None:
            self._take(Document(self.person.browser.get(self.link).text))

    def goes_on_to_the_end(self) -> None:
        for _ in range(200):
            self.asks()
        assert self.is_through

    def asks_in_vain(self) -> None:
        if self.link is not None:
            self.person.browser.get(self.link)

    def _take(self, answer: Document) -> None:
        self.found += [box["value"] for box in answer.all("input", type="checkbox", name="pick")]
        more = answer.all("div", class_="more-tiles")
        self.link = more[0]["hx-get"] if more else None


def comes_in(alice: Person, time_passes: TimePasses) -> None:
    """Let one answer of the listing arrive; begin a new listing if the last one is over."""
    time_passes(minutes=16)  # longer than any step waits after a failure
    newest = syncs_of(alice)[-1]
    sync_id = syncs.start(alice.creator_id, FULL) if newest.is_over else newest.id
    syncs.step(sync_id)


_names = count(1)


def test_a_walk_through_a_growing_library_or_a_search_in_it_finds_every_tile_once(
    person: People,
    settings_are: Callable[..., None],
    time_passes: TimePasses,
    tiktok: TikTok,
):
    """Only a video whose figure grows during a walk by that figure may come again, or not at all:
    the page shows it once (`tests/look/test_more_tiles.py`), and the next walk holds it.
    """
    settings_are(render_wait=0)

    @settings(
        max_examples=6,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        videos=st.integers(0, 65),
        happenings=st.lists(HAPPENINGS, max_size=14),
        short=st.booleans(),
        split=st.booleans(),
        asked=st.sampled_from(SEARCHES),
    )
    @example(
        videos=65,
        happenings=["listing", "question", "question", "question", "listing"],
        short=False,
        split=False,
        asked="q=a",
    )
    @example(
        videos=30,
        happenings=["listing", "undated", "question", "new", "listing", "question"],
        short=False,
        split=True,
        asked="",
    )
    def walk(videos: int, happenings: list[str], short: bool, split: bool, asked: str) -> None:
        tiktok.settings(short_pages=short, split_ties=split)
        alice = person(f"walker{next(_names)}", videos=videos)
        alice.comes_back()
        walker = Walker(alice, asked)
        first_second = 1_600_000_000
        grown: set[str] = set()

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
                case "figures":
                    grown |= set(alice.ids[::9]) if "views" in asked else set()
                    for number, video_id in enumerate(alice.ids[::9]):
                        alice.account.changes(video_id, view_count=number * 10**number)
                case "question":
                    walker.asks()
                case "lost answer":
                    walker.asks_in_vain()
            assert repeated(walker.found) <= grown

        while not syncs_of(alice)[-1].is_over:
            comes_in(alice, time_passes)
        if walker.is_through:
            walker = Walker(alice, asked)
        walker.goes_on_to_the_end()
        next_walk = Walker(alice, asked)
        next_walk.goes_on_to_the_end()
        assert repeated(walker.found) <= grown
        assert set(next_walk.found) ^ set(walker.found) <= grown
        assert repeated(next_walk.found) == set()
        if "q=" not in asked:
            assert sorted(next_walk.found) == sorted(videos_of(alice))

    walk()


def repeated(found: Collection[str]) -> set[str]:
    return {each for each, times in Counter(found).items() if times > 1}


@on_one_database
def test_figures_that_change_during_a_walk_by_them_cost_no_other_video_its_place(
    person: People, settings_are: Callable[..., None], time_passes: TimePasses
):
    settings_are(render_wait=0)
    alice = person("alice", videos=45).signs_in()
    most_viewed = Walker(alice, "sort=views")
    most_viewed.goes_on_to_the_end()
    falls, rises = most_viewed.found[0], most_viewed.found[-1]
    walker = Walker(alice, "sort=views")

    alice.account.changes(falls, view_count=1)
    alice.account.changes(rises, view_count=10**9)
    for _ in range(3):
        comes_in(alice, time_passes)
    walker.goes_on_to_the_end()

    assert repeated(walker.found) == {falls}  # which the page shows where it is already
    assert set(alice.ids) - set(walker.found) == {rises}
    next_walk = Walker(alice, "sort=views")
    next_walk.goes_on_to_the_end()
    assert (next_walk.found[0], len(next_walk.found)) == (rises, 45)
    assert repeated(next_walk.found) == set()


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
