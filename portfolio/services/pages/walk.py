"""A walk through a library: where it has come to, as a text that an address can hold."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.services.pages.sorts import LEAST_KEY, MOST_KEY, Last

#: The bounds of a page's version; BEGINNING lies below any.
BEGINNING, MOST = -1, 2**31 - 1
#: The sign for the key of a video that has no figure.
_NO_KEY = "-"


@dataclass(frozen=True)
class Place:
    """How far a walk through a library has come: videos up to version `since` were shown.

    A stretch is the videos that came between two versions. Within one, `until` is the version at
    its end, and `last` is the last video shown.
    """

    since: int = BEGINNING
    until: int | None = None
    last: Last | None = None

    def __str__(self) -> str:
        if self.last is None:
            return str(self.since)
        key, video_id = self.last
        return f"{self.since}.{self.until}.{_NO_KEY if key is None else key}.{video_id}"

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that `text` stands for; raise `ValueError` if there is none."""
        since, *within = text.split(".", 3)
        if not within:
            return cls(_within(since, BEGINNING, MOST))
        if len(within) != 3 or not within[2]:
            raise ValueError("not a place in a library")
        until, key, video_id = within
        last = (None if key == _NO_KEY else _within(key, LEAST_KEY, MOST_KEY), video_id)
        return cls(_within(since, BEGINNING, MOST), _within(until, BEGINNING, MOST), last)


def _within(text: str, least: int, most: int) -> int:
    number = int(text)
    if not least <= number <= most:
        raise ValueError("not a place in a library")
    return number
