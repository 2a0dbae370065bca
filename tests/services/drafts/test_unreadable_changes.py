"""A change whose inverse cannot be read is given up, and Undo goes on with the one before it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.tables import DRAFT_CHANGE
from portfolio.services.drafts import undo
from tests.support.people import Person
from tests.support.stored import picks_of
from tests.support.undoing import draft_of, newest, number_of, tick, undo_newest

BAD: dict[str, Any] = {
    "a list": [],
    "a word": "nothing",
    "null": None,
    "parts that are lists": {"picks": [], "sections": [], "page": []},
    "changed rows without values": {"picks": {"changed": [["7"]]}},
    "a position that is a word": {"picks": {"changed": [["7", {"position": "first"}]]}},
    "a position that is true": {"picks": {"changed": [["7", {"position": True}]]}},
    "a pick without its columns": {"picks": {"removed": [{"video_id": "7"}]}},
    "rows of two shapes": {"picks": {"removed": [{"video_id": "7", "position": 1}, {"alt": "a"}]}},
    "an instant that is none": {
        "picks": {"removed": [{"video_id": "7", "position": 1, "picked_at": "yesterday"}]}
    },
    "an instant without a zone": {
        "picks": {"removed": [{"video_id": "7", "position": 1, "picked_at": "2026-01-01T00:00"}]}
    },
    "an id that is none": {"sections": {"added": ["first"]}},
    "a colour that is a number": {"page": {"accent": 7}},
    "a colour that is missing": {"page": {"accent": None}},
    "a good part and a bad one": {"sections": {}, "picks": {"added": [7]}, "page": {"headline": 1}},
}


def damage(person: Person, inverse: str) -> None:
    """Put this text in the place of the newest inverse."""
    column = "inverse = :inverse"
    if db.engine.dialect.name == "postgresql":
        column = "inverse = CAST(:inverse AS json)"
    statement = sa.text(f"UPDATE draft_change SET {column} WHERE number = :number")
    db.session.execute(statement, {"inverse": inverse, "number": number_of(person)})
    db.session.commit()


@pytest.fixture
def ticked(alice: Person) -> Person:
    """Alice, who has ticked two videos one after the other."""
    for video_id in alice.ids[:2]:
        tick(alice.creator_id, video_id)
    return alice


@pytest.mark.parametrize("inverse", BAD.values(), ids=BAD)
def test_an_unreadable_change_is_given_up_and_the_one_before_it_is_undone(
    inverse: Any, ticked: Person
):
    damage(ticked, json.dumps(inverse))
    before, number = draft_of(ticked), number_of(ticked)

    given_up = undo_newest(ticked)

    assert (given_up.change.number, given_up.is_readable) == (number, False)
    assert draft_of(ticked) == before
    assert given_up.draft.newest == newest(ticked)
    assert undo_newest(ticked).is_readable
    assert picks_of(ticked) == ticked.ids[1:2]


def test_an_inverse_that_is_no_json_is_given_up_too(ticked: Person):
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(sa.exc.DataError):  # its column refuses such a text
            damage(ticked, "{half")
        return
    damage(ticked, "{half")

    assert not undo_newest(ticked).is_readable

    assert undo.undo(ticked.creator_id, number_of(ticked)).is_readable


def test_the_given_up_change_keeps_no_values(ticked: Person):
    damage(ticked, "[]")

    undo_newest(ticked)

    kept = sa.select(DRAFT_CHANGE.c.inverse).where(DRAFT_CHANGE.c.is_undone)
    assert db.session.scalars(kept).all() == [{}]
