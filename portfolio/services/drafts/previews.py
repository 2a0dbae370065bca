"""Previews: the page as visitors would see the draft or an edition; the draft's private link."""

from __future__ import annotations

import secrets
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db, settings
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.tables import CREATOR_TABLE, IS_OF_THIS_APP, PAGE
from portfolio.services.drafts import drafts, history, order
from portfolio.services.pages import public_page, rule_search
from portfolio.services.pages.content import Content
from portfolio.services.pages.public_page import PublicPage
from portfolio.transactions import writing

#: Random bytes of the secret part of a private link.
TOKEN_BYTES = 32

_SHARED = (
    sa.select(PAGE.c.creator_id)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
    .where(
        PAGE.c.preview_token == sa.bindparam("token"),
        PAGE.c.suspended_at.is_(None),
        CREATOR_TABLE.c.removed_at.is_(None),
        CREATOR_TABLE.c.leaving_at.is_(None),
        IS_OF_THIS_APP,
    )
)


def of_draft(creator_id: UUID) -> PublicPage:
    """Return the page as visitors would see it after Publish."""
    session = db.session()
    page = session.get_one(Page, creator_id)
    return _shown(page, drafts.content_of(page, order.groups_of(session, creator_id)))


def of_edition(creator_id: UUID, number: int) -> PublicPage | None:
    """Return the page as visitors would see an edition now; None if it is not kept."""
    edition = history.find(creator_id, number)
    if edition is None:
        return None
    return _shown(db.session.get_one(Page, creator_id), edition.content)


def of_link(token: str) -> PublicPage | None:
    """Return the draft that a private link shows; None if the link was taken back, or never was."""
    values = {"token": token, "tiktok_app": settings().tiktok_app}
    creator_id = db.session.scalar(_SHARED, values)
    return None if creator_id is None else of_draft(creator_id)


def share(creator_id: UUID) -> str:
    """Return the secret part of the draft's private link: a new one only if there is none."""
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        if page.preview_token is None:
            page.preview_token = secrets.token_urlsafe(TOKEN_BYTES)
        return page.preview_token


def take_back(creator_id: UUID) -> None:
    """Let the private link show nothing any more; the next one is another one."""
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.preview_token = None


def _shown(page: Page, content: Content) -> PublicPage:
    creator = db.session.get_one(Creator, page.creator_id)
    found = rule_search.find(db.session(), page.creator_id, content)
    return public_page.of_content(creator, page.handle or "", page.version, content, found)
