"""With any values in TikTok's answers jobs end and no page breaks, also of other creators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from portfolio import jobs
from portfolio.models.sync import FAILED, FULL, UNFINISHED
from portfolio.tiktok import fields as asked
from tests.support.databases import on_both_databases, on_one_database
from tests.support.garbage import texts
from tests.support.living import Life, TimePasses
from tests.support.lying import Data, Liar, lying
from tests.support.people import Browser, Person
from tests.support.stored import syncs_of
from tests.support.tiktok import SCOPES, TikTok
from tests.views.test_odd_rows import Looks, shown

pytestmark = on_both_databases

#: All requested fields except the ids, without which nothing can be stored.
VIDEO = tuple(name for name in asked.VIDEO_FIELDS if name != "id")
USER = tuple(name for name in asked.profile_fields(SCOPES) if name != "open_id")

odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
    | st.sampled_from([2**63, -(2**63), 2**70, -1.5e300, "9" * 19, "9" * 400]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def some(fields: tuple[str, ...], least: int = 0) -> st.SearchStrategy[Data]:
    return st.dictionaries(st.sampled_from(fields), odd, min_size=least)


#: Bodies in the shape of an answer, with garbage for each part.
bodies = odd | st.fixed_dictionaries(
    {
        "data": st.fixed_dictionaries(
            {
                "user": some((*USER, "open_id")),
                "videos": odd | st.lists(some((*VIDEO, "id")), max_size=2),
                "cursor": odd,
                "has_more": st.booleans() | odd,
            }
        ),
        "error": st.just({"code": "ok"}) | odd,
    }
)


@dataclass
class Garbage:
    """Garbage for TikTok's answers.

    It is for a creator's profile and newest video, a listing's cursor, and the next bodies.
    """

    user: Data = field(default_factory=dict)
    video: Data = field(default_factory=dict)
    cursor: Any = 0
    bodies: list[Any] = field(default_factory=list)

    def over(self, video_id: str) -> Callable[[str, Data], Data]:
        def garbles(path: str, data: Data) -> Data:
            if "user" in data:
                return {**data, "user": data["user"] | self.user}
            if "videos" not in data:
                return data
            videos = [
                each | self.video if each["id"] == video_id else each for each in data["videos"]
            ]
            return {**data, "videos": videos, "cursor": self.cursor}

        return garbles


def everywhere(value: Any) -> Garbage:
    return Garbage(dict.fromkeys(USER, value), dict.fromkeys(VIDEO, value), value)


HALVES = "\ud800 caf\udcff"


@pytest.fixture
def liar(tiktok: TikTok, apps: dict[str, Flask], app: Flask) -> Iterator[Liar]:
    with lying(tiktok, apps) as liar:
        yield liar


@pytest.fixture
def looks(app: Flask, alice: Person, bob: Person, visitor: Browser) -> Looks:
    return Looks(app, alice, bob, visitor)


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.builds(Garbage, some(USER, 4), some(VIDEO, 5), odd, st.lists(bodies, max_size=3)))
@example(everywhere("\x00"))
@example(everywhere(HALVES))
@example(everywhere("W\u0301" * 5_000))
@example(everywhere({"title": {"title": ["x", None]}}))
@example(everywhere(2**70))
@example(everywhere(-1.5e300))
@example(
    Garbage(bodies=[{"data": HALVES}, {"data": {"videos": [{"id": HALVES}], "has_more": True}}])
)
def test_whatever_tiktok_answers_its_sync_ends_and_no_page_breaks(
    looks: Looks, liar: Liar, time_passes: TimePasses, garbage: Garbage
):
    alice = looks.alice
    liar.garbles, liar.bodies = garbage.over(looks.newest), list(garbage.bodies)

    jobs.update_profile_later(alice.creator_id)
    jobs.sync_later(alice.creator_id, FULL)
    jobs.renew_covers_later(alice.creator_id, alice.ids)
    life = Life(alice, time_passes)
    life.until_nothing_waits(hours=0.2)
    if syncs_of(alice)[-1].state in UNFINISHED:  # on a busy machine an answer may come too late
        life.until_nothing_waits(hours=0.2)

    assert syncs_of(alice)[-1].state not in UNFINISHED
    assert not alice.worker.queued()
    looks.at_shared_pages()
    assert not {path: status for path, status in looks.at_alices() if status not in (200, 302, 404)}
    assert set(shown(looks.visitor.page(looks.alices))) >= set(alice.ids[1:])


@on_one_database
def test_videos_that_are_called_nothing_end_a_sync_as_failed_and_change_no_page(
    looks: Looks, liar: Liar, time_passes: TimePasses
):
    alice = looks.alice
    liar.garbles = Garbage(video={"id": HALVES}).over(looks.newest)

    jobs.sync_later(alice.creator_id, FULL)
    Life(alice, time_passes).until_nothing_waits(hours=24)

    assert (syncs_of(alice)[-1].state, syncs_of(alice)[-1].problem) == (FAILED, "unexpected_answer")
    assert shown(looks.visitor.page(looks.alices)) == alice.ids


@pytest.mark.parametrize("value", ["\x00", HALVES, "\u202e", 2**70, ["x"]], ids=ascii)
def test_somebody_without_a_readable_name_signs_in_and_publishes(
    person: Callable[..., Person], liar: Liar, value: Any
):
    carol = person("carol", videos=1)
    liar.garbles = everywhere(value).over(carol.ids[0])

    path = carol.signs_in().publishes(*carol.ids, handle="carol")

    assert shown(carol.browser.page(path)) == carol.ids
