"""The draft: the picks and the page's settings, beside the edition that is public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.services.drafts import differences, draft_changes, order
from portfolio.services.drafts.differences import Difference
from portfolio.services.drafts.draft_changes import Change
from portfolio.services.drafts.order import Group
from portfolio.services.pages import look, rules, shown_videos
from portfolio.services.pages.content import Content, Entry, Section
from portfolio.services.pages.rules import Rule


@dataclass(frozen=True)
class Draft:
    """A draft as plain values: no row, no open transaction."""

    handle: str | None
    is_public: bool
    #: The content that an edition of it would have.
    content: Content
    #: The content of the public edition; None if there is none.
    published: Content | None
    #: The number of picks that visitors cannot see.
    hidden: int
    #: The change that Undo would take back; None if there is none.
    newest: Change | None
    #: When it is published by itself; None while no time is set, or while one could not be kept.
    publish_at: datetime | None = None
    #: Whether a set time could not be kept.
    is_overdue: bool = False
    #: Whether the host has taken the page down.
    is_suspended: bool = False

    @property
    def count(self) -> int:
        return len(self.content.entries)

    @property
    def can_publish(self) -> bool:
        has_all = self.handle is not None and not self.content.is_empty
        return has_all and not self.is_suspended

    def difference(self) -> Difference:
        """Return the changes that publishing would make on the public page."""
        return differences.between(self.published, self.content)

    def count_changes(self) -> int:
        """Return the number of these changes."""
        return self.difference().count


def read(creator_id: UUID, groups: Sequence[Group] | None = None) -> Draft:
    """Return the draft; `groups` are its order, if the caller has just read it."""
    session = db.session()
    page = session.get_one(Page, creator_id)
    groups = groups or order.groups_of(session, creator_id)
    published = shown_videos.published(session, creator_id)
    return draft_of(page, groups, published, draft_changes.newest(session, creator_id))


def draft_of(
    page: Page, groups: Sequence[Group], published: Content | None, newest: Change | None
) -> Draft:
    return Draft(
        handle=page.handle,
        is_public=page.is_public,
        content=content_of(page, groups),
        published=published,
        hidden=sum(pick.is_hidden for group in groups for pick in group.picks),
        newest=newest,
        publish_at=None if page.publish_refused else page.publish_at,
        is_overdue=page.publish_refused is not None,
        is_suspended=page.is_suspended,
    )


def content_of(page: Page, groups: Iterable[Group]) -> Content:
    """Return the content that an edition of this page's draft would have.

    A section without picks and without a rule is none that visitors could see: it is left out.
    """
    sections = tuple([_section(group) for group in groups if group.picks or _keeps(group)])
    recent = rules.read(page.recent) or rules.RECENT
    return Content(look.of(page), sections, page.shows_recent, recent)


def _section(group: Group) -> Section:
    entries = tuple([Entry(pick.video_id, pick.title, pick.alt) for pick in group.picks])
    if group.heading is None:
        return Section(entries=entries, pinned=group.pinned)
    heading = group.heading
    layout = look.own_layout(heading.layout)
    return Section(heading.title, heading.about, entries, layout, _keeps(group), group.pinned)


def _keeps(group: Group) -> Rule | None:
    return None if group.heading is None else group.heading.keeps


def places(creator_id: UUID) -> dict[str, int]:
    """Return the picked ids with their places on the page, from 1."""
    return places_of(order.ids_of(db.session(), creator_id))


def places_of(video_ids: Iterable[str]) -> dict[str, int]:
    return {video_id: place for place, video_id in enumerate(video_ids, start=1)}
