"""The index of a library's texts: which of its videos have a gram, in parts of some thousands.

A video in it has a number (`Video.number`), one of those of its part. The index is filled behind a
sync (`services.library.index_parts`): videos without a number are looked through one by one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.extensions import Model
from portfolio.models.columns import CreatorId

#: The numbers of a part; its first is this times its id.
PART = 4096


class SearchPart(Model):
    __tablename__ = "search_part"
    # A number is never used twice, also where a part was the newest one.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[CreatorId] = mapped_column(index=True)
    #: How many of its numbers were given to videos.
    videos: Mapped[int]


class SearchGram(Model):
    """The videos of a part that have a gram, `packed`."""

    __tablename__ = "search_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    part_id: Mapped[int] = mapped_column(
        sa.ForeignKey("search_part.id", ondelete="CASCADE"), primary_key=True
    )
    gram: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    videos: Mapped[bytes] = mapped_column(sa.LargeBinary)


def packed(bits: int) -> bytes:
    """Return a set of a part's videos as it is stored; the nth bit is that of its nth number."""
    return zlib.compress(bits.to_bytes(-(-bits.bit_length() // 8), "little"))


def unpacked(stored: bytes) -> int:
    return int.from_bytes(zlib.decompress(stored), "little")


def numbers_in(part_id: int, bits: int) -> Iterator[int]:
    """Yield the numbers of a set of a part's videos."""
    while bits:
        lowest = bits & -bits
        yield part_id * PART + lowest.bit_length() - 1
        bits ^= lowest
