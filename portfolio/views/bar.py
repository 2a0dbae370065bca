"""The bar at the foot of the studio: how many are picked, what changed, Publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.services import editions, picks
from portfolio.views import presenting


def bar(creator_id: UUID) -> dict[str, Any]:
    page = db.session.get_one(Page, creator_id)
    count = len(picks.numbers(creator_id))
    changes = editions.count_changes(creator_id)
    return {
        "picked": count,
        "changes": changes,
        "page": presenting.studio_page(page),
        "can_publish": bool(page.handle and (count or page.shows_recent)),
    }
