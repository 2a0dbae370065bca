"""Rotating the keys that seal tokens at rest."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.services.connections import sealing
from portfolio.transactions import end_read, writing


@dataclass(frozen=True)
class Rotation:
    """The number of connections sealed again, and of those that no key opens."""

    sealed: int
    unreadable: int


def rotate() -> Rotation:
    """Seal every token with the newest key, one connection a commit; safe to run twice."""
    creators = db.session.scalars(sa.select(Connection.creator_id)).all()
    end_read()
    sealed = sum(_rotate_one(creator_id) for creator_id in creators)
    return Rotation(sealed, len(creators) - sealed)


def _rotate_one(creator_id: UUID) -> bool:
    with writing() as session:
        connection = session.get(Connection, creator_id, with_for_update=True)
        if connection is None:
            return True  # the creator left meanwhile: there is nothing to seal
        try:
            access = sealing.reseal(connection.access_token)
            refresh = sealing.reseal(connection.refresh_token)
        except sealing.CannotUnseal:
            return False
        connection.access_token, connection.refresh_token = access, refresh
        return True
