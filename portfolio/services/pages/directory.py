"""The site's directory: the public pages that are in it, by default the newest edition first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db, settings
from portfolio.models.tables import (
    CREATOR_TABLE,
    EDITION,
    IS_IN_DIRECTORY,
    IS_OF_THIS_APP,
    IS_PUBLISHED,
    PAGE,
)
from portfolio.services.pages import handles, omissions
from portfolio.services.pages.cards import Card
from portfolio.services.pages.directory_search import Place, Wanted
from portfolio.services.pages.public_page import PublicPage, find

MOST = 24
CARDS = 3
EVERYTHING = Wanted()
#: Pages read by their ids in one statement: SQLite takes at most 32,766 values.
AT_ONCE = 1000

_PAGES = (
    sa.select(PAGE.c.creator_id, PAGE.c.handle, PAGE.c.published_at, PAGE.c.first_published_at)
    .join(
        EDITION,
        IS_PUBLISHED,
    )
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
    .where(PAGE.c.handle.is_not(None), IS_IN_DIRECTORY, IS_OF_THIS_APP)
)


@dataclass(frozen=True)
class Poster:
    """A page as the directory announces it."""

    page: PublicPage
    cards: list[Card]
    count: int
    seconds: int


@dataclass(frozen=True)
class Part:
    """Posters of the directory, without those that cannot be drawn; `after` leads to the others."""

    posters: list[Poster]
    after: Place | None


def part(wanted: Wanted) -> Part:
    """Return the first `MOST` posters of those that are wanted."""
    pages, is_last = _found(MOST, wanted)
    posters = (omissions.drawn(partial(_poster_at, each.handle), each.creator_id) for each in pages)
    drawn = [poster for poster in posters if poster is not None]
    if is_last or not pages:
        return Part(drawn, None)
    return Part(drawn, Place(getattr(pages[-1], wanted.instant.name), pages[-1].handle))


def public_pages(most: int) -> list[sa.Row[*tuple[Any, ...]]]:
    """Return creator_id, handle and the two instants of the newest pages that can be read."""
    return _found(most, EVERYTHING)[0]


def _found(most: int, wanted: Wanted) -> tuple[list[sa.Row[*tuple[Any, ...]]], bool]:
    """Return those of the first `most` pages that can be read, and whether no page follows."""
    query = wanted.narrowed(_ours()).limit(most + 1)
    try:
        pages = db.session.execute(query).all()
        is_last, first = len(pages) <= most, pages[:most]
    except Exception as error:
        if not omissions.is_of_values(error):
            raise
        ids = db.session.scalars(query.with_only_columns(PAGE.c.creator_id)).all()
        is_last, first = len(ids) <= most, _readable(ids[:most])
    return [page for page in first if _has_an_address(page)], is_last


def _readable(ids: Sequence[UUID]) -> list[sa.Row[*tuple[Any, ...]]]:
    found: list[sa.Row[*tuple[Any, ...]]] = []
    for at in range(0, len(ids), AT_ONCE):
        some = omissions.rows(_pages_of, ids[at : at + AT_ONCE], _leave_out)
        by_id = {page.creator_id: page for page in some}
        found += [by_id[creator_id] for creator_id in ids[at : at + AT_ONCE] if creator_id in by_id]
    return found


def _pages_of(creator_ids: Sequence[UUID]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    return db.session.execute(_ours().where(PAGE.c.creator_id.in_(creator_ids))).all()


def _ours() -> sa.Select[*tuple[Any, ...]]:
    return _PAGES.params(tiktok_app=settings().tiktok_app)


def _has_an_address(page: sa.Row[*tuple[Any, ...]]) -> bool:
    if handles.is_one(page.handle):
        return True
    omissions.leave_out(page.creator_id, None, "its handle is malformed")
    return False


def _leave_out(creator_id: UUID, reason: object) -> None:
    omissions.leave_out(creator_id, None, reason)


def _poster_at(handle: str) -> Poster | None:
    page = find(handle)
    return None if page is None else _poster(page)


def _poster(page: PublicPage) -> Poster:
    cards = list(page.cards())
    ready = [card for card in cards if card.cover] + [card for card in cards if not card.cover]
    return Poster(
        page=page,
        cards=ready[:CARDS],
        count=len(cards),
        seconds=sum(card.duration or 0 for card in cards),
    )
