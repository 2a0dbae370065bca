"""The public page as it is shown now: an edition joined with covers, hidden videos and Recent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock, languages
from portfolio.extensions import db, settings
from portfolio.models.creator import Creator
from portfolio.models.tables import EDITION, IS_OF_THIS_APP, IS_PUBLISHED, PAGE
from portfolio.models.texts import visible
from portfolio.services.pages import content, omissions, pictures, players, rule_search
from portfolio.services.pages.cards import Card, cards_of
from portfolio.services.pages.content import Content, Entry
from portfolio.services.pages.look import LAYOUTS, Look
from portfolio.services.pages.rule_search import Found

#: The server waits for the covers of this number of cards.
FIRST_SCREEN = 8
#: The covers that a browser fetches before the layout: a phone's first row. More of them would
#: share a slow line with these; a wider screen fetches its others as soon as they are in sight.
FIRST_ROW = 2

#: The ids of the page's own parts.
OWN_IDS = {
    "main",
    "now",
    "share",
    "share-title",
    "share-address",
    "search-words",
    "search-section",
    "search-sort",
}

_PUBLIC = (
    sa.select(Creator, *PAGE.c["version", "rule_ids", "unlisted"])
    .add_columns(EDITION.c.number, EDITION.c.content, EDITION.c.published_at)
    .join(PAGE, PAGE.c.creator_id == Creator.id)
    .join(
        EDITION,
        IS_PUBLISHED,
    )
    .where(PAGE.c.handle == sa.bindparam("handle"), IS_OF_THIS_APP)
)


@dataclass(frozen=True)
class Section:
    """A titled group of cards. `seconds` is their running time, without photo posts."""

    title: str | None
    slug: str
    cards: tuple[Card, ...]
    about: str | None = None
    layout: str = LAYOUTS[0]
    #: The number of its cards in earlier parts of the page.
    before: int = 0
    #: The section of which this is a part; None of a whole one.
    whole: Section | None = None

    @property
    def count(self) -> int:
        """The number of cards in the whole section."""
        return len((self.whole or self).cards)

    @property
    def seconds(self) -> int:
        return sum(card.duration or 0 for card in (self.whole or self).cards)


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
    sections: tuple[Section, ...]
    #: The language that the creator chose; None: the site's.
    language: str | None = None
    #: When its edition was published; None of a page that is not public.
    published_at: datetime | None = None
    #: Whether only those find it who have its address.
    is_unlisted: bool = False

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


def find(handle: str) -> PublicPage | None:
    """Return the public page at `handle`; None if there is none."""
    values = {"handle": handle, "tiktok_app": settings().tiktok_app}
    row = db.session.execute(_PUBLIC, values).one_or_none()
    if row is None:
        return None
    creator, version, rule_ids, unlisted, number, stored, published_at = row
    published, is_whole = content.read_noting(stored)
    if not is_whole:
        omissions.leave_out(creator.id, None, "its edition holds what cannot be read")
    found = rule_search.of_published(db.session(), creator.id, rule_ids, number, published)
    page = of_content(creator, handle, version, published, found)
    return replace(page, published_at=published_at, is_unlisted=unlisted)


def of_content(
    creator: Creator, handle: str, version: int, published: Content, found: Found
) -> PublicPage:
    """Return the page of a published content as visitors see it; `found` is by its rules."""
    now = clock.now()
    avatar = pictures.avatar_of(creator, now)
    with languages.speaking(creator.language):
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
            sections=tuple(_sections(creator.id, published, found)),
            language=creator.language,
        )


def _sections(creator_id: UUID, published: Content, found: Found) -> Iterator[Section]:
    cards = cards_of(creator_id, [*published.video_ids, *found.ids])
    place = 0

    def ready(entry: Entry, pinned: str | None = None) -> Iterator[Card]:
        nonlocal place
        if card := cards.get(entry.video_id):
            eager, place = place < FIRST_ROW, place + 1
            # The creator's own title comes first, if there is one.
            title = visible(entry.title) or card.title
            is_pinned = entry.video_id == pinned
            alt = visible(entry.alt)
            if eager or is_pinned or alt or title != card.title:
                card = replace(card, title=title, alt=alt, is_pinned=is_pinned, eager=eager)
            yield card

    slugs = Slugs()
    for section, ids in zip(published.sections, found.sections, strict=True):
        entries = [*section.entries, *map(Entry, ids)]
        chosen = [card for each in entries for card in ready(each, section.pinned)]
        if chosen:
            title, about = visible(section.title) or None, visible(section.about) or None
            layout = section.layout or published.look.layout
            yield Section(title, slugs.of(title or "picks"), tuple(chosen), about, layout)
    newest = [card for video_id in found.recent for card in ready(Entry(video_id))]
    if newest:
        title, layout = languages.gettext("Recent"), published.look.layout
        yield Section(title, slugs.of("recent"), tuple(newest), layout=layout)


class Slugs:
    """The names under which links lead to a page's sections, each used once."""

    def __init__(self) -> None:
        self._taken = set(OWN_IDS)

    def of(self, title: str) -> str:
        slug = name = slug_of(title)
        number = 1
        while slug in self._taken:
            number += 1
            slug = f"{name}-{number}"
        self._taken.add(slug)
        return slug


def slug_of(title: str) -> str:
    """Return a name for a link to a section; it keeps the letters of every script."""
    return re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
