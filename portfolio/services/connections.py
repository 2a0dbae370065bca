"""A creator's connection: the token to call TikTok with, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.tables import CREATOR
from portfolio.services import budget, vault
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.refresh import FRESH_REFUSED, RETRY, refresh
from portfolio.tiktok.errors import AccessTokenInvalid
from portfolio.transactions import let_go, writing

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """What a call needs: the token, and the scopes it was granted with."""

    token: str = field(repr=False)
    scopes: frozenset[str]


_THEIRS = sa.select(Connection).where(Connection.creator_id == CREATOR)


def calling(creator_id: UUID, ask: Callable[[str], T]) -> T:
    """Return what `ask` gets from TikTok with a good access token of this creator.

    A token that TikTok refuses is replaced once. Raises `NotConnected`, `TryLater`, and
    whatever else `ask` raises. No transaction is open while `ask` runs.
    """
    return calling_as_granted(creator_id, lambda token, _scopes: ask(token))


def calling_as_granted(creator_id: UUID, ask: Callable[[str, frozenset[str]], T]) -> T:
    """The same, where what to ask for depends on the scopes that were granted with the token."""
    access = _access(creator_id)
    with budget.heeding():
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            access = _replace(creator_id, access.token, error)
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            _wait_with_fresh_token(creator_id, _usable(creator_id).version, error)
            raise TryLater(FRESH_REFUSED, "TikTok refuses a token it has just given") from error


def access_token(creator_id: UUID) -> str:
    """Return an access token that has not expired, refreshed first where that is due."""
    return _access(creator_id).token


def _access(creator_id: UUID) -> Access:
    connection = _usable(creator_id)
    now = clock.now()
    may_refresh = (
        connection.is_refresh_due(now)
        and connection.refused_at is None
        and not connection.is_leased(now)  # whoever holds the lease brings the new pair
        and (connection.next_refresh_at is None or connection.next_refresh_at <= now)
    )
    wait: TryLater | None = None
    if may_refresh:
        version = connection.version
        _token(connection)  # one that no key opens ends here, not in the refresh
        try:
            refresh(creator_id, version)
        except TryLater as later:  # the present token, or another one's new one, may serve
            wait = later
        connection = _usable(creator_id)
    if connection.is_access_alive(clock.now()):
        return _open(connection)
    if connection.refused_at is not None:
        end(creator_id, connection.version)
        raise NotConnected(connection.problem or "TikTok ended the connection")
    let_go()
    if wait is None:
        wait = TryLater(RETRY if connection.next_refresh_at else 1, "the access token has expired")
    raise wait


def end(creator_id: UUID, version: int) -> None:
    """Note that this connection is lost for good; a new sign-in starts a new one."""
    with writing() as session:
        session.execute(
            sa.update(Connection)
            .where(Connection.creator_id == creator_id, Connection.version == version)
            .values(ended_at=clock.now())
        )


def _replace(creator_id: UUID, refused: str, error: AccessTokenInvalid) -> Access:
    """Return another token than the one TikTok just refused."""
    connection = _usable(creator_id)
    now, version = clock.now(), connection.version
    if _token(connection) != refused:
        return _access(creator_id)  # somebody else has replaced it already
    if connection.refused_at is not None:
        end(creator_id, connection.version)
        raise NotConnected(error.code)
    if connection.is_leased(now):
        raise TryLater(1, "another process is refreshing this connection")
    if connection.next_refresh_at is not None and connection.next_refresh_at > now:
        raise TryLater(RETRY, "TikTok refused the token, and a refresh failed just now")
    refreshed_at = connection.refreshed_at
    is_fresh = refreshed_at is not None and now - refreshed_at < timedelta(seconds=RETRY)
    if is_fresh and not connection.is_refresh_due(now):  # a short-lived one may just have expired
        _wait_with_fresh_token(creator_id, connection.version, error)
        raise TryLater(FRESH_REFUSED, "TikTok refuses a token it has just given")
    refresh(creator_id, version)
    connection = _usable(creator_id)
    if connection.refused_at is not None:  # the refused token is all there is
        end(creator_id, connection.version)
        raise NotConnected(error.code)
    return _access(creator_id)


def _wait_with_fresh_token(creator_id: UUID, version: int, error: AccessTokenInvalid) -> None:
    with writing() as session:
        session.execute(
            sa.update(Connection)
            .where(Connection.creator_id == creator_id, Connection.version == version)
            .values(
                next_refresh_at=clock.now() + timedelta(seconds=FRESH_REFUSED),
                problem=error.code,
                problem_log_id=error.log_id,
            )
        )


def _usable(creator_id: UUID) -> Connection:
    """Read the connection as it is stored now; raise `NotConnected` if there is none that works."""
    let_go()
    connection = db.session.scalar(_THEIRS, {"creator": creator_id})
    if connection is None or connection.is_ended:
        raise NotConnected("there is no connection")
    return connection


def _open(connection: Connection) -> Access:
    scopes = connection.granted
    return Access(_token(connection), scopes)


def _token(connection: Connection) -> str:
    try:
        return vault.unseal(connection.access_token)
    except vault.Sealed as error:
        version, creator_id = connection.version, connection.creator_id
        end(creator_id, version)
        raise NotConnected("the tokens cannot be decrypted") from error
    finally:
        let_go()
