"""The end of a listing: it is believed, taken as it is, or the listing is repeated later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portfolio.models.sync import DONE, ENDED_EARLY, FAILED, FULL, RUNNING
from portfolio.services.library import trust, videos
from portfolio.services.library.trust import Verdict
from portfolio.tiktok.paging import TOO_MANY, Step


@dataclass(frozen=True)
class Ending:
    """The end of a listing: changes to its sync's row, and the work that follows."""

    changes: dict[str, object]
    #: Seconds until the whole listing is repeated; None: the sync is over.
    again_after: float | None = None
    #: The creator whose page may show videos that the listing left out: check them (`absences`).
    to_check: UUID | None = None


def end(session: Session, sync: Any, last: Step, *, has_gaps: bool, now: datetime) -> Ending:
    """Judge a listing that ended with the step `last`, and mark the videos that it left out."""
    tally = trust.tally(session, sync.creator_id, sync.started_at)
    is_repeated = sync.repeats >= len(trust.REPEAT_AFTER) or last.reason == TOO_MANY
    verdict = tally.verdict(
        came_to_its_end=last.complete, has_gaps=has_gaps, is_repeated=is_repeated
    )
    if verdict is Verdict.DISTRUSTED and not is_repeated:
        return _again(sync, tally, now)
    changes: dict[str, object] = {"state": DONE, "found": tally.there, "ended_at": now}
    if last.complete:
        changes["short_by"] = tally.short_by
    if verdict is Verdict.DISTRUSTED:
        changes |= {"state": FAILED, "problem": ENDED_EARLY}
    if verdict is not Verdict.BELIEVED or not tally.lost:
        return Ending(changes)
    videos.mark_unlisted(session, sync.creator_id, sync.started_at, now)
    return Ending(changes, to_check=sync.creator_id)


def _again(sync: Any, tally: trust.Tally, now: datetime) -> Ending:
    """Repeat the listing later; a video in any of its rounds counts as listed."""
    wait = trust.REPEAT_AFTER[sync.repeats]
    changes: dict[str, object] = {
        "kind": FULL, "state": RUNNING, "cursor": None, "has_gaps": False,
        "repeats": sync.repeats + 1, "found": tally.there, "about": tally.promised,
        "problem": ENDED_EARLY, "next_at": now + timedelta(seconds=wait),
    }  # fmt: skip
    return Ending(changes, again_after=wait)
