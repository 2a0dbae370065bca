"""A section: a titled group of picks of the draft, with its place among the sections."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId


class Section(Model):
    __tablename__ = "section"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)
    #: Positions ascend on the page, from 1; gaps are normal.
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    #: A line about it, for visitors.
    about: Mapped[str | None] = mapped_column(sa.Text)
    #: None: the layout of the page.
    layout: Mapped[str | None] = mapped_column(sa.String(10))
    #: The rule by which it keeps itself, as `portfolio.services.pages.rules` stores it; None: none.
    rule: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
