"""The effects of TikTok's refusals on a creator's connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet

from portfolio.extensions import db
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import refresh, sealing, token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import AccessTokenInvalid, ScopeMissing, Unavailable
from portfolio.tiktok.models import Profile
from tests.support.databases import on_one_database
from tests.support.people import Person
from tests.support.stored import connection_of
from tests.support.tiktok import SCOPES, TikTok

TimePasses = Callable[..., None]


def refreshes(person: Person) -> int:
    calls = person.account.tiktok.calls("oauth/token")
    return sum(call["grant_type"] == "refresh_token" for call in calls)


def ask_for_profile(person: Person, scopes: tuple[str, ...] = SCOPES) -> Profile:
    api = tiktok_clients().api
    return token_access.calling(person.creator_id, lambda token: api.user_info(token, scopes))


def test_a_call_with_a_good_token_is_one_call(alice: Person, tiktok: TikTok):
    tiktok.control("calls", method="DELETE")

    assert ask_for_profile(alice).open_id == alice.account.open_id
    assert len(alice.account.calls("user/info")) == 1


def test_no_transaction_is_open_while_tiktok_is_asked(alice: Person):
    creator_id = alice.creator_id

    during = token_access.calling(creator_id, lambda _token: db.session().in_transaction())

    assert during is False


def test_a_refused_token_is_replaced_and_the_call_repeated(alice: Person, tiktok: TikTok):
    tiktok.lets_tokens_expire(alice.account)

    assert ask_for_profile(alice).open_id == alice.account.open_id
    assert refreshes(alice) == 1


def test_a_token_that_somebody_else_replaced_is_not_refreshed_again(alice: Person):
    creator_id = alice.creator_id
    asked: list[str] = []

    def ask(token: str) -> str:
        asked.append(token)
        if len(asked) == 1:
            refresh.refresh(creator_id)  # as another process just did
            raise AccessTokenInvalid("user/info", "access_token_invalid")
        return token

    used = token_access.calling(creator_id, ask)

    assert used == sealing.unseal(connection_of(alice).access_token) != asked[0]
    assert refreshes(alice) == 1


def test_nobody_judges_a_connection_while_it_is_being_refreshed(alice: Person, tiktok: TikTok):
    refresh.take_lease(refresh.Attempt(alice.creator_id))
    tiktok.lets_tokens_expire(alice.account)

    with pytest.raises(TryLater):
        ask_for_profile(alice)

    assert connection_of(alice).ended_at is None
    assert refreshes(alice) == 0


def test_a_permission_taken_back_at_tiktok_ends_the_connection(alice: Person):
    alice.account.ends_the_permission()

    with pytest.raises(NotConnected):
        ask_for_profile(alice)

    stored = connection_of(alice)
    assert stored.ended_at
    assert stored.problem == "invalid_grant"
    assert refreshes(alice) == 1


def test_an_ended_connection_asks_tiktok_nothing(alice: Person, tiktok: TikTok):
    token_access.end(alice.creator_id, connection_of(alice).version)
    tiktok.control("calls", method="DELETE")

    with pytest.raises(NotConnected):
        ask_for_profile(alice)

    assert not tiktok.control("calls")


def test_signing_in_again_mends_an_ended_connection(alice: Person):
    alice.account.ends_the_permission()
    with pytest.raises(NotConnected):
        ask_for_profile(alice)

    alice.signs_in()

    assert connection_of(alice).ended_at is None
    assert ask_for_profile(alice).open_id == alice.account.open_id


def test_an_end_that_comes_late_does_not_hit_a_new_connection(alice: Person):
    version = connection_of(alice).version
    alice.signs_in()

    token_access.end(alice.creator_id, version)

    assert connection_of(alice).ended_at is None


def test_a_fresh_token_that_is_refused_again_waits_ten_minutes(
    alice: Person, tiktok: TikTok, time_passes: TimePasses
):
    tiktok.fails("user/info", "token_invalid")

    for _ in range(9):
        with pytest.raises(TryLater):
            ask_for_profile(alice)
        time_passes(seconds=65)

    assert refreshes(alice) == 1
    assert connection_of(alice).ended_at is None
    tiktok.recovers()
    time_passes(minutes=2)
    assert ask_for_profile(alice)


def test_a_short_lived_token_that_expires_on_its_way_is_not_taken_for_a_fresh_one(
    tiktok: TikTok, person: Callable[..., Person], time_passes: TimePasses
):
    tiktok.settings(access_life=30)
    alice = person("alice").signs_in()
    time_passes(seconds=21)
    assert ask_for_profile(alice)  # refreshed, since it was due
    time_passes(seconds=15)
    ways = iter([16, 0])  # seconds that the call, and its repetition, take to arrive

    def ask(token: str) -> Profile:
        time_passes(seconds=next(ways))
        return tiktok_clients().api.user_info(token, SCOPES)

    assert token_access.calling(alice.creator_id, ask)
    assert refreshes(alice) == 2


def test_a_call_is_told_the_scopes_that_go_with_its_token(person: Callable[..., Person]):
    scopes = {"user.info.basic", "video.list"}
    alice = person("alice").signs_in(tuple(scopes))
    asked: list[tuple[str, frozenset[str]]] = []

    def ask(*access: object) -> Profile:
        asked.append(access)
        if len(asked) == 1:
            raise AccessTokenInvalid("user/info", "access_token_invalid")
        return tiktok_clients().api.user_info(*access)

    assert token_access.calling_as_granted(alice.creator_id, ask)
    assert [granted for _, granted in asked] == [scopes, scopes]
    assert len({token for token, _ in asked}) == 2


def test_a_missing_scope_never_leads_to_a_refresh(person: Callable[..., Person]):
    alice = person("alice").signs_in(scopes=("user.info.basic", "video.list"))

    with pytest.raises(ScopeMissing):
        ask_for_profile(alice)

    assert refreshes(alice) == 0
    assert connection_of(alice).ended_at is None


@on_one_database
@pytest.mark.parametrize("kind", ["internal_error", "html", "empty", "array", "no_data", "cut"])
def test_a_passing_failure_of_a_call_leaves_the_connection_alone(
    kind: str, alice: Person, tiktok: TikTok
):
    tiktok.fails("user/info", kind)
    before = connection_of(alice).version

    with pytest.raises(Unavailable):
        ask_for_profile(alice)

    assert connection_of(alice).version == before
    assert refreshes(alice) == 0


@pytest.mark.parametrize("hours", [0, 24], ids=["not due", "due"])
def test_tokens_that_no_key_opens_mean_please_reconnect(
    hours: int, alice: Person, settings_are: Callable[..., None], time_passes: TimePasses
):
    time_passes(hours=hours)
    settings_are(token_keys=(Fernet.generate_key().decode(),))

    with pytest.raises(NotConnected):
        ask_for_profile(alice)

    account = alice.browser.page("/studio/account")
    assert "Reconnect" in account.text
    assert "TikTok ended the connection" in account.text
    assert connection_of(alice).lease_until is None
