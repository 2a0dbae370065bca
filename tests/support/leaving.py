"""A departure as it is stored, and as TikTok knows of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.departure import Departure
from tests.support.people import Person

Counted = Callable[[], dict[str, int]]


#: The tables that keep a row of a departed creator.
TRACES = {"departure", "tombstone", "left_handle"}


def left_tables(counted: Counted) -> set[str]:
    return {name for name, count in counted().items() if count}


def departure(departure_id: UUID) -> Departure:
    return db.session.get_one(Departure, departure_id, populate_existing=True)


def revocations(person: Person, outcome: str = "ok") -> int:
    calls = person.account.tiktok.calls("oauth/revoke")
    return sum(call["outcome"] == outcome for call in calls)


def is_granted(person: Person) -> bool:
    """Whether the app is still in the list in the person's TikTok settings."""
    grants = person.account.tiktok.control("state")["grants"]
    return any(grant["account"] == person.account.name for grant in grants)


def sweep(person: Person) -> None:
    jobs.sweep_now()
    person.worker.works()
