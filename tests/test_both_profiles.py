"""The whole walk with TikTok's observed and with its documented behaviour.

The other tests use the observed shapes, with lives of whole hours for easy sums.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portfolio import clock, jobs
from portfolio.services.connections import token_access
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, covers_of
from tests.support.tiktok import PROFILES, SCOPES, TikTok, expiry_of

People = Callable[..., Person]
TimePasses = Callable[..., None]

on_both_profiles = pytest.mark.parametrize("tiktok", PROFILES, indirect=True)
#: Hours after which covers of the profile are due for renewal, but still live.
DUE = {"observed": 22, "documented": 5}
#: The life of a refresh token in days, and whether each refresh restarts it.
REFRESH_LIVES = {"observed": (365, False), "documented": (180, True)}
pytestmark = on_one_database


@on_both_profiles
def test_a_creator_signs_in_and_is_known(tiktok: TikTok, person: People):
    creator = person("alice", videos=3).signs_in().creator

    assert (creator.display_name, creator.video_count) == ("Alice", 3)
    assert tiktok.shows(creator.avatar_url)


@on_both_profiles
@pytest.mark.parametrize("missing", ["user.info.profile", "user.info.stats"])
def test_a_creator_who_unticks_a_scope_signs_in_all_the_same(
    tiktok: TikTok, person: People, missing: str
):
    alice = person("alice", videos=3).signs_in([scope for scope in SCOPES if scope != missing])

    assert len(covers_of(alice)) == 3
    assert (alice.creator.username is None) is (missing == "user.info.profile")
    assert (alice.creator.video_count is None) is (missing == "user.info.stats")


@on_both_profiles
def test_a_library_is_listed_whole_with_covers_that_live(tiktok: TikTok, person: People):
    alice = person("alice", videos=45).signs_in()

    covers = covers_of(alice)

    assert sorted(covers) == sorted(alice.ids)
    assert all(tiktok.shows(cover.url) for cover in covers.values())
    for cover in covers.values():
        assert cover.expires_at.timestamp() == pytest.approx(expiry_of(cover.url), abs=2)


@on_both_profiles
def test_due_covers_of_a_page_are_renewed_and_shown(
    tiktok: TikTok, person: People, visitor: Browser, time_passes: TimePasses, request
):
    alice = person("alice", videos=7).signs_in()
    path = alice.publishes(*alice.ids)
    before = {key: (cover.url, cover.renew_by) for key, cover in covers_of(alice).items()}
    time_passes(hours=DUE[request.node.callspec.params["tiktok"]])

    visitor.page(path)
    alice.worker.works()

    page, after = visitor.page(path), covers_of(alice)
    due = {key for key, (_, renew_by) in before.items() if renew_by <= clock.now()}
    assert due
    assert due <= {key for key in after if after[key].url != before[key][0]}
    images = [image["src"] for image in page.all("img") if "x-expires" in image["src"]]
    assert len(images) >= 7
    assert all(tiktok.shows(url) for url in images)


@on_both_profiles
def test_a_year_of_refreshes_keeps_to_the_life_that_each_answer_states(
    tiktok: TikTok, person: People, time_passes: TimePasses, request
):
    days, begins_anew = REFRESH_LIVES[request.node.callspec.params["tiktok"]]
    alice = person("alice").signs_in()
    for _ in range(4):
        time_passes(days=30)
        token_access.access_token(alice.creator_id)

    left = connection_of(alice).refresh_expires_at - clock.now()

    expected = timedelta(days=days if begins_anew else days - 120)
    assert abs(left - expected) < timedelta(minutes=1)
    calls = alice.account.calls("oauth/token")
    assert [call["outcome"] for call in calls] == ["ok"] * 5


@on_both_profiles
def test_a_creator_leaves_and_the_grant_is_over(tiktok: TikTok, person: People):
    alice = person("alice", videos=3).signs_in()
    alice.browser.page("/studio/leaving")

    alice.browser.post("/studio/leaving")
    alice.worker.works()
    jobs.sweep_now()

    assert alice.account.calls("oauth/revoke")[-1]["outcome"] == "ok"
    assert tiktok.control(f"creators/{alice.account.name}")["connected_to"] == []
