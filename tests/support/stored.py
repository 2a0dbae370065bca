"""The current rows of the database, freshly read."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import Model, db
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from portfolio.models.renewal import Renewal
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from tests.support.people import Person

M = TypeVar("M", bound=Model)


def rows(model: type[M], creator_id: UUID) -> list[M]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(model).filter_by(creator_id=creator_id)))


def connection_of(person: Person) -> Connection:
    return rows(Connection, person.creator_id)[0]


def page_of(person: Person) -> Page:
    return rows(Page, person.creator_id)[0]


def renewal_of(person: Person) -> Renewal:
    return rows(Renewal, person.creator_id)[0]


def videos_of(person: Person) -> dict[str, Video]:
    return {video.id: video for video in rows(Video, person.creator_id)}


def covers_of(person: Person) -> dict[str, Cover]:
    return {cover.video_id: cover for cover in rows(Cover, person.creator_id)}


def syncs_of(person: Person) -> list[Sync]:
    """Return the creator's syncs, oldest first."""
    return sorted(rows(Sync, person.creator_id), key=lambda sync: sync.started_at)


def picks_of(person: Person) -> list[str]:
    """Return the picked ids in their order."""
    picks = sorted(rows(Pick, person.creator_id), key=lambda pick: pick.position)
    return [pick.video_id for pick in picks]
