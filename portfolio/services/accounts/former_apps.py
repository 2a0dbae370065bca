"""Creators who signed in with another TikTok app than the present one: kept, and not shown."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from portfolio.extensions import db, queues, settings
from portfolio.models.tables import CREATOR_TABLE, IS_OF_THIS_APP
from portfolio.transactions import end_read

log = logging.getLogger(__name__)

#: Workers that start within this time of each other tell the host once.
ONE_START_SECONDS = 10

_COUNT = (
    sa.select(sa.func.count())
    .select_from(CREATOR_TABLE)
    .where(sa.not_(IS_OF_THIS_APP), CREATOR_TABLE.c.leaving_at.is_(None))
)
WORDS = (
    "TIKTOK_CLIENT_KEY or TIKTOK_API_URL was changed: %s of the creators stored here signed in "
    "with another TikTok app. Their pages are hidden and their tokens are not used. To show the "
    "pages again, set both back. To go on with the present app, ask these creators to sign in "
    "again; TikTok gives them new ids, so each begins with an empty page."
)


def tell() -> None:
    """Tell the host, at the start of a worker, the number of such creators, if there are any."""
    if not queues.claim("former-apps", seconds=ONE_START_SECONDS):
        return
    found = db.session.scalar(_COUNT, {"tiktok_app": settings().tiktok_app})
    end_read()
    if found:
        log.warning(WORDS, found)
