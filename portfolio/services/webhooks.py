"""What follows from TikTok's webhooks: `authorization.removed` is stored, then looked into.

It may come twice, late, out of order, or while a refresh or a sync runs; the end is the same.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.webhook import WebhookEvent
from portfolio.services import connections, leases, removal
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.remote import remote
from portfolio.tiktok.errors import ScopeMissing, TikTokError
from portfolio.tiktok.webhooks import ACCOUNT_DELETED, REMOVED, Event
from portfolio.transactions import let_go, writing

LEASE = 20.0  # seconds; as long as a job may work
#: `create_time` is in whole seconds, the connection's time is exact.
A_SECOND = timedelta(seconds=1)
#: Seconds until an event that could not be checked is tried again, by how often it was.
BACK_OFF = (20, 60, 300, 1800, 3600)
#: TikTok itself retries for three days; after as long an unanswered question is answered by age.
BELIEVED_AFTER = timedelta(hours=72)

DONE, OLDER, NOBODY, CONTRADICTED = "done", "older than the connection", "nobody", "contradicted"


def keep(event: Event) -> str | None:
    """Store an event that concerns us; return its key, or None for one to be ignored."""
    if event.client_key != settings().tiktok_client_key or event.name != REMOVED:
        return None
    now = clock.now()
    key = _key(event)
    try:
        with writing() as session:
            if session.get(WebhookEvent, key) is None:
                session.add(
                    WebhookEvent(
                        key=key,
                        name=event.name,
                        open_id=event.open_id,
                        reason=event.reason,
                        happened_at=event.happened_at,
                        received_at=now,
                        next_at=now,
                    )
                )
    except IntegrityError:
        pass  # the same event, delivered twice at once
    return key


def handle(key: str) -> None:
    """Do what a stored event asks for; one that is done, or not due, is left as it is."""
    owner = leases.take(
        WebhookEvent,
        WebhookEvent.key == key,
        WebhookEvent.done_at.is_(None),
        WebhookEvent.next_at <= clock.now(),
        seconds=LEASE,
    )
    if owner is None:
        return
    try:
        outcome = _outcome(key)
    except TryLater as later:
        _postpone(key, later.seconds)
        return
    _finish(key, outcome)


def left_behind() -> list[str]:
    """Return the events that are due and that nobody is working on."""
    now = clock.now()
    found = db.session.scalars(
        sa.select(WebhookEvent.key)
        .where(
            WebhookEvent.done_at.is_(None),
            WebhookEvent.next_at <= now,
            sa.or_(WebhookEvent.lease_until.is_(None), WebhookEvent.lease_until <= now),
        )
        .limit(500)
    ).all()
    let_go()
    return list(found)


def _outcome(key: str) -> str:
    event = db.session.get_one(WebhookEvent, key)
    row = db.session.execute(
        sa.select(Creator.id, Connection.connected_at)
        .outerjoin(Connection, Connection.creator_id == Creator.id)
        .where(Creator.open_id == event.open_id, Creator.leaving_at.is_(None))
    ).one_or_none()
    happened_at, reason, received_at = event.happened_at, event.reason, event.received_at
    let_go()
    if row is None:
        return NOBODY
    creator_id, connected_at = row
    if connected_at is not None and happened_at + A_SECOND <= connected_at:
        return OLDER
    if connected_at is not None:
        may_wait = clock.now() - received_at < BELIEVED_AFTER
        try:
            connections.calling_as_granted(creator_id, remote().api.user_info)
            return CONTRADICTED
        except ScopeMissing:
            return CONTRADICTED  # TikTok knows the token
        except NotConnected:
            pass
        except TryLater:
            if may_wait:
                raise
        except TikTokError as error:
            if may_wait:
                raise TryLater(60, error.code) from error
    removal.remove(creator_id, happened_at, everything=reason == ACCOUNT_DELETED)
    return DONE


def _postpone(key: str, seconds: float) -> None:
    with writing() as session:
        event = session.get_one(WebhookEvent, key, with_for_update=True)
        wait = max(seconds, BACK_OFF[min(event.tries, len(BACK_OFF) - 1)])
        event.tries += 1
        event.next_at = clock.now() + timedelta(seconds=wait)
        event.lease_owner = event.lease_until = None


def _finish(key: str, outcome: str) -> None:
    with writing() as session:
        event = session.get_one(WebhookEvent, key, with_for_update=True)
        event.done_at, event.outcome = clock.now(), outcome
        event.open_id = ""  # the key knows the event again; nothing here is to name a creator
        event.lease_owner = event.lease_until = None


def _key(event: Event) -> str:
    moment = int(event.happened_at.timestamp())
    said = f"{event.name}\n{event.open_id}\n{moment}\n{event.reason}"
    return hashlib.sha256(said.encode()).hexdigest()
