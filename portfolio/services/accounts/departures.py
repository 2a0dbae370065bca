"""Leaving: page and sessions go in one commit; then TikTok is told, and every row is deleted.

The same account may sign up again at any moment: it gets a new creator id, and the remaining work
of the departure uses the old id.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure, Tombstone
from portfolio.models.draft_change import DraftChange
from portfolio.models.page import Edition, Page
from portfolio.models.pick import Pick
from portfolio.models.renewal import Renewal
from portfolio.models.report import Report
from portfolio.models.search_index import SearchPart
from portfolio.models.section import Section
from portfolio.models.share_card import ShareCard
from portfolio.models.shown_video import ShownVideo
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from portfolio.services import work
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import sealing
from portfolio.services.connections.refresh import refresh
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.pages import former_handles
from portfolio.tiktok.errors import AccessTokenInvalid, GrantEnded, TikTokError
from portfolio.transactions import end_read, writing

LEASE_SECONDS = 30.0  # three times the deadline of a call
#: After this time the tokens are deleted although TikTok never answered.
GIVEN_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Inventory:
    """The numbers of rows that leaving deletes, and the handle that it gives up."""

    videos: int
    picks: int
    editions: int
    sessions: int
    handle: str | None


@dataclass(frozen=True)
class Receipt:
    """The progress of a departure."""

    left_at: datetime
    revoked_at: datetime | None
    deleted_at: datetime | None


def inventory(creator_id: UUID) -> Inventory:
    """Count the rows that leaving would delete; the studio shows them first."""

    def count(model: type[Video | Pick | Edition | BrowserSession]) -> int:
        return (
            db.session.scalar(
                sa.select(sa.func.count()).select_from(model).where(model.creator_id == creator_id)
            )
            or 0
        )

    return Inventory(
        videos=count(Video),
        picks=count(Pick),
        editions=count(Edition),
        sessions=count(BrowserSession),
        handle=db.session.scalar(sa.select(Page.handle).where(Page.creator_id == creator_id)),
    )


def leave(creator_id: UUID) -> UUID:
    """Begin the departure; return its id. From here on the page is 404 and every session over."""
    with writing() as session:
        creator = session.get_one(Creator, creator_id, with_for_update=True)
        return begin(session, creator)


def begin(session: Session, creator: Creator) -> UUID:
    """Do the same inside a use case that holds the creator's row; safe to run twice."""
    there = session.scalar(sa.select(Departure.id).where(Departure.creator_id == creator.id))
    if there is not None:
        return there
    now = clock.now()
    open_id_hash = hash_of(creator.open_id)
    departure = Departure(
        creator_id=creator.id, open_id_hash=open_id_hash, left_at=now, next_at=now
    )
    session.add(departure)
    session.merge(Tombstone(open_id_hash=open_id_hash, left_at=now))
    creator.leaving_at = now
    creator.open_id = f"left:{creator.id}"  # free for a new sign-up
    page = session.get_one(Page, creator.id, with_for_update=True)
    if page.handle is not None:
        former_handles.keep(session, page.handle, None)
    former_handles.release(session, creator.id)
    page.handle = page.edition = page.published_at = page.covers_due_at = None
    page.preview_token = page.publish_at = page.suspended_for = page.suspended_edition = None
    page.version += 1
    session.execute(sa.delete(BrowserSession).where(BrowserSession.creator_id == creator.id))
    # Jobs still at work for this creator find no usable connection from here on.
    session.execute(
        sa.update(Connection).where(Connection.creator_id == creator.id).values(ended_at=now)
    )
    session.flush()
    return departure.id


def note_return(session: Session, open_id: str) -> None:
    """Note that a creator who left signs up again: TikTok has one permission, so it must stay.

    Raises `TryLater` while TikTok is being asked to end it: the new sign-up would lose it too.
    """
    unfinished = sa.and_(Departure.open_id_hash == hash_of(open_id), Departure.deleted_at.is_(None))
    session.execute(sa.update(Departure).where(unfinished).values(is_back=True))
    now = clock.now()
    if any(
        departure.is_leased(now)
        for departure in session.scalars(sa.select(Departure).where(unfinished))
    ):
        raise TryLater(LEASE_SECONDS, "the old permission is being ended")


def finish(departure_id: UUID) -> None:
    """End the permission at TikTok, then delete every row; safe to run any number of times.

    Most rows are deleted at once; the tokens stay until TikTok has answered, or a day has passed.
    """
    departure = work.claim(Departure, departure_id, LEASE_SECONDS)
    if departure is None:
        return
    _delete_all_but_tokens(departure.creator_id)
    try:
        # Ending the old permission would end the new one with it.
        revoked = False if departure.is_back else _revoke(departure.creator_id)
    except TryLater as later:
        if clock.now() - departure.left_at < GIVEN_UP_AFTER:
            _postpone(departure, later.seconds)
            return
        revoked = False
    now = clock.now()
    with writing() as session:
        if work.lock(session, Departure, departure_id, departure.lease_owner):
            session.execute(sa.delete(Creator).where(Creator.id == departure.creator_id))
            done = {"deleted_at": now, "revoked_at": now if revoked else None}
            work.note(session, Departure, departure_id, **done)


def sign_receipt(departure_id: UUID) -> str:
    """Return the part of an address that shows the receipt to anyone who has it."""
    return _receipts().dumps(departure_id.hex)


def receipt(signed: str) -> Receipt | None:
    """Return the receipt for this part of an address; None if there is none."""
    try:
        departure = db.session.get(Departure, UUID(hex=str(_receipts().loads(signed))))
    except (BadSignature, ValueError):
        return None
    if departure is None:
        return None
    return Receipt(departure.left_at, departure.revoked_at, departure.deleted_at)


def hash_of(open_id: str) -> str:
    """Return the keyed hash that a tombstone keeps of an open_id."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"tombstone:{open_id}".encode(), hashlib.sha256).hexdigest()


def _delete_all_but_tokens(creator_id: UUID) -> None:
    """Delete the rows that ending the permission does not need: keys and sealed tokens stay.

    Syncs and renewals go first: a job under way finds its row gone, and stores nothing.
    """
    with writing() as session:
        for model in (
            Sync,
            Renewal,
            Video,
            SearchPart,
            Pick,
            Section,
            DraftChange,
            Edition,
            ShownVideo,
            ShareCard,
            Report,
        ):
            session.execute(sa.delete(model).where(model.creator_id == creator_id))
        if creator := session.get(Creator, creator_id):
            creator.forget_profile()


def _revoke(creator_id: UUID) -> bool:
    """Ask TikTok to end the permission; False if there is nothing left to end.

    Raises `TryLater` for a failure that will pass, and while the configured TikTok app differs
    from the app that the tokens belong to: no other app may see them.
    """
    connection = db.session.get(Connection, creator_id, populate_existing=True)
    if connection is None:
        end_read()
        return False
    creator = db.session.get(Creator, creator_id)
    if creator is not None and not creator.is_of_app(settings().tiktok_app):
        end_read()
        raise TryLater(60, "the permission was given to another TikTok app than the present one")
    now = clock.now()
    busy, alive = connection.is_leased(now), connection.is_access_alive(now)
    refused = connection.refused_at is not None
    end_read()
    if busy:
        raise TryLater(1, "a refresh is on its way")
    try:
        if not alive and not refused:
            refresh(creator_id)
        tiktok_clients().tokens.revoke(_access_token(creator_id))
    except (NotConnected, sealing.CannotUnseal, GrantEnded, AccessTokenInvalid):
        return False
    except TikTokError as error:  # `OurMistake` too: the host has a day to correct the settings
        raise TryLater(60, error.code) from error
    return True


def _access_token(creator_id: UUID) -> str:
    sealed = db.session.get_one(Connection, creator_id, populate_existing=True).access_token
    end_read()
    return sealing.unseal(sealed)


def _postpone(departure: sa.Row[Any], seconds: float) -> None:
    with writing() as session:
        if locked := work.lock(session, Departure, departure.id, departure.lease_owner):
            work.postpone(session, Departure, locked, seconds)


def _receipts() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="receipt")
