"""The orders in which the picker shows a library, and how each goes on after a video.

A sort reads its index from one end: videos with a figure first, then those for which TikTok gave
none. A place in it is the last video's key, whole seconds or a count, and its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portfolio.models.video import Video

S = TypeVar("S", bound=sa.Select[*tuple[Any, ...]])

#: The bounds of a key that a database can compare.
LEAST_KEY, MOST_KEY = -(2**63), 2**63 - 1

#: The key of the last video, None if it has no figure, and the video's id.
Last = tuple[int | None, str]


@dataclass(frozen=True)
class Sort:
    name: str
    column: InstrumentedAttribute[Any]
    ascends: bool = False
    #: Whether TikTok may have given no figure.
    may_lack: bool = True

    def key_of(self, video: Video) -> int | None:
        """Return the key of a video; a stored value that is no figure sorts before all figures."""
        value = getattr(video, self.column.key)
        if isinstance(value, datetime):
            return int(value.timestamp())
        return value if value is None or isinstance(value, int) else MOST_KEY

    def parts_after(self, query: S, last: Last | None) -> Iterator[S]:
        """Yield queries for the rows behind `last`: those with a figure, then those without.

        Raises `ValueError` for a key that is none of this sort.
        """
        in_order = (Video.id.asc() if self.ascends else Video.id.desc(),)
        key, video_id = last or (None, None)
        if last is None or key is not None:
            part = query.where(self.column.is_not(None)) if self.may_lack else query
            if key is not None:
                part = part.where(self._is_beyond(key, video_id))
            by_key = self.column.asc() if self.ascends else self.column.desc()
            yield part.order_by(by_key, *in_order)
        if self.may_lack:
            part = query.where(self.column.is_(None))
            if last is not None and key is None:
                part = part.where(Video.id > video_id if self.ascends else Video.id < video_id)
            yield part.order_by(*in_order)

    def _is_beyond(self, key: int, video_id: str | None) -> sa.ColumnElement[bool]:
        here, there = sa.tuple_(self.column, Video.id), sa.tuple_(self._value(key), video_id)
        return here > there if self.ascends else here < there

    def _value(self, key: int) -> int | datetime:
        if self.column is not Video.created_at:
            return key
        try:
            return datetime.fromtimestamp(key, UTC)
        except (OverflowError, OSError) as error:
            raise ValueError("not a time") from error


NEWEST = Sort("newest", Video.created_at, may_lack=False)
SORTS = {
    sort.name: sort
    for sort in (
        NEWEST,
        Sort("oldest", Video.created_at, ascends=True, may_lack=False),
        Sort("views", Video.views),
        Sort("likes", Video.likes),
        Sort("longest", Video.duration),
    )
}
