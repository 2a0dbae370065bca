"""The public page as it is shown now: an edition joined with covers, hidden videos and Recent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.tables import EDITION, PAGE
from portfolio.services import showing
from portfolio.services.cards import Card, cards_of

#: So many cards' covers are waited for by the server.
FIRST_SCREEN = 8
#: And so many are fetched before anything is laid out: a phone's first row. More of them would
#: share a slow line with it; a wider screen's others are fetched as soon as they are in sight.
FIRST_ROW = 2

_PUBLIC = (
    sa.select(Creator, PAGE.c.version, EDITION.c.content)
    .join(PAGE, PAGE.c.creator_id == Creator.id)
    .join(
        EDITION,
        sa.and_(EDITION.c.creator_id == PAGE.c.creator_id, EDITION.c.number == PAGE.c.edition),
    )
    .where(PAGE.c.handle == sa.bindparam("handle"))
)


@dataclass(frozen=True)
class Section:
    """A titled group of cards. `seconds` is their running time; photo posts have none."""

    title: str | None
    slug: str
    cards: tuple[Card, ...]
    about: str | None = None

    @property
    def count(self) -> int:
        return len(self.cards)

    @property
    def seconds(self) -> int:
        return sum(card.duration or 0 for card in self.cards)


@dataclass(frozen=True)
class Programme:
    """Everything a visitor sees of a page, plain values only: no row, no open transaction."""

    creator_id: UUID
    handle: str
    name: str
    accent: str
    bio: str | None
    avatar: str | None
    is_avatar_due: bool
    #: Until when the avatar is safe to show; None where none is shown.
    avatar_until: datetime | None
    profile_url: str | None
    version: int
    sections: tuple[Section, ...]

    def cards(self) -> Iterator[Card]:
        for section in self.sections:
            yield from section.cards

    @property
    def first_screen(self) -> list[Card]:
        return list(self.cards())[:FIRST_SCREEN]

    @property
    def pending(self) -> list[Card]:
        return [card for card in self.cards() if card.cover is None]

    def find(self, video_id: str) -> tuple[Section, int] | None:
        """Return the section a video is in, and its place there from 0."""
        for section in self.sections:
            for place, card in enumerate(section.cards):
                if card.id == video_id:
                    return section, place
        return None


def programme_of(handle: str) -> Programme | None:
    """Return what is public at `handle`, or None."""
    row = db.session.execute(_PUBLIC, {"handle": handle}).one_or_none()
    if row is None:
        return None
    creator, version, content = row
    now = clock.now()
    return Programme(
        creator_id=creator.id,
        handle=handle,
        name=creator.name,
        accent=content["accent"],
        bio=creator.bio,
        avatar=creator.safe_avatar(now),
        is_avatar_due=creator.is_avatar_due(now),
        avatar_until=creator.avatar_safe_until(now),
        profile_url=creator.profile_url,
        version=version,
        sections=tuple(_sections(creator.id, handle, content)),
    )


def _sections(creator_id: UUID, handle: str, content: dict[str, Any]) -> Iterator[Section]:
    recent = showing.recent_ids(db.session(), creator_id) if content["recent"] else []
    picked = showing.ids_of(content)
    recent = [video_id for video_id in recent if video_id not in picked]
    cards = cards_of(creator_id, [*picked, *recent])
    place = 0

    def ready(video_id: str, title: str | None = None) -> Iterator[Card]:
        nonlocal place
        if card := cards.get(video_id):
            eager, place = place < FIRST_ROW, place + 1
            href = f"/@{handle}/v/{video_id}"
            # Under the creator's own title, where there is one.
            yield replace(card, title=title or card.title, eager=eager, href=href)

    for section in content["sections"]:
        chosen = [
            card for video in section["videos"] for card in ready(video["id"], video["title"])
        ]
        if chosen:
            yield Section(section["title"], slug_of(section["title"] or "picks"), tuple(chosen))
    newest = [card for video_id in recent for card in ready(video_id)]
    if newest:
        yield Section("Recent", "recent", tuple(newest))


def slug_of(title: str) -> str:
    """Return a name for a link to a section; letters of every script may stand in one."""
    return re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
