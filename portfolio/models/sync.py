"""A sync: one run that brings a library up to date, page by page, with its state in sight."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, Leased, Moment

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
UNFINISHED = (QUEUED, RUNNING)
#: Every page of the library, or only until a page brings nothing new.
FULL, RECENT = "full", "recent"


class Sync(Leased, Model):
    __tablename__ = "sync"
    __table_args__ = (
        # Never two at once for one creator, whatever the queue does.
        sa.Index(
            "uq_sync_unfinished",
            "creator_id",
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        ),
        sa.Index("ix_sync_newest_first", "creator_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    creator_id: Mapped[CreatorId]
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default=QUEUED, index=True)
    #: Where the next page begins, milliseconds; None is the newest video.
    cursor: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: Pages stored. A job names the page it is for, so a job that comes twice does nothing.
    pages: Mapped[int] = mapped_column(default=0)
    #: Videos the listing has held so far, and how many the profile promised (None: unknown).
    found: Mapped[int] = mapped_column(default=0)
    about: Mapped[int | None]
    #: Whether the listing may have skipped videos that share one second: then an absence from it
    #: means nothing.
    has_gaps: Mapped[bool] = mapped_column(default=False)
    #: TikTok's word for what went wrong, and its log id.
    problem: Mapped[str | None] = mapped_column(sa.Text)
    problem_log_id: Mapped[str | None] = mapped_column(sa.Text)
    tries: Mapped[int] = mapped_column(default=0)
    #: Not before this instant is the next page asked for.
    next_at: Mapped[Moment]
    started_at: Mapped[Moment]
    touched_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED
