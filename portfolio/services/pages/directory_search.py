"""A search in the directory: its words, its order, and the place to go on from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from portfolio.models import search_text
from portfolio.models.tables import CREATOR_TABLE, PAGE
from portfolio.services.pages import handles

SORTS = LIVELY, NEW = ("lively", "new")
#: The instant that decides over the order: of the newest edition, or of the first.
_INSTANTS = {LIVELY: PAGE.c.published_at, NEW: PAGE.c.first_published_at}


@dataclass(frozen=True)
class Place:
    """The last page of a part: its instant in the order, and its handle."""

    at: datetime
    handle: str

    def __str__(self) -> str:
        return f"{self.at.timestamp():.6f}~{self.handle}"


@dataclass(frozen=True)
class Wanted:
    """Words, as in the studio's search, of a page's name, address, headline and bio."""

    query: str = ""
    sort: str = LIVELY
    after: Place | None = None

    @property
    def instant(self) -> sa.ColumnClause[datetime]:
        return _INSTANTS[self.sort]

    @property
    def is_plain(self) -> bool:
        """Whether it asks for the first part of the whole directory."""
        return not search_text.pieces_of(self.query) and self.sort == LIVELY and self.after is None

    def narrowed(self, query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        """Return the query for the pages that are found, in their order."""
        return query.where(*self._conditions()).order_by(self.instant.desc(), PAGE.c.handle)

    def _conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        # Without an instant a page has no place: old code published it, and new code will again.
        yield self.instant.is_not(None)
        if self.after is not None:
            yield sa.or_(
                self.instant < self.after.at,
                sa.and_(self.instant == self.after.at, PAGE.c.handle > self.after.handle),
            )
        for piece in search_text.pieces_of(self.query):
            texts = (PAGE.c.handle, CREATOR_TABLE.c.search, PAGE.c.search)
            # A tag is looked for as a word: these texts have no list of their tags.
            is_tag = piece.startswith(search_text.SEPARATOR)
            word = piece.strip(search_text.SEPARATOR).removeprefix("#") if is_tag else piece
            yield sa.or_(*(text.contains(word, autoescape=True) for text in texts))


def place_in(text: str) -> Place | None:
    """Return the place that `Place` wrote; None of any other text."""
    instant, _, handle = text.partition("~")
    whole, _, part = instant.partition(".")
    is_written = all(
        each.isascii() and each.isdecimal() and len(each) < 12 for each in (whole, part)
    )
    if not is_written or not handles.is_one(handle):
        return None
    return Place(datetime.fromtimestamp(float(instant), UTC), handle)
