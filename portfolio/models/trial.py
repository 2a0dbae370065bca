"""A trial: a row that is written only to see whether the database stores anything."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import Moment


class Trial(Model):
    """The next trial deletes it."""

    __tablename__ = "trial"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    written_at: Mapped[Moment]
    #: Large enough that the database has to find room for it.
    filler: Mapped[bytes] = mapped_column(sa.LargeBinary)
