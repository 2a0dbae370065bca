"""Access tokens for calls to TikTok: each caller gets a good one, after a refresh if it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.tables import CREATOR, CREATOR_TABLE, IS_OF_THIS_APP
from portfolio.services.calls import budget
from portfolio.services.connections import sealing
from portfolio.services.connections.refresh import FRESH_REFUSED_SECONDS, RETRY_SECONDS, refresh
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import AccessTokenInvalid
from portfolio.transactions import end_read, writing

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """An access token, and the scopes granted with it."""

    token: str = field(repr=False)
    scopes: frozenset[str]


#: Only a connection of the present TikTok app: its tokens must not be sent to another TikTok.
_THEIRS = (
    sa.select(Connection)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == Connection.creator_id)
    .where(Connection.creator_id == CREATOR, IS_OF_THIS_APP)
)


def calling(creator_id: UUID, ask: Callable[[str], T]) -> T:
    """Return the answer of `ask`, called with a good access token of this creator.

    A token that TikTok refuses is replaced once. Raises `NotConnected`, `TryLater`, and
    any other error of `ask`. No transaction is open while `ask` runs.
    """
    return calling_as_granted(creator_id, lambda token, _scopes: ask(token))


def calling_as_granted(
    creator_id: UUID, ask: Callable[[str, frozenset[str]], T], access: Access | None = None
) -> T:
    """Do the same for an `ask` that also needs the scopes granted with the token.

    `access` is the answer of `refresh_if_due`, for a use case that has called it already.
    """
    access = access or refresh_if_due(creator_id)
    with budget.heeding():
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            access = _replace(creator_id, access.token, error)
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            _wait_with_fresh_token(creator_id, _usable(creator_id).version, error)
            raise TryLater(
                FRESH_REFUSED_SECONDS, "TikTok refuses a token it has just given"
            ) from error


def access_token(creator_id: UUID) -> str:
    """Return an access token that has not expired, after a refresh if one is due."""
    return refresh_if_due(creator_id).token


def refresh_if_due(creator_id: UUID) -> Access:
    """Store a new pair of tokens if a refresh is due; return the access that is stored then.

    A refresh that fails for a passing reason is no error while the old access token is alive.
    Raises `NotConnected` or `TryLater` if there is no token that is alive.
    """
    connection = _usable(creator_id)
    now = clock.now()
    may_refresh = (
        connection.is_refresh_due(now)
        and connection.refused_at is None
        and not connection.is_leased(now)  # the holder of the lease brings the new pair
        and (connection.next_refresh_at is None or connection.next_refresh_at <= now)
    )
    wait: TryLater | None = None
    if may_refresh:
        version = connection.version
        _token(connection)  # a token that no key opens ends the connection here, not in the refresh
        try:
            refresh(creator_id, version)
        except TryLater as later:  # the present token may serve, or another process's new one
            wait = later
        connection = _usable(creator_id)
    if connection.is_access_alive(clock.now()):
        return _open(connection)
    if connection.refused_at is not None:
        end(creator_id, connection.version)
        raise NotConnected(connection.problem or "TikTok ended the connection")
    end_read()
    if wait is None:
        wait = TryLater(
            RETRY_SECONDS if connection.next_refresh_at else 1, "the access token has expired"
        )
    raise wait


def end(creator_id: UUID, version: int) -> None:
    """Note that this connection is lost for good; only a new sign-in makes a new one."""
    with writing() as session:
        session.execute(
            sa.update(Connection)
            .where(Connection.creator_id == creator_id, Connection.version == version)
            .values(ended_at=clock.now())
        )


def _replace(creator_id: UUID, refused: str, error: AccessTokenInvalid) -> Access:
    """Return an access token other than the one that TikTok just refused."""
    connection = _usable(creator_id)
    now, version = clock.now(), connection.version
    if _token(connection) != refused:
        return refresh_if_due(creator_id)  # another process has replaced it already
    if connection.refused_at is not None:
        end(creator_id, connection.version)
        raise NotConnected(error.code)
    if connection.is_leased(now):
        raise TryLater(1, "another process is refreshing this connection")
    if connection.next_refresh_at is not None and connection.next_refresh_at > now:
        raise TryLater(RETRY_SECONDS, "TikTok refused the token, and a refresh failed just now")
    refreshed_at = connection.refreshed_at
    is_fresh = refreshed_at is not None and now - refreshed_at < timedelta(seconds=RETRY_SECONDS)
    if is_fresh and not connection.is_refresh_due(now):  # a short-lived token may have just expired
        _wait_with_fresh_token(creator_id, connection.version, error)
        raise TryLater(FRESH_REFUSED_SECONDS, "TikTok refuses a token it has just given")
    refresh(creator_id, version)
    connection = _usable(creator_id)
    if connection.refused_at is not None:  # there is no token but the refused one
        end(creator_id, connection.version)
        raise NotConnected(error.code)
    return refresh_if_due(creator_id)


def _wait_with_fresh_token(creator_id: UUID, version: int, error: AccessTokenInvalid) -> None:
    with writing() as session:
        session.execute(
            sa.update(Connection)
            .where(Connection.creator_id == creator_id, Connection.version == version)
            .values(
                next_refresh_at=clock.now() + timedelta(seconds=FRESH_REFUSED_SECONDS),
                problem=error.code,
                problem_log_id=error.log_id,
            )
        )


def _usable(creator_id: UUID) -> Connection:
    """Read the connection as it is stored now; raise `NotConnected` if none is usable."""
    end_read()
    values = {"creator": creator_id, "tiktok_app": settings().tiktok_app}
    connection = db.session.scalar(_THEIRS, values)
    if connection is None or connection.is_ended:
        raise NotConnected("there is no connection")
    return connection


def _open(connection: Connection) -> Access:
    scopes = connection.granted
    return Access(_token(connection), scopes)


def _token(connection: Connection) -> str:
    try:
        return sealing.unseal(connection.access_token)
    except sealing.CannotUnseal as error:
        version, creator_id = connection.version, connection.creator_id
        end(creator_id, version)
        raise NotConnected("the tokens cannot be decrypted") from error
    finally:
        end_read()
