"""Access tokens for calls to TikTok: each caller gets a good one, after a refresh if it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.tables import CONNECTION, CREATOR, CREATOR_TABLE, IS_OF_THIS_APP
from portfolio.services.calls import budget
from portfolio.services.connections import refresh, sealing
from portfolio.services.connections.refresh import FRESH_REFUSED_SECONDS, RETRY_SECONDS
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import AccessTokenInvalid
from portfolio.transactions import end_read, writing

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """An access token, and the scopes granted with it."""

    token: str = field(repr=False)
    scopes: frozenset[str]


#: Reads the connection of `creator`, if it is one of the present app, `tiktok_app`: its tokens must
#: not be sent to another TikTok.
THEIRS = (
    sa.select(CONNECTION)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == CONNECTION.c.creator_id)
    .where(CONNECTION.c.creator_id == CREATOR, IS_OF_THIS_APP)
)


def calling(creator_id: UUID, ask: Callable[[str], T], access: Access | None = None) -> T:
    """Return the answer of `ask`, called with a good access token of this creator.

    A token that TikTok refuses is replaced once. Raises `NotConnected`, `TryLater`, and
    any other error of `ask`. No transaction is open while `ask` runs.
    """
    return calling_as_granted(creator_id, lambda token, _scopes: ask(token), access)


def calling_as_granted(
    creator_id: UUID, ask: Callable[[str, frozenset[str]], T], access: Access | None = None
) -> T:
    """Do the same for an `ask` that also needs the scopes granted with the token.

    `access` is that of `access_by`, for a use case that has read the connection already.
    """
    access = access or access_by(usable(creator_id))
    with budget.heeding():
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            access = _replace(creator_id, access.token, error)
        try:
            return ask(access.token, access.scopes)
        except AccessTokenInvalid as error:
            _wait_with_fresh_token(creator_id, usable(creator_id).version, error)
            raise TryLater(
                FRESH_REFUSED_SECONDS, "TikTok refuses a token it has just given"
            ) from error


def access_token(creator_id: UUID) -> str:
    """Return an access token that has not expired, after a refresh if one is due."""
    return access_by(usable(creator_id)).token


def access_by(connection: Connection, attempt: refresh.Attempt | None = None) -> Access:
    """Return the access by a connection just read, after a refresh if one is due.

    `attempt` is the refresh that a use case began when it read the connection. A refresh that
    fails for a passing reason is no error while the old access token is alive. Raises
    `NotConnected` or `TryLater` if there is no token that is alive.
    """
    creator_id = connection.creator_id
    if attempt is None and may_refresh(connection):
        attempt = refresh.Attempt(creator_id, connection.version)
    wait: TryLater | None = None
    if attempt is not None:
        _token(connection)  # a token that no key opens ends the connection here, not in the refresh
        try:
            connection = checked(refresh.carry_out(attempt))
        except TryLater as later:  # the present token may serve, or another process's new one
            wait, connection = later, usable(creator_id)
    if connection.is_access_alive(clock.now()):
        return Access(_token(connection), connection.granted)
    if connection.refused_at is not None:
        end(creator_id, connection.version)
        raise NotConnected(connection.problem or "TikTok ended the connection")
    if wait is None:
        wait = TryLater(
            RETRY_SECONDS if connection.next_refresh_at else 1, "the access token has expired"
        )
    raise wait


def may_refresh(connection: Connection) -> bool:
    """Return whether a refresh of these tokens is due, and nothing speaks against it now."""
    now = clock.now()
    return (
        connection.is_refresh_due(now)
        and connection.refused_at is None
        and not connection.is_leased(now)  # the holder of the lease brings the new pair
        and (connection.next_refresh_at is None or connection.next_refresh_at <= now)
    )


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
    connection, now = usable(creator_id), clock.now()
    if _token(connection) != refused:
        return access_by(connection)  # another process has replaced it already
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
    connection = checked(refresh.refresh(creator_id, connection.version))
    if connection.refused_at is not None:  # there is no token but the refused one
        end(creator_id, connection.version)
        raise NotConnected(error.code)
    return access_by(connection)


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


def usable(creator_id: UUID) -> Connection:
    """Read the connection as it is stored now; raise `NotConnected` if none is usable."""
    end_read()
    connection = read(db.session(), creator_id)
    end_read()
    return checked(connection)


def read(session: Session, creator_id: UUID) -> Connection | None:
    """Read the connection in the transaction of a use case that decides upon it."""
    values = {"creator": creator_id, "tiktok_app": settings().tiktok_app}
    row = session.execute(THEIRS, values).one_or_none()
    return None if row is None else Connection.as_read(row)


def checked(connection: Connection | None) -> Connection:
    """Return the connection if there is one, and it has not ended; else raise `NotConnected`."""
    if connection is None or connection.is_ended:
        raise NotConnected("there is no connection")
    return connection


def _token(connection: Connection) -> str:
    try:
        return sealing.unseal(connection.access_token)
    except sealing.CannotUnseal as error:
        end(connection.creator_id, connection.version)
        raise NotConnected("the tokens cannot be decrypted") from error
