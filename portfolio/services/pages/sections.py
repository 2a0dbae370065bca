"""The sections of a page as it is shown now: an edition's, joined with cards, and Recent.

Of a page of many videos one part is drawn. Of the others only that is read which each part tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from portfolio import languages
from portfolio.models.texts import visible
from portfolio.services.pages.cards import Brief, Card, briefs_of, cards_of
from portfolio.services.pages.content import Content, Entry
from portfolio.services.pages.look import LAYOUTS
from portfolio.services.pages.rule_search import Found

#: The covers that a browser fetches before the layout: a phone's first row. More of them would
#: share a slow line with these; a wider screen fetches its others as soon as they are in sight.
FIRST_ROW = 2
#: The videos that a page describes to search engines, to which a video without a day is none. Each
#: is also described at its own address.
DESCRIBED = 8

#: The ids of the page's own elements.
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


@dataclass(frozen=True)
class Outline:
    """A section without its cards. `seconds` is their running time, without photo posts."""

    title: str | None
    slug: str
    count: int
    seconds: int


@dataclass(frozen=True)
class Section:
    """A titled group of cards."""

    title: str | None
    slug: str
    cards: tuple[Card, ...]
    about: str | None = None
    layout: str = LAYOUTS[0]
    #: The number of its cards in earlier parts of the page.
    before: int = 0
    #: The outline of the section of which this is a part; None of a whole one.
    whole: Outline | None = None

    @property
    def outline(self) -> Outline:
        """The outline of the whole section."""
        seconds = sum(card.duration or 0 for card in self.cards)
        return self.whole or Outline(self.title, self.slug, len(self.cards), seconds)

    @property
    def count(self) -> int:
        """The number of cards in the whole section."""
        return self.whole.count if self.whole else len(self.cards)

    @property
    def seconds(self) -> int:
        """The running time of the whole section."""
        return self.outline.seconds


@dataclass(frozen=True)
class Overview:
    """What each part of a page tells of the whole: all sections, and the videos it describes."""

    outlines: tuple[Outline, ...]
    #: With their titles; only a card in a section also tells what comes from its place there.
    described: tuple[Card, ...]


def overview_of(sections: Sequence[Section]) -> Overview:
    """Return the overview of a page with these sections, which are whole."""
    dated = (card for section in sections for card in section.cards if card.day)
    return Overview(
        tuple([section.outline for section in sections]), tuple(islice(dated, DESCRIBED))
    )


def of_content(
    creator_id: UUID, published: Content, found: Found, window: range | None = None
) -> tuple[tuple[Section, ...], Overview | None]:
    """Return the sections of a page, in its creator's language; `found` is by its rules.

    With a window, only the cards of the videos at these places are in them, and an overview of the
    whole page comes with them; None if that is all of the page.
    """
    groups = list(_groups(published, found))
    ids = [entry.video_id for group in groups for entry in group.entries]
    if window is None or (not window.start and len(ids) <= window.stop):
        cards = cards_of(creator_id, ids)
        return tuple(_drawn(_pieces(groups, cards, range(len(ids))), cards, 0)), None
    briefs = briefs_of(creator_id, ids)
    pieces = list(_pieces(groups, briefs, window))
    described = list(islice(_dated(groups, briefs), DESCRIBED))
    wanted = {entry.video_id: None for entry in described}
    wanted |= {entry.video_id: None for piece in pieces for entry in piece.entries}
    cards = cards_of(creator_id, list(wanted))
    overview = Overview(
        tuple([piece.outline for piece in pieces]),
        tuple([_named(cards[each.video_id], each) for each in described if each.video_id in cards]),
    )
    return tuple(_drawn(pieces, cards, window.start)), overview


class _Group(NamedTuple):
    """A section before it is known which of its videos are shown."""

    title: str | None
    name: str
    entries: Sequence[Entry]
    layout: str
    about: str | None = None
    pinned: str | None = None


class _Piece(NamedTuple):
    """The shown entries of a group that are within a window, perhaps none; `before` came before."""

    group: _Group
    outline: Outline
    entries: Sequence[Entry]
    before: int


def _groups(published: Content, found: Found) -> Iterator[_Group]:
    layout = published.look.layout
    for each, ids in zip(published.sections, found.sections, strict=True):
        title, about = visible(each.title) or None, visible(each.about) or None
        entries = [*each.entries, *map(Entry, ids)]
        yield _Group(title, title or "picks", entries, each.layout or layout, about, each.pinned)
    if found.recent:
        title = languages.gettext("Recent")
        yield _Group(title, "recent", list(map(Entry, found.recent)), layout)


def _pieces(
    groups: Sequence[_Group], known: Mapping[str, Card] | Mapping[str, Brief], window: range
) -> Iterator[_Piece]:
    """Yield the groups of which a video is known."""
    slugs, place = Slugs(), 0
    for group in groups:
        shown = [entry for entry in group.entries if entry.video_id in known]
        if not shown:
            continue
        count = len(shown)
        seconds = sum([known[entry.video_id].duration or 0 for entry in shown])
        outline = Outline(group.title, slugs.of(group.name), count, seconds)
        start, stop = max(window.start - place, 0), min(window.stop - place, count)
        yield _Piece(group, outline, shown[start:stop] if start < stop else (), start)
        place += count


def _dated(groups: Sequence[_Group], briefs: Mapping[str, Brief]) -> Iterator[Entry]:
    for group in groups:
        for entry in group.entries:
            if (brief := briefs.get(entry.video_id)) and brief.is_dated:
                yield entry


def _drawn(pieces: Iterable[_Piece], cards: Mapping[str, Card], place: int) -> Iterator[Section]:
    """Yield what pieces hold, without the videos that cannot be drawn; the first is at `place`."""
    for group, outline, entries, before in pieces:
        chosen = []
        for entry in entries:
            if (card := cards.get(entry.video_id)) is None:
                continue
            card = _named(card, entry)
            is_pinned, alt = entry.video_id == group.pinned, visible(entry.alt)
            if place < FIRST_ROW or is_pinned or alt:
                card = replace(card, alt=alt, is_pinned=is_pinned, eager=place < FIRST_ROW)
            place += 1
            chosen.append(card)
        if chosen:
            whole = None if len(entries) == outline.count else outline
            yield Section(
                group.title,
                outline.slug,
                tuple(chosen),
                group.about,
                group.layout,
                before if whole else 0,
                whole,
            )


def _named(card: Card, entry: Entry) -> Card:
    """Return the card with the creator's own title, which comes first, if there is one."""
    title = visible(entry.title)
    return replace(card, title=title) if title and title != card.title else card


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
