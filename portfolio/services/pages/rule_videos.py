"""The videos that the rules of the public page found: looked for again after each sync."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.models.tables import CREATOR, EDITION, IS_PUBLISHED, PAGE
from portfolio.services.pages import content as contents
from portfolio.services.pages import freshness, rule_search, shown_videos
from portfolio.services.pages.content import Content
from portfolio.transactions import end_read, writing

_PUBLISHED = (
    sa.select(PAGE.c.edition, PAGE.c.rule_ids, EDITION.c.content)
    .join(
        EDITION,
        IS_PUBLISHED,
    )
    .where(PAGE.c.creator_id == CREATOR)
)


def refresh(creator_id: UUID) -> bool:
    """Search again by the rules of the public page; return whether other videos are found.

    Safe to run twice.
    """
    row = db.session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    content = None if row is None else contents.read(row.content)
    if row is None or content is None or not content.has_rules:
        end_read()
        return False
    found = rule_search.find(db.session(), creator_id, content)
    is_same = found == rule_search.read(row.rule_ids, row.edition, content)
    end_read()
    if is_same:
        return False
    with writing() as session:
        page = session.get(Page, creator_id, with_for_update=True)
        if page is None or page.edition != row.edition:
            return False  # the Publish of meanwhile has searched too
        # Code from before ids were stored may have found the present ones.
        shown_videos.note(session, creator_id)
        page.rule_ids = rule_search.as_json(row.edition, found)
        page.version += 1
        session.flush()
        shown_videos.note(session, creator_id)
        freshness.note_due(session, creator_id)
    return True


def look(session: Session, page: Page, number: int, content: Content) -> None:
    """Store the videos that a new edition's rules find, in the commit that publishes it."""
    found = rule_search.find(session, page.creator_id, content) if content.has_rules else None
    page.rule_ids = None if found is None else rule_search.as_json(number, found)
