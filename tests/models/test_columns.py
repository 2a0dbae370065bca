"""Stored values are read back unchanged, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.transactions import writing
from tests.support.people import Person

IN_TOKYO = timezone(timedelta(hours=9))


def test_an_instant_comes_back_aware_and_in_utc(alice: Person):
    moment = datetime(2026, 11, 20, 21, 30, 15, 123456, IN_TOKYO)

    with writing() as session:
        session.get_one(Creator, alice.creator_id).profile_at = moment

    stored = db.session.get_one(Creator, alice.creator_id).profile_at
    assert stored == moment
    assert stored.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(alice: Person):
    with pytest.raises(sa.exc.StatementError, match="time zone"), writing() as session:
        session.get_one(Creator, alice.creator_id).profile_at = datetime(2026, 11, 20)  # noqa: DTZ001


def test_instants_compare_in_the_database_as_in_python(alice: Person):
    now = alice.creator.joined_at

    def joined(*condition: sa.ColumnElement[bool]) -> int:
        return len(db.session.scalars(sa.select(Creator).where(*condition)).all())

    assert joined(Creator.joined_at <= now.astimezone(IN_TOKYO)) == 1
    assert joined(Creator.joined_at < now.astimezone(IN_TOKYO)) == 0
