"""TikTok's webhooks: `authorization.removed` is stored, then checked with TikTok and obeyed.

It may come twice, late, out of order, or while a refresh or a sync runs; the end is the same.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.webhook import WebhookEvent
from portfolio.services import work
from portfolio.services.accounts import removal
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import ScopeMissing, TikTokError
from portfolio.tiktok.webhooks import ACCOUNT_DELETED, REMOVED, Event
from portfolio.transactions import end_read, writing

LEASE_SECONDS = 20.0  # the time limit of a job
#: `create_time` is in whole seconds, the connection's time is exact.
A_SECOND = timedelta(seconds=1)
#: TikTok retries a delivery for three days; after as long an event is believed even if our check
#: still gets no answer.
BELIEVED_AFTER = timedelta(hours=72)

DONE, OLDER, NOBODY, CONTRADICTED = "done", "older than the connection", "nobody", "contradicted"


def keep(event: Event) -> str | None:
    """Store an event that concerns this app; return its key, or None for other events."""
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
    """Do the work of a stored event, unless it is done or not due."""
    event = work.claim(WebhookEvent, key, LEASE_SECONDS)
    if event is None:
        return
    try:
        outcome = _outcome(event)
    except TryLater as later:
        with writing() as session:
            if locked := work.lock(session, WebhookEvent, key, event.lease_owner):
                work.postpone(session, WebhookEvent, locked, later.seconds)
        return
    with writing() as session:
        if work.lock(session, WebhookEvent, key, event.lease_owner):
            # The key recognises a repetition; the row must not name a creator.
            done = {"done_at": clock.now(), "outcome": outcome, "open_id": ""}
            work.note(session, WebhookEvent, key, **done)


def _outcome(event: sa.Row[Any]) -> str:
    row = db.session.execute(
        sa.select(Creator.id, Connection.connected_at)
        .outerjoin(Connection, Connection.creator_id == Creator.id)
        .where(Creator.open_id == event.open_id, Creator.leaving_at.is_(None))
    ).one_or_none()
    end_read()
    if row is None:
        return NOBODY
    creator_id, connected_at = row
    if connected_at is not None and event.happened_at + A_SECOND <= connected_at:
        return OLDER
    if connected_at is not None:
        may_wait = clock.now() - event.received_at < BELIEVED_AFTER
        try:
            token_access.calling_as_granted(creator_id, tiktok_clients().api.user_info)
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
    removal.remove(creator_id, event.happened_at, everything=event.reason == ACCOUNT_DELETED)
    return DONE


def _key(event: Event) -> str:
    moment = int(event.happened_at.timestamp())
    said = f"{event.name}\n{event.open_id}\n{moment}\n{event.reason}"
    return hashlib.sha256(said.encode()).hexdigest()
