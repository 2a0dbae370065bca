"""Editions: what Publish makes of the draft, and which videos the public page shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Edition, Page
from portfolio.models.pick import Pick
from portfolio.services import library, planner, showing
from portfolio.services.problems import Refused
from portfolio.transactions import writing

#: Older ones go: nobody undoes fifty steps.
KEPT = 50


def publish(creator_id: UUID) -> int:
    """Make an edition of the draft and show it; return its number. Raises `Refused`."""
    now = clock.now()
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        if page.handle is None:
            raise Refused("handle", "Choose a name for your page's address first.")
        content = draft(session, page)
        if not any(section["videos"] for section in content["sections"]) and not content["recent"]:
            raise Refused("picks", "Tick at least one video first.")
        newest = session.scalar(
            sa.select(sa.func.max(Edition.number)).where(Edition.creator_id == creator_id)
        )
        number = (newest or 0) + 1
        session.add(
            Edition(creator_id=creator_id, number=number, content=content, published_at=now)
        )
        session.execute(
            sa.delete(Edition).where(
                Edition.creator_id == creator_id, Edition.number <= number - KEPT
            )
        )
        page.edition, page.published_at = number, now
        page.version += 1
        session.flush()
        planner.note_due(session, creator_id)
    return number


def withdraw(creator_id: UUID) -> None:
    """Take the page back; draft, handle and editions stay."""
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.edition = page.published_at = page.covers_due_at = None
        library.change_page(session, creator_id)


def draft(session: Session, page: Page) -> dict[str, Any]:
    """Return the content an edition of the present draft would have."""
    picks = session.scalars(
        sa.select(Pick).where(Pick.creator_id == page.creator_id).order_by(Pick.position)
    )
    return {
        "accent": page.accent,
        "recent": page.shows_recent,
        "sections": [
            {
                "title": None,
                "videos": [{"id": pick.video_id, "title": pick.title} for pick in picks],
            }
        ],
    }


def count_changes(creator_id: UUID) -> int:
    """Return how many things the draft changes of what is public."""
    page = db.session.get_one(Page, creator_id)
    ours = draft(db.session(), page)
    theirs = showing.published(db.session(), creator_id)
    if theirs is None:
        return len(showing.ids_of(ours))
    old, new = showing.ids_of(theirs), showing.ids_of(ours)
    kept_old = [video_id for video_id in old if video_id in set(new)]
    kept_new = [video_id for video_id in new if video_id in set(old)]
    changed = len(set(old) ^ set(new)) + int(kept_old != kept_new)
    return changed + [ours[name] != theirs[name] for name in ("accent", "recent")].count(True)
