"""A cover: a video's image at TikTok, with the instant after which its address answers 403."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId, Instant, TikTokId

#: A cover is due for renewal when it has this much left,
RENEW_BEFORE = timedelta(minutes=15)
#: or this share of its life, if that is more.
RENEW_SHARE = 0.20
#: However short its life, it is not due while it has more than this share of it left.
RENEW_MOST = 0.50
#: It is renewed ahead of a visit if its page was viewed in this share of its life before it was
#: due: then the next visitor is likely to come while the new cover lives.
WARM_SHARE = 0.20
#: Images load lazily, minutes after the page: a cover on a page must have this much left,
SAFE_LEFT = timedelta(minutes=10)
#: or this share of its life, if that is less.
SAFE_SHARE = 0.25


def renew_by(fetched_at: datetime, expires_at: datetime) -> datetime:
    """Return the instant from which a cover is due for renewal.

    It is stored with the cover: other constants reach each one at its next renewal. The planner
    in `services/renewals` says which of those that are due are renewed without a visit.
    """
    life = max(expires_at - fetched_at, timedelta())
    return expires_at - min(max(RENEW_BEFORE, RENEW_SHARE * life), RENEW_MOST * life)


def safe_until(fetched_at: datetime, expires_at: datetime) -> datetime:
    """Return the instant until which a page may carry a cover."""
    life = max(expires_at - fetched_at, timedelta())
    return expires_at - min(SAFE_LEFT, SAFE_SHARE * life)


def warm_from(fetched_at: datetime, expires_at: datetime) -> datetime:
    """Return the instant from which a view of its page justifies a renewal ahead of a visit."""
    life = max(expires_at - fetched_at, timedelta())
    return renew_by(fetched_at, expires_at) - WARM_SHARE * life


def is_due(fetched_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    if fetched_at is None or expires_at is None:
        return True
    return now >= renew_by(fetched_at, expires_at)


def is_safe(fetched_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    if fetched_at is None or expires_at is None:
        return False
    return now < safe_until(fetched_at, expires_at)


class Cover(Model):
    """The newest address that TikTok gave for a cover. Never re-encode `url`: it is signed."""

    __tablename__ = "cover"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["creator_id", "video_id"], ["video.creator_id", "video.id"], ondelete="CASCADE"
        ),
    )

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    video_id: Mapped[TikTokId] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(sa.Text)
    fetched_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    #: The instant is stored, so that the planner can ask the database for due covers.
    renew_by: Mapped[datetime] = mapped_column(Instant, index=True)

    def is_safe(self, now: datetime) -> bool:
        return is_safe(self.fetched_at, self.expires_at, now)

    def is_due(self, now: datetime) -> bool:
        return now >= self.renew_by
