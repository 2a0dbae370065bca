"""The profile: fields by the granted scopes, and an avatar that is hidden once it expires."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.library import profiles
from tests.support.databases import on_both_databases
from tests.support.people import Browser, Person
from tests.support.stored import page_of
from tests.support.tiktok import SCOPES, TikTok

pytestmark = on_both_databases

People = Callable[..., Person]
BASIC = ("user.info.basic", "video.list")


def test_everything_granted_is_stored(tiktok: TikTok, person: People):
    alice = person("alice", videos=7)
    alice.account.is_called(bio="Two lines\nof mine", followers=12, likes=0, is_verified=True)

    creator = alice.signs_in().creator

    assert (creator.display_name, creator.username) == ("Alice", alice.account.name)
    assert (creator.bio, creator.is_verified) == ("Two lines\nof mine", True)
    assert (creator.followers, creator.likes, creator.video_count) == (12, 0, 7)
    assert creator.profile_at
    assert tiktok.shows(creator.avatar_url)


@pytest.mark.parametrize(
    ("granted", "absent"),
    [
        (BASIC, {"username", "bio_description", "follower_count", "video_count"}),
        ((*BASIC, "user.info.profile"), {"follower_count", "video_count"}),
        ((*BASIC, "user.info.stats"), {"username", "bio_description"}),
        (SCOPES, set()),
    ],
    ids=["basic", "profile", "stats", "all"],
)
def test_only_granted_fields_are_asked_for(
    granted: tuple[str, ...], absent: set[str], person: People
):
    alice = person("alice").signs_in(granted)

    calls = alice.account.calls("user/info")
    assert calls
    for call in calls:
        assert call["outcome"] == "ok"
        assert not absent & set(call["fields"])
        assert "display_name" in call["fields"]


def test_unknown_is_not_zero(person: People):
    creator = person("alice", videos=3).signs_in(BASIC).creator

    assert (creator.followers, creator.likes, creator.video_count) == (None, None, None)
    assert creator.name == "Alice"


@pytest.mark.parametrize("name", ["Zoë 🌊 Ñandú", "جونو 🌙 Juno", "🪴", "   ", None, "<b>&\"'"])
def test_any_name_is_shown_and_gets_a_page(name: str | None, person: People, visitor: Browser):
    alice = person("alice", videos=1)
    alice.account.is_called(display_name=name)
    alice.signs_in(BASIC)

    page = visitor.page(alice.publishes(*alice.ids))

    shown = " ".join((name or "").split()) or "Creator"
    assert page.one("h1").text == shown
    assert page_of(alice).handle.isascii()


def test_an_expired_avatar_falls_back_to_initials(
    tiktok: TikTok, person: People, visitor: Browser, time_passes: Callable[..., None]
):
    tiktok.settings(avatar_life=3600)
    alice = person("alice", videos=1, display_name="Alice Liddell").signs_in()
    path = alice.publishes(*alice.ids)
    avatar = alice.creator.avatar_url
    assert visitor.page(path).all("img", src=avatar)

    tiktok.fails("user/info")
    time_passes(hours=1)

    page = visitor.page(path)
    assert not page.all("img", src=avatar)
    assert page.all("span", class_="avatar")[0]["data-initials"] == "AL"
    assert not alice.browser.page("/studio/account").all("img", src=avatar)


def test_a_due_avatar_is_renewed_by_a_visit(
    tiktok: TikTok, person: People, visitor: Browser, time_passes: Callable[..., None]
):
    tiktok.settings(avatar_life=3600)
    alice = person("alice", videos=1).signs_in()
    path = alice.publishes(*alice.ids)
    before = alice.creator.avatar_url
    time_passes(hours=1)

    visitor.page(path)
    alice.worker.works()

    after = alice.creator.avatar_url
    assert after != before
    assert visitor.page(path).all("img", src=after)


def test_what_is_not_granted_any_more_is_forgotten(person: People):
    alice = person("alice", videos=1)
    alice.account.is_called(bio="Here I am", followers=12)
    alice.signs_in()
    profile = profiles.Profile(open_id=alice.account.open_id)

    profiles.store(alice.creator_id, profile, BASIC, lambda _session: None)

    creator = alice.creator
    assert creator.display_name == "Alice"
    assert (creator.username, creator.bio, creator.followers, creator.video_count) == (None,) * 4
