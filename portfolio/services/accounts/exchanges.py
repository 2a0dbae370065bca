"""One exchange for one sign-in, however often and in whichever process its callback arrives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.exchange import Exchange
from portfolio.transactions import end_read, writing

#: A repeated callback gets the same outcome for this time after the end.
REPEATED = timedelta(seconds=60)
#: How long an exchange is remembered; its state is worth nothing after an hour.
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """The end of an exchange: the creator signed in, or the error page shown to the browser."""

    creator_id: UUID | None
    told: dict[str, Any] | None


def begin(state: str) -> bool:
    """Claim the exchange for this state; False if it was begun before."""
    now = clock.now()
    try:
        with writing() as session:
            session.execute(sa.delete(Exchange).where(Exchange.began_at < now - REMEMBERED))
            session.add(Exchange(state_hash=_hash(state), began_at=now))
            session.flush()
    except IntegrityError:
        return False
    return True


def end(state: str, creator_id: UUID | None, told: dict[str, Any] | None = None) -> None:
    """Note how the exchange for this state ended."""
    with writing() as session:
        session.execute(
            sa.update(Exchange)
            .where(Exchange.state_hash == _hash(state))
            .values(ended_at=clock.now(), creator_id=creator_id, told=told)
        )


def is_over(state: str) -> bool:
    ended = db.session.scalar(
        sa.select(Exchange.ended_at).where(Exchange.state_hash == _hash(state))
    )
    end_read()
    return ended is not None


def is_under_way(state: str, seconds: float) -> bool:
    """Return whether the exchange began within the last `seconds`, and has not ended."""
    since = clock.now() - timedelta(seconds=seconds)
    began = db.session.scalar(
        sa.select(Exchange.began_at).where(
            Exchange.state_hash == _hash(state),
            Exchange.ended_at.is_(None),
            Exchange.began_at > since,
        )
    )
    end_read()
    return began is not None


def outcome_of(state: str) -> Outcome | None:
    """Return the outcome of an exchange that ended within the last minute."""
    found = db.session.execute(
        sa.select(Exchange.creator_id, Exchange.told).where(
            Exchange.state_hash == _hash(state), Exchange.ended_at > clock.now() - REPEATED
        )
    ).one_or_none()
    end_read()
    return None if found is None else Outcome(found.creator_id, found.told)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode(errors="surrogatepass")).hexdigest()
