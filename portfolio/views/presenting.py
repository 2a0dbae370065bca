"""Values from services as words and figures for templates; nothing is decided here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portfolio import clock
from portfolio.languages import gettext
from portfolio.models.cover import SAFE_LEFT
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.accounts import time_zones
from portfolio.services.calls import circuit_breaker
from portfolio.services.connections import health
from portfolio.services.drafts import suspensions
from portfolio.services.drafts.drafts import Draft
from portfolio.services.pages import pictures
from portfolio.services.pages.cards import Card
from portfolio.services.pages.directory import Poster
from portfolio.services.pages.look import words_of
from portfolio.services.pages.public_page import PublicPage
from portfolio.tiktok.endpoints import Endpoint
from portfolio.views import addresses, contexts, formats, letters, steps, studio_contexts

#: Seconds after which a page without covers is checked again: its avatar expires too.
NO_COVER_LASTS = int(SAFE_LEFT.total_seconds())
#: The most pending cards that a page asks for in one request.
MOST_PENDING = 60

# Browsers also name the browsers they descend from, so the order matters.
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


#: Unicode's classes of characters that turn the direction of the text around them.
CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
TURNING = CONTROLS | {"R", "AL", "AN"}


def page_url(handle: str) -> str:
    return addresses.in_full("page.show", handle=handle)


def video_url(handle: str, video_id: str) -> str:
    return addresses.in_full("page.play", handle=handle, video_id=video_id)


def initials(name: str) -> str:
    """Return one or two letters in place of a creator's avatar."""
    firsts = [letters.first_letter(word) for word in name.split() if word[0].isalnum()]
    return "".join(firsts[:2]).upper() or "•"


def avatar_of(name: str, url: str | None) -> contexts.Avatar:
    return contexts.Avatar(url, initials(name))


def browser(user_agent: str) -> str:
    """Return a User-Agent as "Firefox on Linux": enough for its owner to recognise it."""
    name = next((name for mark, name in BROWSERS if mark in user_agent), gettext("A browser"))
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    if system is None:
        return name
    return gettext("%(browser)s on %(system)s", browser=name, system=system)


def me(creator: Creator) -> studio_contexts.Me:
    connection = connected(creator.id)
    return studio_contexts.Me(
        name=creator.name,
        avatar=avatar_of(creator.name, pictures.avatar_of(creator, clock.now())),
        connection=connection,
        steps=steps.steps_of(creator.id, connection),
        suspension=suspension_of(creator),
    )


def suspension_of(creator: Creator) -> studio_contexts.Suspension | None:
    found = suspensions.of(creator.id)
    if found is None:
        return None
    day = formats.day(found.at.astimezone(time_zones.zone_of(creator)))
    return studio_contexts.Suspension(day, found.reason)


def connected(creator_id: UUID) -> studio_contexts.Connected:
    """Return the state of a connection, for every room of the studio."""
    found = health.health_of(creator_id)
    words, is_well = gettext("Connected"), not found.can_be_mended
    if found.ends_at is not None and found.warning:
        words = gettext("Connected until %(day)s", day=formats.day(found.ends_at))
    elif found.can_be_mended:
        words = gettext("Not connected")
    elif any(map(circuit_breaker.is_half_open, (Endpoint.VIDEO_LIST, Endpoint.VIDEO_QUERY))):
        words = gettext("TikTok does not answer")
    return studio_contexts.Connected(words, found.warning, found.can_be_mended, is_well)


def page_view(page: PublicPage) -> contexts.Page:
    look = page.look
    headline, bio = words_of(look, page.bio)
    return contexts.Page(
        handle=page.handle,
        name=page.name,
        name_length=longest_line(page.name),
        accent=look.accent,
        scheme=look.scheme,
        pairing=look.pairing,
        headline=headline,
        bio=bio,
        avatar=avatar_of(page.name, page.avatar),
        profile_url=page.profile_url,
        published_at=page.published_at,
        links=look.links,
        contact=look.contact,
        is_unlisted=page.is_unlisted,
    )


def longest_line(name: str) -> int:
    """Return the letters in a name's longest line; over 18 it breaks in two, of at least 7 each."""
    length = len(name)
    return length if length <= 18 else max(-(-length // 2), 7)


def pending_ids(page: PublicPage) -> str:
    """Return the ids that a page asks for in one request: "7310,7311", or ""."""
    return ",".join([card.id for card in page.pending][:MOST_PENDING])


def poster_view(poster: Poster) -> contexts.Poster:
    page = page_view(poster.page)
    return contexts.Poster(
        handle=page.handle,
        name=page.name,
        accent=page.accent,
        tagline=page.headline or page.bio,
        count=poster.count,
        seconds=poster.seconds,
        cards=poster.cards,
    )


def live_url(page: Page | Draft) -> str | None:
    """Return the address of a page if it is published."""
    return page_url(page.handle) if page.handle and page.is_public else None


def soonest(cards: list[Card]) -> datetime | None:
    """Return the first instant at which one of these covers is no longer safe; None without."""
    return min((card.cover.until for card in cards if card.cover), default=None)


def covers_last(cards: Iterable[Card]) -> int:
    """Return the seconds after its arrival for which all of a page's covers can be fetched.

    A page arrives while all of them are safe, however long caches kept it on its way.
    """
    return min((card.cover.lasts for card in cards if card.cover), default=NO_COVER_LASTS)


def covers_last_now(cards: Iterable[Card]) -> int:
    """Return the seconds from now for which all of these can be fetched, on a page never cached."""
    now = clock.now()
    covers = [card.cover for card in cards if card.cover]
    left = ((cover.until - now).total_seconds() + cover.lasts for cover in covers)
    return int(min(left, default=NO_COVER_LASTS))


# Filters.


def called(card: Card, by: str = "") -> str:
    """Return a video's name: its caption, else "Video of 9 Oct" and, if given, its creator."""
    if card.title:
        return card.title
    if by and card.day:
        return gettext(
            "Video of %(day)s, by %(name)s", day=formats.day(card.day), name=isolated(by)
        )
    if by:
        return gettext("Video by %(name)s", name=isolated(by))
    return gettext("Video of %(day)s", day=formats.day(card.day)) if card.day else gettext("Video")


def rest(card: Card, most: int | None = None) -> str:
    """Return the caption without its beginning if that is the title already, cut to `most`."""
    text, title = card.description, card.title
    if text.startswith(title):
        text = text[len(title) :].strip()
    return letters.cut(text, most) if most else text


def introduced(name: str) -> str:
    """Return a sentence about a page whose creator has written none."""
    return gettext(
        "%(name)s on TikTok: the videos worth watching.", name=isolated(letters.cut(name, 110))
    )


def isolated(text: str) -> str:
    """Return foreign text for one of our sentences that can hold no `<bdi>`: a title, a label.

    Text written from right to left, or with characters that turn the direction, is enclosed in
    invisible characters that keep the turn inside (Unicode's annex 9, "isolates").
    """
    if not any(unicodedata.bidirectional(each) in TURNING for each in text):
        return text
    kept = "".join(each for each in text if unicodedata.bidirectional(each) not in CONTROLS)
    return f"\N{FIRST STRONG ISOLATE}{kept}\N{POP DIRECTIONAL ISOLATE}"
