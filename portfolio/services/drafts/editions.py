"""Editions: Publish stores the draft as the next one, a withdrawal hides the page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.languages import gettext
from portfolio.models.normal_form import normal
from portfolio.models.page import Edition, Page
from portfolio.models.tables import EDITION
from portfolio.services.drafts import differences, drafts, order, suspensions
from portfolio.services.drafts.differences import Difference
from portfolio.services.errors import Refused
from portfolio.services.pages import freshness, rule_videos, shown_videos, video_times
from portfolio.services.pages.content import as_json
from portfolio.transactions import writing

#: Older editions are deleted.
EDITIONS_KEPT = 50


def publish(creator_id: UUID, by: UUID | None = None) -> int:
    """Make an edition of the draft and show it; return its number. Raises `Refused`.

    `by` is the person who publishes it.
    """
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        return publish_in(session, page, by)


def publish_changes(creator_id: UUID, by: UUID | None = None) -> Difference | None:
    """Publish the draft if visitors see something else now; return its difference to that.

    None: the page already shows the draft, so a repeated press makes no second edition. Raises
    `Refused` as `publish` does.
    """
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        published = shown_videos.published(session, creator_id)
        draft = drafts.content_of(page, order.groups_of(session, creator_id))
        difference = differences.between(published, draft)
        if published is not None and not difference.count:
            return None
        publish_in(session, page, by)
        return difference


def publish_in(session: Session, page: Page, by: UUID | None) -> int:
    """Do the same inside a use case that holds the page's row."""
    now, creator_id = clock.now(), page.creator_id
    suspensions.refuse_if_suspended(page)
    if page.handle is None:
        raise Refused("handle", gettext("Choose a name for your page's address first."))
    content = drafts.content_of(page, order.groups_of(session, creator_id))
    if content.is_empty:
        raise Refused("picks", gettext("Tick at least one video first."))
    # Code from before ids were stored may have published the present edition.
    shown_videos.note(session, creator_id)
    newest = session.scalar(
        sa.select(sa.func.max(Edition.number)).where(Edition.creator_id == creator_id)
    )
    number = (newest or 0) + 1
    session.add(
        Edition(
            creator_id=creator_id,
            number=number,
            content=as_json(content),
            published_at=now,
            published_by=by,
            entry_times=video_times.of_next_edition(session, creator_id, newest, content, now),
        )
    )
    session.execute(
        sa.delete(Edition).where(
            Edition.creator_id == creator_id, Edition.number <= number - EDITIONS_KEPT
        )
    )
    page.edition, page.published_at = number, now
    page.first_published_at = page.first_published_at or _first_published(session, creator_id)
    words = (content.look.headline, content.look.bio)
    page.search = normal(" ".join(each for each in words if each))
    rule_videos.look(session, page, number, content)
    page.version += 1
    session.flush()
    shown_videos.note(session, creator_id)
    freshness.note_due(session, creator_id)
    return number


def _first_published(session: Session, creator_id: UUID) -> datetime | None:
    """Return when the oldest edition was published: with the one that is being made."""
    session.flush()
    oldest = sa.select(sa.func.min(EDITION.c.published_at)).where(
        EDITION.c.creator_id == creator_id
    )
    found: datetime | None = session.scalar(oldest)
    return found


def withdraw(creator_id: UUID) -> None:
    """Take the page back, and any set time with it; draft, handle and editions stay."""
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.edition = page.published_at = page.covers_due_at = None
        page.suspended_edition = None
        page.publish_at = page.publish_by = page.publish_refused = None
        freshness.raise_version(session, creator_id)
