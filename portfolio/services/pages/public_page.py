"""The public page as it is shown now: an edition joined with covers, hidden videos and Recent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock, languages
from portfolio.extensions import db, settings
from portfolio.models.creator import Creator
from portfolio.models.tables import EDITION, IS_OF_THIS_APP, IS_PUBLISHED, PAGE
from portfolio.models.texts import visible
from portfolio.services.pages import content, omissions, pictures, players, rule_search, sections
from portfolio.services.pages.cards import Card
from portfolio.services.pages.content import Content
from portfolio.services.pages.look import Look
from portfolio.services.pages.rule_search import Found
from portfolio.services.pages.sections import Overview, Section

#: The server waits for the covers of this number of cards.
FIRST_SCREEN = 8
_PUBLIC = (
    sa.select(Creator, *PAGE.c["version", "rule_ids", "unlisted"])
    .add_columns(PAGE.c.embed_sites.is_(None))
    .add_columns(EDITION.c.number, EDITION.c.content, EDITION.c.published_at)
    .join(PAGE, PAGE.c.creator_id == Creator.id)
    .join(
        EDITION,
        IS_PUBLISHED,
    )
    .where(PAGE.c.handle == sa.bindparam("handle"), IS_OF_THIS_APP)
)


@dataclass(frozen=True)
class PublicPage:
    """Everything a visitor sees of a page, as plain values: no row, no open transaction."""

    creator_id: UUID
    handle: str
    name: str
    look: Look
    #: The bio at TikTok.
    bio: str | None
    avatar: str | None
    is_avatar_due: bool
    #: The instant until which the avatar is safe to show; None if there is none.
    avatar_until: datetime | None
    profile_url: str | None
    version: int
    #: Of a part of a page, those that have cards in it.
    sections: tuple[Section, ...]
    #: The language that the creator chose; None: the site's.
    language: str | None = None
    #: When its edition was published; None of a page that is not public.
    published_at: datetime | None = None
    #: Whether only those find it who have its address.
    is_unlisted: bool = False
    #: Whether every site may show it in a frame (`embed_sites`).
    is_for_every_site: bool = True
    #: Of a part of a page, the overview of the whole; None of a whole one.
    rest: Overview | None = None

    @cached_property
    def overview(self) -> Overview:
        """The overview of the whole page."""
        return self.rest or sections.overview_of(self.sections)

    @property
    def count(self) -> int:
        """The number of videos on the whole page."""
        return sum([outline.count for outline in self.overview.outlines])

    def cards(self) -> Iterator[Card]:
        for section in self.sections:
            yield from section.cards

    @property
    def first_screen(self) -> list[Card]:
        return list(self.cards())[:FIRST_SCREEN]

    @property
    def pending(self) -> list[Card]:
        return [card for card in self.cards() if card.pending]

    def find(self, video_id: str) -> tuple[Section, int] | None:
        """Return the section that holds a video, and the video's place there, from 0."""
        for section in self.sections:
            for place, card in enumerate(section.cards):
                if card.id == video_id:
                    return section, place
        return None


def find(handle: str, window: range | None = None) -> PublicPage | None:
    """Return the public page at `handle`; None if there is none.

    With a window, the page has only the cards of the videos at these places (`parts`).
    """
    values = {"handle": handle, "tiktok_app": settings().tiktok_app}
    row = db.session.execute(_PUBLIC, values).one_or_none()
    if row is None:
        return None
    creator, version, rule_ids, unlisted, every_site, number, stored, published_at = row
    published, is_whole = content.read_noting(stored)
    if not is_whole:
        omissions.leave_out(creator.id, None, "its edition holds what cannot be read")
    found = rule_search.of_published(db.session(), creator.id, rule_ids, number, published)
    page = of_content(creator, handle, version, published, found, window)
    return replace(
        page, published_at=published_at, is_unlisted=unlisted, is_for_every_site=every_site
    )


def of_content(
    creator: Creator,
    handle: str,
    version: int,
    published: Content,
    found: Found,
    window: range | None = None,
) -> PublicPage:
    """Return the page of a published content as visitors see it; `found` is by its rules."""
    now = clock.now()
    avatar = pictures.avatar_of(creator, now)
    with languages.speaking(creator.language):
        shown, rest = sections.of_content(creator.id, published, found, window)
    return PublicPage(
        creator_id=creator.id,
        handle=handle,
        name=creator.name,
        look=published.look,
        bio=visible(creator.bio) or None,
        avatar=avatar,
        is_avatar_due=creator.is_avatar_due(now),
        avatar_until=creator.avatar_safe_until(now) if avatar else None,
        profile_url=players.profile_url_of(creator.username, creator.profile_url),
        version=version,
        sections=shown,
        language=creator.language,
        rest=rest,
    )
