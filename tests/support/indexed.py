"""Libraries of a few videos whose texts are in the index, as those of thousands are."""

from __future__ import annotations

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.tables import VIDEO
from portfolio.services.library import index_parts
from tests.support.people import Person


def index(person: Person) -> None:
    """Index all of a person's videos, however few they are."""
    while index_parts.add(person.creator_id):
        pass


def outside(person: Person, *video_ids: str) -> None:
    """Let some of a person's videos have no number, as if their texts had just changed."""
    of_these = VIDEO.c.creator_id == person.creator_id, VIDEO.c.id.in_(video_ids)
    db.session.execute(sa.update(VIDEO).where(*of_these).values(number=None))
    db.session.commit()


def numbers_of(person: Person) -> dict[str, int | None]:
    """Return the number of each of a person's videos."""
    db.session.rollback()
    found = sa.select(*VIDEO.c["id", "number"]).where(VIDEO.c.creator_id == person.creator_id)
    return {row.id: row.number for row in db.session.execute(found)}
