"""A sync: one run that brings a library up to date, page by page, with its progress."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Moment, Work

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
UNFINISHED = (QUEUED, RUNNING)
#: Every page of the library, or only pages until one brings nothing new.
FULL, RECENT = "full", "recent"
#: The condition of the index that allows a creator one unfinished sync. PostgreSQL recognises it
#: by its constants, so it has no parameters.
OF_UNFINISHED = sa.text("state IN ('queued', 'running')")
#: The problem of a sync whose listing ended before it held TikTok's count, or the known videos.
ENDED_EARLY = "TikTok's list of your videos ended early."


class Sync(Work, Model):
    #: The waits are shorter than of other work: the creator looks at the progress in the studio.
    LONGEST_WAIT_SECONDS: ClassVar[int] = 900

    __tablename__ = "sync"
    __table_args__ = (
        # A creator never has two unfinished syncs, even if two jobs start one.
        sa.Index(
            "uq_sync_unfinished",
            "creator_id",
            unique=True,
            sqlite_where=OF_UNFINISHED,
            postgresql_where=OF_UNFINISHED,
        ),
        sa.Index("ix_sync_newest_first", "creator_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    creator_id: Mapped[CreatorId]
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default=QUEUED, index=True)
    #: The cursor of the next page, Unix milliseconds; None: the newest videos.
    cursor: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: Pages stored, of all the listings that this sync asked for.
    pages: Mapped[int] = mapped_column(default=0)
    #: Videos of the listing until now, and the number in the profile (None: unknown).
    found: Mapped[int] = mapped_column(default=0)
    about: Mapped[int | None]
    #: Whether the listing may have skipped videos that share one second: then a video's absence
    #: means nothing.
    has_gaps: Mapped[bool] = mapped_column(default=False)
    #: How often the listing was repeated because it ended early.
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The number of videos in the profile's count that the complete listing lacked.
    short_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: The code or text of the last failure, and TikTok's log id.
    problem: Mapped[str | None] = mapped_column(sa.Text)
    problem_log_id: Mapped[str | None] = mapped_column(sa.Text)
    started_at: Mapped[Moment]
    touched_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def is_unfinished(cls) -> sa.ColumnElement[bool]:
        return sa.or_(*(cls.__table__.c.state == state for state in UNFINISHED))

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED
