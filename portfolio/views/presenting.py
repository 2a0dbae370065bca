"""From what services return to what templates need: words and figures, never a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from portfolio import clock
from portfolio.extensions import settings
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services import accounts
from portfolio.services.cards import Card
from portfolio.services.choosing import Tile
from portfolio.services.directory import Poster
from portfolio.services.programme import Programme

#: What a page asks for in one request, of its pending cards.
MOST_PENDING = 60

# Each browser also names the ones it descends from, so the order counts.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def page_url(handle: str) -> str:
    return f"{settings().public_url}/@{handle}"


def initials(name: str) -> str:
    """Return one or two letters for a creator without a picture."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or "•"


def avatar_of(name: str, url: str | None) -> dict[str, str | None]:
    return {"url": url, "initials": initials(name)}


def browser(user_agent: str) -> str:
    """Return "Firefox on Linux" for what a browser calls itself: enough to know it again."""
    name = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    return f"{name} on {system}" if system else name


def me(creator: Creator) -> dict[str, Any]:
    return {
        "name": creator.name,
        "avatar": avatar_of(creator.name, _avatar(creator)),
        "warning": accounts.health_of(creator.id).warning,
    }


def _avatar(creator: Creator) -> str | None:
    return creator.safe_avatar(clock.now())


def page_view(programme: Programme) -> dict[str, Any]:
    lines = [line for line in (programme.bio or "").splitlines() if line.strip()]
    headline = lines[0].strip() if len(lines) > 1 or (lines and len(lines[0]) <= 60) else None
    rest = lines[1:] if headline else lines
    return {
        "handle": programme.handle,
        "name": programme.name,
        "accent": programme.accent,
        "headline": headline,
        "bio": " ".join(rest) or None,
        "avatar": avatar_of(programme.name, programme.avatar),
        "profile_url": programme.profile_url,
        "name_length": longest_line(programme.name),
    }


def longest_line(name: str) -> int:
    """Return the letters of a name's longest line: a long one breaks in two, at least 7 each."""
    length = len(name)
    return length if length <= 18 else max(-(-length // 2), 7)


def pending_url(programme: Programme) -> str | None:
    """Return the one address that answers all of a page's pending cards, or None."""
    ids = [card.id for card in programme.pending][:MOST_PENDING]
    return f"/@{programme.handle}/covers?{urlencode({'ids': ','.join(ids)})}" if ids else None


def poster_view(poster: Poster) -> dict[str, Any]:
    view = page_view(poster.programme)
    return {
        **view,
        "tagline": view["headline"] or view["bio"],
        "count": poster.count,
        "seconds": poster.seconds,
        "cards": poster.cards,
    }


def tile_view(tile: Tile) -> dict[str, Any]:
    card = tile.card
    return {
        "id": card.id,
        "title": card.title,
        "duration": card.duration,
        "views": card.views,
        "day": day(card.day),
        "cover": card.cover,
        "hue": card.hue,
        "gone": card.gone,
        "picked": tile.picked,
        "position": tile.position,
    }


def studio_page(page: Page) -> dict[str, Any]:
    return {
        "handle": page.handle,
        "url": page_url(page.handle) if page.handle else None,
        "published": page.is_public,
    }


def soonest(cards: list[Card]) -> datetime | None:
    """Return the first moment at which one of these covers is no longer safe."""
    return min((card.cover.until for card in cards if card.cover), default=None)


# Filters.


def duration(seconds: int | None) -> str:
    """Return "1:12" or "1:02:03"; nothing for a photo post or an unknown length."""
    if not seconds:
        return ""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def compact(number: int | None) -> str:
    """Return "9,214", "18K", "4.8M": never more than a reader can take in."""
    if number is None:
        return ""
    for size, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "K")):
        if number >= size:
            unit = 1_000 if letter == "K" else size
            value = number / unit
            return (
                f"{value:.1f}{letter}".replace(".0", "") if value < 10 else f"{int(value)}{letter}"
            )
    return f"{number:,}"


def ago(then: datetime | None) -> str:
    """Return how long ago that was, in words."""
    if then is None:
        return ""
    seconds = (clock.now() - then).total_seconds()
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def day(then: datetime | None) -> str:
    """Return "9 Oct", with the year where it is not this one."""
    if then is None:
        return ""
    words = f"{then.day} {then:%b}"
    return words if clock.now() - then < timedelta(days=300) else f"{words} {then.year}"
