"""Signing in: storing the connection that TikTok gives, and the browser sessions."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.tables import IS_OF_THIS_APP
from portfolio.services.accounts import departures
from portfolio.services.connections.refresh import values_of
from portfolio.services.library import upkeep
from portfolio.services.pages import accents
from portfolio.tiktok.models import Tokens
from portfolio.transactions import writing

SESSION_LIFE = timedelta(days=30)
#: A session's `seen_at` is written no more often than this.
SEEN_EVERY = timedelta(minutes=5)

#: A live session and its creator.
_LIVE = (
    sa.select(BrowserSession, Creator)
    .join(Creator, Creator.id == BrowserSession.creator_id)
    .where(
        BrowserSession.key_hash == sa.bindparam("key_hash"),
        BrowserSession.expires_at > sa.bindparam("now"),
        IS_OF_THIS_APP,
    )
)


def sign_in(tokens: Tokens) -> UUID:
    """Store the connection that these tokens give; return the creator's id.

    A creator who returns keeps everything: only tokens, scopes and times change. The new pair
    raises the version, so a refresh still under way cannot overwrite it.
    Raises `TryLater` while an earlier permission of this account is being ended.
    """
    try:
        return _sign_in(tokens)
    except IntegrityError:  # a new creator signed in twice at once: the row exists by now
        return _sign_in(tokens)


def _sign_in(tokens: Tokens) -> UUID:
    now = clock.now()
    with writing() as session:
        creator = session.scalar(
            sa.select(Creator)
            .where(Creator.open_id == tokens.open_id)
            .with_for_update(key_share=True)
        )
        if creator is None:
            creator = _welcome(session, tokens.open_id)
        values = values_of(tokens, now)
        connection = session.get(Connection, creator.id, with_for_update=True)
        if connection is None:
            connection = Connection(creator_id=creator.id, version=0)
            session.add(connection)
        for name, value in values.items():
            setattr(connection, name, value)
        connection.version += 1
        connection.connected_at = now
        connection.refreshed_at = connection.ended_at = None
        connection.lease_owner = connection.lease_until = None
        creator.removed_at = None
        creator.tiktok_app = settings().tiktok_app
        creator.upkeep_at = upkeep.following(now)
        return creator.id


def _welcome(session: Session, open_id: str) -> Creator:
    now = clock.now()
    creator = Creator(id=uuid4(), open_id=open_id, joined_at=now, upkeep_at=now)
    session.add(creator)
    departures.note_return(session, open_id)
    session.flush()
    session.add(Page(creator_id=creator.id, accent=accents.for_id(open_id)))
    session.add(Renewal(creator_id=creator.id))
    return creator


def open_session(creator_id: UUID, browser: str) -> str:
    """Begin a browser session; return the key for its cookie, of which only a hash is stored."""
    now = clock.now()
    key = token_urlsafe(32)
    with writing() as session:
        session.add(
            BrowserSession(
                key_hash=_hash(key),
                creator_id=creator_id,
                browser=browser[:200],
                began_at=now,
                seen_at=now,
                expires_at=now + SESSION_LIFE,
            )
        )
    return key


def creator_of(key: str) -> Creator | None:
    """Return the creator whose live session this key opens; None if there is none."""
    now = clock.now()
    values = {"key_hash": _hash(key), "now": now, "tiktok_app": settings().tiktok_app}
    found = db.session.execute(_LIVE, values).one_or_none()
    if found is None:
        return None
    browser_session, creator = found
    if now - browser_session.seen_at > SEEN_EVERY:
        creator_id = creator.id
        _see(key)
        return db.session.get(Creator, creator_id)
    return creator


def is_of_another_app(key: str) -> bool:
    """Return whether this key opens a live session that was begun with another TikTok app."""
    values = {"tiktok_app": settings().tiktok_app}
    found = db.session.scalar(
        sa.select(BrowserSession.creator_id)
        .join(Creator, Creator.id == BrowserSession.creator_id)
        .where(
            BrowserSession.key_hash == _hash(key),
            BrowserSession.expires_at > clock.now(),
            sa.not_(IS_OF_THIS_APP),
        ),
        values,
    )
    return found is not None


def close_session(key: str) -> None:
    with writing() as session:
        session.execute(sa.delete(BrowserSession).where(BrowserSession.key_hash == _hash(key)))


def close_all_sessions(creator_id: UUID) -> None:
    with writing() as session:
        session.execute(sa.delete(BrowserSession).where(BrowserSession.creator_id == creator_id))


def sessions_of(creator_id: UUID, key: str) -> list[tuple[BrowserSession, bool]]:
    """Return the creator's live sessions, the last used first, and whether each is `key`'s own."""
    mine = _hash(key)
    rows = db.session.scalars(
        sa.select(BrowserSession)
        .where(BrowserSession.creator_id == creator_id, BrowserSession.expires_at > clock.now())
        .order_by(BrowserSession.seen_at.desc())
    )
    return [(row, row.key_hash == mine) for row in rows]


def _see(key: str) -> None:
    now = clock.now()
    with writing() as session:
        session.execute(
            sa.update(BrowserSession)
            .where(BrowserSession.key_hash == _hash(key))
            .values(seen_at=now, expires_at=now + SESSION_LIFE)
        )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
