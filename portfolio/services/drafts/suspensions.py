"""Suspensions: the host takes a page down, and its creator cannot publish until it is reinstated.

A suspended page has no public edition, as one that its creator took down: every public address
reads that one column, so that visitors are told of the two in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.page import Edition, LeftHandle, Page
from portfolio.models.texts import visible
from portfolio.services.errors import Refused
from portfolio.services.pages import content as contents
from portfolio.services.pages import freshness, handles, rule_videos, shown_videos
from portfolio.transactions import writing

#: The field of the refusal to publish.
FIELD = "suspension"
#: The characters of a reason at most.
LONGEST = 1000


@dataclass(frozen=True)
class Suspended:
    """A suspension that holds now, and the host's reason."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Done:
    """What an act of the host did: to the page of which handle, and how that page is now."""

    handle: str
    changed: bool
    is_public: bool = False


def of(creator_id: UUID) -> Suspended | None:
    """Return the suspension of a creator's page; None while there is none."""
    page = db.session.get(Page, creator_id)
    if page is None or page.suspended_at is None:
        return None
    return Suspended(page.suspended_at, page.suspended_for or "")


def suspend(name: str, reason: str) -> Done:
    """Take down the page that has this handle, or had it before; keep what it showed.

    A second time it stores the new reason. Raises `LookupError` if nobody has the handle, and
    `ValueError` for a reason that says nothing, is too long, or cannot be stored.
    """
    words = visible(reason)
    if not words or "\0" in words:
        raise ValueError("say why, in words that the creator can act on")
    if len(words) > LONGEST:
        raise ValueError(f"use at most {LONGEST} characters for the reason, not {len(words)}")
    with writing() as session:
        page = _locked(session, name)
        done = Done(str(page.handle), page.suspended_for != words)
        page.suspended_for = words
        if page.suspended_at is None:
            page.suspended_at, page.suspended_edition = clock.now(), page.edition
            page.edition = page.published_at = page.covers_due_at = None
            freshness.raise_version(session, page.creator_id)
    return done


def reinstate(name: str) -> Done:
    """Let the page be published again, and show visitors the edition of before.

    Raises `LookupError` if nobody has the handle.
    """
    with writing() as session:
        page = _locked(session, name)
        done = Done(str(page.handle), page.is_suspended)
        number, creator_id = page.suspended_edition, page.creator_id
        page.suspended_at = page.suspended_for = page.suspended_edition = None
        edition = None if number is None else session.get(Edition, (creator_id, number))
        if edition is not None:
            page.edition, page.published_at = edition.number, edition.published_at
            # Since then a sync may have brought what its rules find.
            rule_videos.look(session, page, edition.number, contents.read(edition.content))
            page.version += 1
            session.flush()
            shown_videos.note(session, creator_id)
            freshness.note_due(session, creator_id)
            done = replace(done, is_public=True)
    return done


def refuse_if_suspended(page: Page) -> None:
    """Raise `Refused` if the host has taken this page down."""
    if page.is_suspended:
        raise Refused(
            FIELD,
            gettext("Your page is suspended, so nothing can be published. Nothing of it is lost."),
        )


def _locked(session: Session, name: str) -> Page:
    handle = name.strip().removeprefix("@").lower()
    if not handles.is_one(handle):
        raise LookupError(name)
    former = sa.select(LeftHandle.creator_id).where(LeftHandle.handle == handle)
    is_theirs = sa.or_(Page.handle == handle, Page.creator_id.in_(former))
    page = session.scalars(
        sa.select(Page)
        .where(is_theirs, Page.handle.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if page is None:
        raise LookupError(name)
    return page
