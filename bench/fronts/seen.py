"""Visits through a front, and the dead covers on the pages that it showed."""

from __future__ import annotations

import gzip
import html
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPException

from bench.answers import Answer, get

#: A picture's address on the page; `x-expires` in TikTok's is the end in Unix seconds.
COVER = re.compile(r'<img[^>]*?\ssrc="([^"]*[?&;]x-expires=(\d+)[^"]*)"')
PATIENCE_SECONDS = 20


@dataclass
class Seen:
    """All visits through one front while the site was in one state. Times are Unix seconds."""

    began: float = field(default_factory=time.time)
    visits: int = 0
    pages: int = 0
    covers: int = 0
    pages_with_dead: int = 0
    dead: int = 0
    #: The number of covers that were requested, one of each page, and of those that were refused.
    asked: int = 0
    refused: int = 0
    last_page: float | None = None
    first_dead: float | None = None
    #: The fewest seconds that any cover had left; negative for a dead one.
    least_left: float | None = None

    def note(self, now: float, ends: list[float]) -> None:
        """Count a page that was shown at `now`; `ends` are the ends of its covers."""
        dead = sum(end <= now for end in ends)
        self.pages += 1
        self.covers += len(ends)
        self.dead += dead
        self.pages_with_dead += dead > 0
        self.last_page = now
        if dead and self.first_dead is None:
            self.first_dead = now
        if ends:
            left = min(ends) - now
            self.least_left = left if self.least_left is None else min(self.least_left, left)

    def note_asked(self, status: int) -> None:
        self.asked += 1
        self.refused += status != 200


def visit(page: str, seen: Seen) -> None:
    """Ask for a page as a browser would, and for one of its covers."""
    seen.visits += 1
    try:
        answer = get(page, {"Accept-Encoding": "gzip"}, timeout=PATIENCE_SECONDS)
        now = time.time()
        if answer.status != 200:
            return
        covers = covers_of(text_of(answer))
        seen.note(now, [end for _, end in covers])
        if covers:
            first, _ = min(covers, key=lambda cover: cover[1])
            seen.note_asked(get(first, timeout=PATIENCE_SECONDS).status)
    except (OSError, HTTPException):
        return  # refused: a visitor sees no page


def text_of(answer: Answer) -> str:
    packed = {name.lower(): text for name, text in answer.headers}.get("content-encoding")
    return (gzip.decompress(answer.body) if packed == "gzip" else answer.body).decode()


def covers_of(page: str) -> list[tuple[str, float]]:
    """Return the address of each cover on a page, and the instant of its end."""
    return [(html.unescape(address), float(end)) for address, end in COVER.findall(page)]
