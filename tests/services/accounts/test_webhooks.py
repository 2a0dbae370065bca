"""`authorization.removed` twice, late, out of order or during other work: the same outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import jobs
from portfolio.extensions import db, queues
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.sync import FULL, Sync
from portfolio.models.video import Video
from portfolio.models.webhook import WebhookEvent
from portfolio.services import leases
from portfolio.services.accounts import webhooks
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import refresh, token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import profiles, syncs
from portfolio.services.renewals import cover_calls, cover_requests, cover_storing
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, picks_of, rows
from tests.support.tiktok import SCOPES, TikTok
from tests.support.webhooks import DELETED, REVOKED_BY_US, deliver, now, removal_of

TimePasses = Callable[..., None]
Counted = Callable[[], dict[str, int]]


def events() -> list[WebhookEvent]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(WebhookEvent)))


def outcome() -> str | None:
    (event,) = events()
    return event.outcome


def is_removed(person: Person) -> bool:
    """Whether the creator is in the state after a removal: no connection, videos or profile."""
    creator_id = person.creator_id
    gone = not any(rows(model, creator_id) for model in (Connection, Video, Sync, BrowserSession))
    creator = db.session.get_one(Creator, creator_id, populate_existing=True)
    profile = (creator.display_name, creator.username, creator.avatar_url, creator.union_id)
    return gone and creator.removed_at is not None and not any(profile)


@pytest.fixture
def owner(alice: Person) -> Person:
    """Alice, who has published and then revoked the permission at TikTok."""
    alice.publishes(*alice.ids[:3])
    alice.account.ends_the_permission()
    return alice


def test_a_removal_ends_in_tokens_videos_and_profile_being_gone(owner: Person, visitor: Browser):
    picked, path = picks_of(owner), owner.page_path

    assert deliver(visitor, removal_of(owner)).status_code == 200
    owner.worker.works()

    assert is_removed(owner)
    assert outcome() == webhooks.DONE
    assert visitor.get(path).status_code == 404
    assert picks_of(owner) == picked


def test_the_same_event_delivered_again_and_again_is_one(owner: Person, visitor: Browser):
    event = removal_of(owner)

    for _ in range(5):
        assert deliver(visitor, event).status_code == 200
        owner.worker.works()

    assert len(events()) == 1
    assert is_removed(owner)
    assert len(owner.account.calls("oauth/token")) == 2  # the sign-in, and one look


@pytest.mark.parametrize("late", [72 * 3600, 60], ids=["three days", "a minute"])
def test_a_late_delivery_counts_like_a_prompt_one(
    late: int, owner: Person, visitor: Browser, time_passes: TimePasses
):
    event, signed_at = removal_of(owner), now()
    time_passes(seconds=late)

    assert deliver(visitor, event, signed_at=signed_at).status_code == 200
    owner.worker.works()

    assert is_removed(owner)


def test_a_removal_from_before_the_reconnection_is_ignored(
    owner: Person, visitor: Browser, time_passes: TimePasses
):
    event, signed_at = removal_of(owner), now()
    time_passes(hours=1)
    owner.signs_in()
    calls = len(owner.account.calls("user/info"))

    deliver(visitor, event, signed_at=signed_at)
    owner.worker.works()

    assert outcome() == webhooks.OLDER
    assert connection_of(owner).ended_at is None
    assert len(owner.account.calls("user/info")) == calls  # no call to TikTok is needed


def test_a_removal_that_tiktok_contradicts_is_not_believed(alice: Person, visitor: Browser):
    deliver(visitor, removal_of(alice))
    alice.worker.works()

    assert outcome() == webhooks.CONTRADICTED
    assert not is_removed(alice)
    assert connection_of(alice).ended_at is None


def test_two_reasons_in_one_second_are_two_events(owner: Person, visitor: Browser):
    deliver(visitor, removal_of(owner, create_time=now()))
    deliver(visitor, removal_of(owner, DELETED, create_time=now()))
    creator_id = owner.creator_id

    owner.worker.works()

    assert len(events()) == 2
    assert db.session.get_one(Creator, creator_id, populate_existing=True).leaving_at


@pytest.mark.parametrize("first", [1, DELETED])
def test_reason_two_deletes_everything_in_whatever_order(
    first: int, owner: Person, visitor: Browser, counted: Counted, time_passes: TimePasses
):
    person, path = owner, owner.page_path
    happened = [removal_of(person, first), removal_of(person, 3 - first)]
    for event in happened:
        deliver(visitor, event)
        person.worker.works()
        time_passes(seconds=2)
    sweep(person)

    assert visitor.get(path).status_code == 404
    left = {name for name, count in counted().items() if count}
    assert left == {"departure", "tombstone", "left_handle", "webhook_event"}
    assert {event.open_id for event in events()} == {""}


def sweep(person: Person) -> None:
    jobs.sweep_now()
    person.worker.works()


def test_the_echo_of_our_own_revoke_does_nothing(alice: Person, visitor: Browser, counted: Counted):
    echo = removal_of(alice, REVOKED_BY_US)
    alice.browser.page("/studio/leaving")
    alice.browser.post("/studio/leaving")
    alice.worker.works()
    before = counted()

    assert deliver(visitor, echo).status_code == 200
    alice.worker.works()

    assert outcome() == webhooks.NOBODY
    assert counted() == {**before, "webhook_event": 1}


def test_a_late_echo_does_not_touch_whoever_signed_up_again(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.browser.page("/studio/leaving")
    alice.browser.post("/studio/leaving")
    alice.worker.works()
    echo, signed_at = removal_of(alice, REVOKED_BY_US), now()
    time_passes(minutes=1)
    alice.signs_in()

    deliver(visitor, echo, signed_at=signed_at)
    alice.worker.works()

    assert outcome() == webhooks.OLDER
    assert connection_of(alice).ended_at is None


@on_one_database
def test_an_event_of_somebody_unknown_is_ignored(alice: Person, visitor: Browser):
    deliver(visitor, removal_of(alice, user_openid="-000nobody"))
    alice.worker.works()

    assert outcome() == webhooks.NOBODY
    assert connection_of(alice).ended_at is None


@on_one_database
def test_a_done_event_names_nobody(owner: Person, visitor: Browser):
    deliver(visitor, removal_of(owner))
    owner.worker.works()

    (event,) = events()
    assert event.open_id == ""
    assert owner.account.open_id not in event.key


@pytest.mark.parametrize("kind", ["internal_error", "html", "rate_limit", "empty"])
def test_while_tiktok_is_out_of_order_nothing_is_deleted_and_the_question_stays(
    kind: str, owner: Person, tiktok: TikTok, visitor: Browser, time_passes: TimePasses
):
    tiktok.fails("*", kind)
    deliver(visitor, removal_of(owner))
    owner.worker.works()
    (event,) = events()
    assert event.done_at is None
    assert not is_removed(owner)
    assert connection_of(owner).ended_at is None

    tiktok.recovers()
    for _ in range(3):
        time_passes(minutes=6)
        sweep(owner)

    assert is_removed(owner)


def test_with_redis_away_the_event_is_answered_and_the_sweep_does_it(
    owner: Person, visitor: Browser, redis_is_away: Callable[[bool], None]
):
    redis_is_away(True)
    assert deliver(visitor, removal_of(owner)).status_code == 200
    redis_is_away(False)
    assert not owner.worker.queued()
    assert not is_removed(owner)

    sweep(owner)

    assert is_removed(owner)


@pytest.fixture
def redis_is_away(app: Flask) -> Iterator[Callable[[bool], None]]:
    """Return a function that cuts this process off from Redis, or connects it again."""
    usual = app.extensions["settings"].redis_url

    def away(is_away: bool) -> None:
        queues.init_app(app, "unix:///nowhere.sock" if is_away else usual, queues.prefix)
        queues._away_until = 0.0

    yield away
    away(False)


# During other work: jobs under way find the creator removed, and store nothing.


@pytest.mark.parametrize("steps", range(1, len(refresh.STEPS)))
def test_a_removal_while_a_refresh_runs(
    steps: int, owner: Person, visitor: Browser, time_passes: TimePasses
):
    under_way = refresh.Attempt(owner.creator_id)
    for step in refresh.STEPS[:steps]:
        step(under_way)
    deliver(visitor, removal_of(owner))
    owner.worker.works()
    for step in refresh.STEPS[steps:]:
        try:
            step(under_way)
        except (TryLater, NotConnected):
            break
    time_passes(seconds=31)
    sweep(owner)

    assert is_removed(owner)


def under_way_as(person: Person, work: str) -> Callable[[], object]:
    """Run this work for a person up to TikTok's answer; return a function that stores it."""
    creator_id, ids = person.creator_id, person.ids
    token = token_access.access_token(creator_id)
    api = tiktok_clients().api
    match work:
        case "profile":
            profile = api.user_info(token, SCOPES)
            return lambda: profiles.store(creator_id, profile, SCOPES, lambda _session: None)
        case "renewal":
            cover_requests.add(creator_id, ids)
            answer = cover_calls.Answer(ids, api.query_videos(token, ids).videos)
            return lambda: cover_storing.store(creator_id, answer)
    sync_id = syncs.start(creator_id, FULL)
    owner = leases.take(Sync, Sync.id == sync_id, seconds=syncs.LEASE_SECONDS)
    page = api.list_videos(token)
    return lambda: syncs._store(sync_id, owner or "", page)


@pytest.mark.parametrize("work", ["profile", "renewal", "sync"])
def test_a_removal_while_something_is_fetched(work: str, alice: Person, visitor: Browser):
    finish = under_way_as(alice, work)
    alice.account.ends_the_permission()
    deliver(visitor, removal_of(alice))
    alice.worker.works()

    finish()

    assert is_removed(alice)


@pytest.mark.parametrize("work", ["profile", "renewal", "sync"])
def test_late_jobs_find_nothing_to_do_after_a_removal(
    work: str, owner: Person, visitor: Browser, time_passes: TimePasses
):
    creator_id = owner.creator_id
    sync_id = syncs.start(creator_id, FULL)
    deliver(visitor, removal_of(owner))
    owner.worker.works()
    time_passes(hours=13)
    late: dict[str, Callable[[], object]] = {
        "profile": lambda: jobs.update_profile_now(str(creator_id)),
        "renewal": lambda: jobs.renew_covers_now(str(creator_id), "creators"),
        "sync": lambda: jobs.step_sync_now(str(sync_id), "creators"),
    }

    late[work]()
    jobs.upkeep_now(str(creator_id))
    owner.worker.works()

    assert is_removed(owner)


def test_after_three_days_an_event_is_believed_where_tiktok_never_answered(
    owner: Person, tiktok: TikTok, visitor: Browser, time_passes: TimePasses
):
    tiktok.fails("*")
    deliver(visitor, removal_of(owner))
    for _ in range(40):
        owner.worker.works()
        time_passes(hours=2)
        sweep(owner)

    assert is_removed(owner)
