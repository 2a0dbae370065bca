"""A change of the draft: its kind, and the inverse that takes it back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Moment


class DraftChange(Model):
    """A creator has a few places for them: a new change takes that of the oldest, so none is ever
    deleted by another. One that was undone stays until its place is taken: numbers only grow.
    """

    __tablename__ = "draft_change"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    made_at: Mapped[Moment]
    is_undone: Mapped[bool]
    #: The change in short, as `services.drafts.draft_changes.Summary` has it.
    kind: Mapped[str] = mapped_column(sa.String(20))
    count: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    #: The values of the draft before, as `services.drafts.draft_changes` stores them.
    inverse: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
