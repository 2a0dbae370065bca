"""A renewal of covers as a visitor brings it about, and its calls at TikTok."""

from __future__ import annotations

from portfolio import jobs
from portfolio.queues import VISITORS
from tests.support.people import Person


def queries(person: Person) -> list[list[str]]:
    """Return the ids of each `video/query` call for this account."""
    return [call["ids"] for call in person.account.calls("video/query")]


def asked(person: Person) -> list[str]:
    """Return the ids of all calls together, with repetitions."""
    return [video_id for ids in queries(person) for video_id in ids]


def renew(person: Person, ids: list[str] | None = None) -> None:
    jobs.renew_covers_later(person.creator_id, person.ids if ids is None else ids, VISITORS)
    person.worker.works()
