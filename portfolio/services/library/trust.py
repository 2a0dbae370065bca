"""Whether to believe the end of a listing, since TikTok's lists sometimes end too soon.

A listing that says it is complete may still lack videos: half of the library, or all of it. Two
things speak against it: known videos that it lacks, and the number of videos in the profile. If
they do, the listing is repeated a few times.

The profile may count videos that no listing ever holds, probably private ones. So a listing that
is short by as many videos as the one before it is believed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.tables import CREATOR, CREATOR_TABLE, SYNC, VIDEO

#: A difference of fewer videos is no reason to distrust: some are deleted every day, and the
#: profile's count follows a little later.
FEW = 3
#: Nor is a difference of at most this share of the videos.
SHARE = 0.1
#: Seconds until a listing that ended early is repeated; after the last repetition it has failed.
REPEAT_AFTER = (60, 600)

_SINCE = VIDEO.c.seen_at >= sa.bindparam("since")
_IS_LOST = sa.and_(sa.not_(_SINCE), VIDEO.c.unlisted_at.is_(None), VIDEO.c.gone_at.is_(None))
_PROMISED = sa.select(CREATOR_TABLE.c.video_count).where(CREATOR_TABLE.c.id == CREATOR)
_SHORT_BEFORE = (
    sa.select(SYNC.c.short_by)
    .where(SYNC.c.creator_id == CREATOR, SYNC.c.short_by.is_not(None))
    .order_by(SYNC.c.started_at.desc())
    .limit(1)
)
_TALLY = sa.select(
    sa.func.count(sa.case((_SINCE, 1))),
    sa.func.count(sa.case((_IS_LOST, 1))),
    _PROMISED.scalar_subquery(),
    _SHORT_BEFORE.scalar_subquery(),
).where(VIDEO.c.creator_id == CREATOR)


class Verdict(Enum):
    """How far a listing that ended is believed."""

    BELIEVED = "what it does not hold is marked as unlisted"
    TAKEN = "it is over, but a video's absence from it means nothing"
    DISTRUSTED = "it ended early: ask for it again"


@dataclass(frozen=True)
class Tally:
    """A library after a listing: the number of videos `there`, of known ones it `lost`, of those
    the profile `promised`, and of those that an earlier sync's listing lacked (None: unknown).
    """

    there: int
    lost: int
    promised: int | None
    short_before: int | None = None

    @property
    def short_by(self) -> int | None:
        """The number of videos by which the listing misses the profile's count; None if unknown."""
        return None if self.promised is None else max(self.promised - self.there, 0)

    @property
    def is_short(self) -> bool:
        """Whether the listing holds far fewer videos than the profile counts."""
        return self.short_by is not None and _is_far(self.short_by, self.promised or 0)

    @property
    def is_short_as_before(self) -> bool:
        """Whether the listing lacks about as many videos as the one before it."""
        if self.promised is None or self.short_before is None:
            return False
        expected = max(self.promised - self.short_before, 0)
        return not _is_far(abs(self.there - expected), max(self.there, expected))

    @property
    def loses_many(self) -> bool:
        """Whether a large share of the known videos is missing, or all of them."""
        return (self.lost > 0 and not self.there) or _is_far(self.lost, self.there + self.lost)

    def verdict(self, *, came_to_its_end: bool, has_gaps: bool, is_repeated: bool) -> Verdict:
        """Judge a listing; `is_repeated` is true of its last allowed repetition.

        More videos may share one second than a listing can deliver: such gaps remain, however
        often it is repeated.
        """
        if has_gaps and came_to_its_end:
            return Verdict.TAKEN
        if not came_to_its_end:
            is_all = self.promised is not None and self.there >= self.promised
            return Verdict.TAKEN if is_all else Verdict.DISTRUSTED
        if self.is_short:
            return Verdict.BELIEVED if self.is_short_as_before else Verdict.DISTRUSTED
        # The profile's count confirms the listing; without a count, repeated equal answers do.
        is_borne_out = self.promised is not None or is_repeated
        return Verdict.BELIEVED if is_borne_out or not self.loses_many else Verdict.DISTRUSTED


def tally(session: Session, creator_id: UUID, since: datetime) -> Tally:
    """Count the videos in the listing that began at `since`, and the known ones it left out."""
    return Tally(*session.execute(_TALLY, {"creator": creator_id, "since": since}).one())


def _is_far(difference: int, of: int) -> bool:
    return difference >= FEW and difference > SHARE * of
