"""A share card: the picture that other sites show beside a link to a page, as it was drawn."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId


class ShareCard(Model):
    """The newest one of a creator's page: an older one's address leads to it."""

    __tablename__ = "share_card"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    #: The hash of all that it shows (`portfolio.services.pages.share_cards`).
    key: Mapped[str] = mapped_column(sa.String(20))
    #: A PNG of some 15 kB, with the longest texts of 45.
    picture: Mapped[bytes] = mapped_column(sa.LargeBinary)
