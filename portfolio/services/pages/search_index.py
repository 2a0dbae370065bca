"""The index of a library, read: the few videos that may hold the words of a search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import and_
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models import grams
from portfolio.models.search_index import PART, numbers_in, unpacked
from portfolio.models.tables import CREATOR, SEARCH_GRAM, SEARCH_PART, VIDEO
from portfolio.models.video import Video

#: The most videos without a number that are looked through for each search.
_MOST_OUTSIDE = 1000
#: The videos of a page. In the order of its sort, it is found after about this number times those
#: of the library divided by those that may be found; by the index all of the latter are read.
_PAGE = 20
#: A number that no video has.
_NOBODYS = -1

_FIRST_OUTSIDE = (
    sa.select(sa.literal(1))
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.number.is_(None))
    .limit(_MOST_OUTSIDE + 1)
    .subquery()
)
_COUNT_OUTSIDE = sa.select(sa.func.count()).select_from(_FIRST_OUTSIDE)
_NEWEST_PART = sa.select(sa.func.max(SEARCH_PART.c.id)).correlate(None)
_HAS_GRAM = sa.and_(
    SEARCH_GRAM.c.part_id == SEARCH_PART.c.id,
    SEARCH_GRAM.c.gram.in_(sa.bindparam("grams", expanding=True)),
)
#: Each part with its rows of these grams, or without one.
_PARTS = (
    sa.select(
        SEARCH_PART.c.id,
        SEARCH_GRAM.c.videos,
        _COUNT_OUTSIDE.scalar_subquery().label("outside"),
        _NEWEST_PART.scalar_subquery().label("newest"),
    )
    .outerjoin(SEARCH_GRAM, _HAS_GRAM)
    .where(SEARCH_PART.c.creator_id == CREATOR)
)


def may_hold(creator_id: UUID, pieces: Sequence[str]) -> sa.ColumnElement[bool] | None:
    """Return the condition of the creator's videos that may hold all these pieces.

    None, if the index cannot tell, or if they are so many that one meets them soon without it.
    """
    asked = grams.asked_of(pieces)
    if not asked:
        return None
    rows = db.session.execute(_PARTS, {"creator": creator_id, "grams": asked}).all()
    if not rows or rows[0].outside > _MOST_OUTSIDE:
        return None
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.id] += [] if row.videos is None else [unpacked(row.videos)]
    sets = {id: reduce(and_, bits) for id, bits in found.items() if len(bits) == len(asked)}
    count = sum(bits.bit_count() for bits in sets.values())
    if count**2 > _PAGE * PART * len(found):
        return None
    numbers = chain.from_iterable(numbers_in(id, bits) for id, bits in sets.items())
    return sa.or_(*_any_of(creator_id, list(numbers), rows[0].newest))


def _any_of(
    creator_id: UUID, numbers: Sequence[int], newest: int
) -> Iterator[sa.ColumnElement[bool]]:
    of_creator = Video.creator_id == creator_id
    yield sa.and_(of_creator, Video.number.is_(None))
    # Here without the creator, and never left out: SQLite would read the index of a sort instead.
    yield Video.number.in_(numbers or [_NOBODYS])
    if db.session.get_bind().dialect.name == "postgresql":
        # There the next statement may see a part that was committed since this one.
        yield sa.and_(of_creator, Video.number >= (newest + 1) * PART)
