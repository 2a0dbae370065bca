"""Leaving: page, sessions and studio go in one commit; then TikTok is told, and every row goes.

A new sign-up of the same account starts anew at any moment: it gets an id of its own, and what
is still to be done for the old one is done by the old one's id.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from portfolio.models.page import Edition, LeftHandle, Page
from portfolio.models.pick import Pick
from portfolio.models.renewal import Renewal
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from portfolio.services import handles, leases, vault
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.refresh import refresh
from portfolio.services.remote import remote
from portfolio.tiktok.errors import AccessTokenInvalid, GrantEnded, TikTokError
from portfolio.transactions import let_go, writing

LEASE = 30.0  # seconds; three times the deadline of a call
#: Seconds until TikTok is asked again to end the permission, by how often it was.
BACK_OFF = (20, 60, 300, 1800, 3600)
#: After that the tokens are deleted although TikTok never answered.
GIVEN_UP_AFTER = timedelta(hours=24)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Inventory:
    """What leaving deletes, counted."""

    videos: int
    picks: int
    editions: int
    sessions: int
    handle: str | None


@dataclass(frozen=True)
class Receipt:
    """How far a departure is."""

    left_at: datetime
    revoked_at: datetime | None
    deleted_at: datetime | None


def inventory(creator_id: UUID) -> Inventory:
    """Count what would be deleted, to be shown before it is."""

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
    """Begin the departure; return its id. The page is 404 and every session over from here on."""
    with writing() as session:
        creator = session.get_one(Creator, creator_id, with_for_update=True)
        return begin(session, creator)


def begin(session: Session, creator: Creator) -> UUID:
    """The same within a use case that has the creator's row already; idempotent."""
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
        session.merge(
            LeftHandle(
                handle=page.handle, creator_id=None, reserved_until=now + handles.RESERVED_FOR
            )
        )
    # Handles given up earlier stay reserved too, although nothing names their creator any more.
    session.execute(
        sa.update(LeftHandle).where(LeftHandle.creator_id == creator.id).values(creator_id=None)
    )
    page.handle = page.edition = page.published_at = page.covers_due_at = None
    page.version += 1
    session.execute(sa.delete(BrowserSession).where(BrowserSession.creator_id == creator.id))
    # Whoever still works for this creator finds no usable connection from here on.
    session.execute(
        sa.update(Connection).where(Connection.creator_id == creator.id).values(ended_at=now)
    )
    session.flush()
    return departure.id


def note_return(session: Session, open_id: str) -> None:
    """Note that whoever left signs up again: the old permission is the new one, so it stays.

    Raises `TryLater` while TikTok is being asked to end it: that would end the new one as well.
    """
    unfinished = sa.and_(Departure.open_id_hash == hash_of(open_id), Departure.deleted_at.is_(None))
    session.execute(sa.update(Departure).where(unfinished).values(is_back=True))
    now = clock.now()
    if any(
        departure.is_leased(now)
        for departure in session.scalars(sa.select(Departure).where(unfinished))
    ):
        raise TryLater(LEASE, "the old permission is being ended")


def finish(departure_id: UUID) -> None:
    """End the permission at TikTok, then delete every row; safe to run any number of times.

    What TikTok never gave a token for is deleted at once, the tokens when they are of no use.
    """
    owner = leases.take(
        Departure,
        Departure.id == departure_id,
        Departure.deleted_at.is_(None),
        Departure.next_at <= clock.now(),
        seconds=LEASE,
    )
    if owner is None:
        return
    departure = db.session.get_one(Departure, departure_id)
    creator_id, left_at, is_back = departure.creator_id, departure.left_at, departure.is_back
    let_go()
    _delete_all_but_tokens(creator_id)
    try:
        # Ending the old permission would end the new one with it.
        revoked = False if is_back else _revoke(creator_id)
    except TryLater:
        if clock.now() - left_at < GIVEN_UP_AFTER:
            _postpone(departure_id)
            return
        revoked = False
    with writing() as session:
        session.execute(sa.delete(Creator).where(Creator.id == creator_id))
        departure = session.get_one(Departure, departure_id)
        departure.deleted_at = clock.now()
        departure.revoked_at = departure.deleted_at if revoked else None
        departure.lease_owner = departure.lease_until = None


def left_behind() -> list[UUID]:
    """Return the departures that are due and that nobody is working on."""
    now = clock.now()
    found = db.session.scalars(
        sa.select(Departure.id)
        .where(
            Departure.deleted_at.is_(None),
            Departure.next_at <= now,
            sa.or_(Departure.lease_until.is_(None), Departure.lease_until <= now),
        )
        .limit(500)
    ).all()
    let_go()
    return list(found)


def sign_receipt(departure_id: UUID) -> str:
    """Return the part of an address under which the receipt can be read, by whoever has it."""
    return _receipts().dumps(departure_id.hex)


def receipt(signed: str) -> Receipt | None:
    """Return the receipt that this part of an address stands for."""
    try:
        departure = db.session.get(Departure, UUID(hex=str(_receipts().loads(signed))))
    except (BadSignature, ValueError):
        return None
    if departure is None:
        return None
    return Receipt(departure.left_at, departure.revoked_at, departure.deleted_at)


def hash_of(open_id: str) -> str:
    """Return what a tombstone keeps of an open_id."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"tombstone:{open_id}".encode(), hashlib.sha256).hexdigest()


def _delete_all_but_tokens(creator_id: UUID) -> None:
    """Delete what needs no answer of TikTok's: only bare keys and the sealed tokens stay.

    Syncs and renewals first: work that is under way finds them gone, and stores nothing.
    """
    with writing() as session:
        for model in (Sync, Renewal, Video, Pick, Edition):
            session.execute(sa.delete(model).where(model.creator_id == creator_id))
        if creator := session.get(Creator, creator_id):
            creator.forget_profile()


def _revoke(creator_id: UUID) -> bool:
    """Ask TikTok to end the permission; False where there is nothing left to end.

    Raises `TryLater` for what will pass.
    """
    connection = db.session.get(Connection, creator_id, populate_existing=True)
    if connection is None:
        let_go()
        return False
    now = clock.now()
    busy, alive = connection.is_leased(now), connection.is_access_alive(now)
    refused = connection.refused_at is not None
    let_go()
    if busy:
        raise TryLater(1, "a refresh is on its way")
    try:
        if not alive and not refused:
            refresh(creator_id)
        remote().tokens.revoke(_access_token(creator_id))
    except (NotConnected, vault.Sealed, GrantEnded, AccessTokenInvalid):
        return False
    except TikTokError as error:  # `OurMistake` too: the host has a day to mend the settings
        raise TryLater(60, error.code) from error
    return True


def _access_token(creator_id: UUID) -> str:
    sealed = db.session.get_one(Connection, creator_id, populate_existing=True).access_token
    let_go()
    return vault.unseal(sealed)


def _postpone(departure_id: UUID) -> None:
    with writing() as session:
        departure = session.get_one(Departure, departure_id, with_for_update=True)
        wait = BACK_OFF[min(departure.tries, len(BACK_OFF) - 1)]
        departure.tries += 1
        departure.next_at = clock.now() + timedelta(seconds=wait)
        departure.lease_owner = departure.lease_until = None


def _receipts() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="receipt")
