"""Refreshing a connection's tokens: under a lease, stored before use, and never two at once.

TikTok's refresh tokens rotate: the old one dies when the new pair is made, so losing a pair
disconnects the creator. The refresh is a list of named steps. A process may be killed after any
of them without harm, except at the one moment that no client can protect: TikTok has rotated, and
its answer is lost.

The stored pair is read in the moment in which the lease is taken, and the new one is returned as
it is stored, so that nobody has to read it again.

Three call it: `token_access`, before a call to TikTok whose token is due, or after TikTok refused
one; `library/upkeep`, which begins a due one when it reads the connection; and `departures`, before
it ends the permission, if the access token has expired.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.connection import Connection
from portfolio.models.tables import CONNECTION, CREATOR
from portfolio.services import leases
from portfolio.services.calls import budget, call
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import refresh_marker, sealing
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import GrantEnded, TikTokError
from portfolio.tiktok.models import Tokens
from portfolio.transactions import writing

LEASE_SECONDS = 30.0  # three times the deadline of the call it guards
#: A refresh begun with fewer seconds left could be cut off after TikTok's rotation, before our
#: commit.
LEAST_SECONDS_LEFT = 15.0
#: Seconds for which a new pair waits for a database that is busy or restarting: the part of
#: `LEAST_SECONDS_LEFT` that the call leaves. The only place where a job may sleep.
KEEP_TRYING_SECONDS = 4.0
#: Seconds until a refresh that failed for a passing reason is tried again.
RETRY_SECONDS = 60.0
#: Seconds for which the refusal of a fresh token counts as TikTok's mistake.
FRESH_REFUSED_SECONDS = 600.0

_TAKE = leases.taking(Connection, CONNECTION.c.creator_id == CREATOR).returning(
    *CONNECTION.c["lease_owner", "version", "refresh_token"]
)
_TAKE_IF_SAME = _TAKE.where(CONNECTION.c.version == sa.bindparam("replaces"))


@dataclass
class Attempt:
    """One refresh on its way through the steps.

    `replaces` is the version of the pair to be replaced; None for any version.
    """

    creator_id: UUID
    replaces: int | None = None
    owner: str | None = None
    version: int = 0
    sealed: bytes = field(default=b"", repr=False)
    refresh_token: str = field(default="", repr=False)
    answer: Tokens | None = None
    refusal: GrantEnded | None = None
    #: The connection with the new pair, or with the refusal.
    stored: Connection = field(init=False, repr=False)


def begin(session: Session, connection: Connection) -> Attempt:
    """Take the lease in the transaction that read this connection, for a refresh after its commit.

    If another process was quicker, the refresh raises `TryLater`.
    """
    attempt = Attempt(connection.creator_id, connection.version)
    values = {"creator": attempt.creator_id, "replaces": attempt.replaces}
    lease = leases.new_lease(LEASE_SECONDS)
    row = session.execute(_TAKE_IF_SAME, lease | values).one_or_none()
    if row is not None:
        _note_lease(attempt, row)
    return attempt


def take_lease(attempt: Attempt) -> None:
    """Take the lease together with the pair that is stored then: no other is sent to TikTok."""
    if attempt.owner is not None:
        return  # `begin` took it
    taking, values = _TAKE, dict[str, object](creator=attempt.creator_id)
    if attempt.replaces is not None:
        taking, values["replaces"] = _TAKE_IF_SAME, attempt.replaces
    row = leases.take_row(taking, seconds=LEASE_SECONDS, **values)
    if row is None:
        raise TryLater(1, "another process refreshes this connection, or has; or it is gone")
    _note_lease(attempt, row)


def _note_lease(attempt: Attempt, row: sa.Row[Any]) -> None:
    attempt.owner, attempt.version = row.lease_owner, row.version
    attempt.sealed = row.refresh_token


def open_token(attempt: Attempt) -> None:
    try:
        attempt.refresh_token = sealing.unseal(attempt.sealed)
    except sealing.CannotUnseal as error:
        raise NotConnected("the tokens cannot be decrypted") from error


def ask_tiktok(attempt: Attempt) -> None:
    try:
        with budget.heeding():
            attempt.answer = tiktok_clients().tokens.refresh(attempt.refresh_token)
    except GrantEnded as refusal:
        attempt.refusal = refusal


def keep_answer(attempt: Attempt) -> None:
    """Commit the new pair, alone, if version and lease are still ours.

    TikTok never gives a pair again, so the commit is tried for `KEEP_TRYING_SECONDS` seconds.
    """
    values = _news(attempt, clock.now())
    ends = time.monotonic() + KEEP_TRYING_SECONDS
    while True:
        try:
            stored = _keep(attempt, values)
            break
        except SQLAlchemyError:  # of any kind: TikTok has rotated, and must not be asked again
            if time.monotonic() >= ends:
                raise
            time.sleep(0.1)
    if stored is None:
        raise TryLater(1, "the creator signed in anew meanwhile")
    attempt.stored = stored


def _news(attempt: Attempt, now: datetime) -> dict[str, object]:
    if attempt.answer is not None:
        return {**values_of(attempt.answer, now), "refreshed_at": now}
    if attempt.refusal is not None:
        return {
            "refused_at": now,
            "problem": attempt.refusal.code,
            "problem_log_id": attempt.refusal.log_id,
        }
    return {}


def _keep(attempt: Attempt, values: dict[str, object]) -> Connection | None:
    keeping = (
        sa.update(CONNECTION)
        .where(
            CONNECTION.c.creator_id == attempt.creator_id,
            CONNECTION.c.version == attempt.version,
            CONNECTION.c.lease_owner == attempt.owner,
        )
        .values(**values, version=attempt.version + 1, lease_owner=None, lease_until=None)
        .returning(CONNECTION)
    )
    with writing() as session:
        row: sa.Row[Any] | None = session.execute(keeping).one_or_none()
    return None if row is None else Connection.as_read(row)


STEPS = (take_lease, open_token, ask_tiktok, keep_answer)


def refresh(creator_id: UUID, replaces: int | None = None) -> Connection:
    """Store a new pair of tokens, or note TikTok's final refusal to give one; return what is
    stored then.

    With `replaces`, only if the stored pair still has this version. Raises `TryLater` if another
    process refreshes or has refreshed it, or if the failure will pass.
    """
    return carry_out(Attempt(creator_id, replaces))


def carry_out(attempt: Attempt) -> Connection:
    """Do the same for an attempt that `begin` may have begun."""
    creator_id = attempt.creator_id
    with refresh_marker.refreshing(creator_id):
        try:
            if call.current().seconds_left() < LEAST_SECONDS_LEFT:
                raise TryLater(1, "too little of this job's time is left for a refresh")
            for step in STEPS:
                step(attempt)
            return attempt.stored
        except TikTokError as error:
            postpone(attempt, error)
            raise TryLater(RETRY_SECONDS, f"refreshing failed: {error.code}") from error
        except (TryLater, NotConnected):
            if attempt.owner:
                leases.end(Connection, creator_id, attempt.owner)
            raise


def postpone(attempt: Attempt, error: TikTokError) -> None:
    """Note a passing failure: it delays the next refresh and never disconnects."""
    with writing() as session:
        session.execute(
            sa.update(Connection)
            .where(
                Connection.creator_id == attempt.creator_id,
                Connection.lease_owner == attempt.owner,
            )
            .values(
                next_refresh_at=clock.now() + timedelta(seconds=RETRY_SECONDS),
                problem=error.code,
                problem_log_id=error.log_id,
                lease_owner=None,
                lease_until=None,
            )
        )


def values_of(tokens: Tokens, now: datetime) -> dict[str, object]:
    """Return the columns that a pair of tokens sets; a value missing in the answer stays."""
    values: dict[str, object] = {
        "access_token": sealing.seal(tokens.access_token),
        "issued_at": now,
        "access_expires_at": now + tokens.access_life,
        "refused_at": None,
        "problem": None,
        "problem_log_id": None,
        "next_refresh_at": None,
    }
    if tokens.scopes:
        values["scopes"] = ",".join(sorted(tokens.scopes))
    if tokens.refresh_token:
        values["refresh_token"] = sealing.seal(tokens.refresh_token)
        values["refresh_expires_at"] = now + tokens.refresh_life if tokens.refresh_life else None
    return values
