"""What each template is rendered with, in the shapes that the program itself uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from portfolio.services.accents import NAMES
from portfolio.services.accounts import Health
from portfolio.services.cards import Card, Picture
from portfolio.services.choosing import Tile
from portfolio.services.departures import Inventory, Receipt
from portfolio.services.directory import Poster
from portfolio.services.programme import Programme, Section
from portfolio.views import presenting

WHEN = datetime(2026, 10, 9, 12, tzinfo=UTC)
CAPTIONS = (
    "Sourdough from nothing but flour, water and a Tuesday #bread #fyp",
    "خبز الطابون كما كانت تصنعه جدتي، خطوة بخطوة",
    '<script>alert("caption")</script> & "quotes"',
    "",
)
LONG_NAME = "The Wednesday Evening Pottery & Glazing Society of Kirkby-in-Furness"


def card(number: int, *, pending: bool = False, gone: bool = False) -> Card:
    """Return a card like TikTok's: ids of 19 digits, long signed addresses, long captions."""
    video_id = str(7310000000000000137 + number * 137)
    secret = hashlib.sha256(video_id.encode()).hexdigest()
    caption = CAPTIONS[number % len(CAPTIONS)]
    url = (
        f"https://p16-common-sign.tiktokcdn-us.com/tos-useast5-p-0068-tx/{secret[:32]}_17953{number}"
        f"~tplv-tiktokx-cropcenter-q:300:400:q70.jpeg?dr=8596&refresh_token={secret[32:40]}"
        f"&x-expires=1795305600&x-signature={secret[:27]}%3D&t=4d5b0474&ps=13740610&shp=81f88b70"
        "&shcp=-&idc=useast5&biz_tag=tt_video&s=AWEME_DETAIL&sc=cover"
    )
    cover = Picture(url, 300, 400, WHEN + timedelta(hours=6))
    return Card(
        id=video_id,
        title=caption,
        description=f"{caption} Bury it, forget it, dig it up. {secret} " * 8,
        duration=None if number % 7 == 3 else 29 + number * 11,
        views=None if number % 5 == 4 else 4_800_000 // (number + 1),
        day=None if number % 9 == 8 else WHEN,
        embed=f"https://www.tiktok.com/player/v1/{video_id}?music_info=1&description=1&autoplay=1",
        tiktok_url=f"https://www.tiktok.com/@noorhaddad/video/{video_id}",
        hue=number % 12,
        cover=None if pending or gone else cover,
        due=pending,
        due_at=None,
        eager=number < 2,
        gone=gone,
        href=f"/@noorhaddad/v/{video_id}",
    )


def programme(
    *titles: str | None,
    name: str = "Noor Haddad",
    avatar: str | None = "/avatar.jpg",
    each: int = 12,
) -> Programme:
    sections = (
        Section(
            title,
            f"section-{place}",
            tuple(card(place * each + n, pending=n % 4 == 2) for n in range(each)),
            "If you only watch four." if title else None,
        )
        for place, title in enumerate(titles)
    )
    return Programme(
        creator_id=UUID(int=1),
        handle="noorhaddad",
        name=name,
        accent=NAMES[0],
        bio="Bread, fire and patience.\nI bake in Rotterdam-Zuid.",
        avatar=avatar,
        is_avatar_due=False,
        avatar_until=None,
        profile_url="https://www.tiktok.com/@noorhaddad",
        version=1,
        sections=tuple(sections),
    )


def whole(programme: Programme) -> Programme:
    """Return the same page with every picture at hand."""
    sections = (
        replace(
            section,
            cards=tuple(card(place * section.count + n) for n in range(section.count)),
        )
        for place, section in enumerate(programme.sections)
    )
    return replace(programme, sections=tuple(sections))


def show(programme: Programme) -> dict[str, Any]:
    return {
        "page": presenting.page_view(programme),
        "sections": programme.sections,
        "pending_url": presenting.pending_url(programme),
        "canonical": "https://showreel.example/@noorhaddad",
    }


def player(at: int, *, gone: bool = False) -> dict[str, Any]:
    cards = list(whole(programme("Start here")).cards())
    now = card(at, gone=gone)
    return {
        "page": presenting.page_view(programme("Start here")),
        "card": now,
        "player": {"src": now.embed, "title": now.title, "tiktok_url": now.tiktok_url},
        "previous": cards[at - 1] if at else None,
        "next": cards[at + 1] if at + 1 < len(cards) else None,
        "section": "Start here" if at else None,
        "position": at + 1,
        "of": len(cards),
    }


def poster(programme: Programme) -> dict[str, Any]:
    cards = list(programme.cards())
    return presenting.poster_view(Poster(programme, cards[:3], len(cards), 1270))


ME = {"name": "Noor", "avatar": presenting.avatar_of("Noor", None), "warning": None}
PUBLISHED = {
    "handle": "noorhaddad",
    "url": "https://showreel.example/@noorhaddad",
    "published": True,
}
UNPUBLISHED = {"handle": "noorhaddad", "url": None, "published": False}
BAR = {"picked": 2, "changes": 1, "page": PUBLISHED, "can_publish": True}
EMPTY_BAR = {"picked": 0, "changes": 0, "page": UNPUBLISHED, "can_publish": False}
LIBRARY = {"total": 1204, "checked_ago": "4 minutes ago", "next_check": "14:30 UTC"}
NEW_LIBRARY = {"total": 0, "checked_ago": None, "next_check": "14:30 UTC"}


def tiles() -> list[dict[str, Any]]:
    cards = [*(card(n, pending=n % 4 == 2) for n in range(20)), card(20, gone=True)]
    return [presenting.tile_view(Tile(each, 1 if n == 3 else None)) for n, each in enumerate(cards)]


def sync(state: str, found: int = 340, about: int | None = 1200) -> dict[str, Any]:
    return {"id": UUID(int=7), "state": state, "found": found, "about": about, "error": None}


def samples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield a name, a template and what it is given, for every state that a template knows."""
    posters = [
        poster(programme("Start here")),
        poster(programme(None, name=LONG_NAME, avatar=None)),
    ]
    yield "home", "home.html", {"posters": posters}
    yield "home, nobody there", "home.html", {"posters": []}
    yield "sign-in", "login.html", {}
    yield "privacy", "words/privacy.html", {}
    yield "terms", "words/terms.html", {}
    stop = {"heading": "You stopped on TikTok’s page", "text": "Nothing was saved.", "status": 403}
    actions = [{"label": "Continue with TikTok", "href": "/login", "main": True}]
    yield "stop", "errors/stop.html", {**stop, "actions": actions, "details": [("Said", "<no>")]}
    yield "stop, bare", "errors/stop.html", {**stop, "actions": [], "details": []}

    yield "page in sections", "page/show.html", show(programme("Start here", "Over fire"))
    yield "page without sections", "page/show.html", show(whole(programme(None)))
    yield "page with Recent", "page/show.html", show(programme(None, "Recent"))
    yield "page without videos", "page/show.html", show(programme(name="ليلى", avatar=None))
    yield "page with a long name", "page/show.html", show(programme(None, name=LONG_NAME))
    yield "player", "page/player.html", player(3)
    yield "player, first", "page/player.html", player(0)
    yield "player, last", "page/player.html", player(11)
    yield "player, gone", "page/player.html", player(2, gone=True)

    videos = {
        "me": ME,
        "library": LIBRARY,
        "tiles": tiles(),
        "more_url": "/studio/videos/tiles?after=1",
    }
    yield "picker", "studio/videos.html", {**videos, "sync": None, **BAR}
    yield "picker, failed", "studio/videos.html", {**videos, "sync": sync("failed"), **BAR}
    first = {**videos, "library": NEW_LIBRARY, **EMPTY_BAR}
    yield "picker, first sync", "studio/videos.html", {**first, "sync": sync("running")}
    yield (
        "picker, queued",
        "studio/videos.html",
        {**first, "tiles": [], "sync": sync("queued", 0, None)},
    )
    none = {**first, "library": {**LIBRARY, "total": 0}, "tiles": [], "more_url": None}
    yield "picker, no videos", "studio/videos.html", {**none, "sync": sync("done", 0, 0)}
    values = {"handle": "noor haddad", "recent": True, "accent": NAMES[5]}
    settings = {"me": ME, "values": values, "accents": NAMES}
    yield "page settings", "studio/page.html", {**settings, "page": PUBLISHED, "errors": {}}
    wrong = {**settings, "page": UNPUBLISHED, "errors": {"handle": "That name is taken."}}
    yield "page settings, wrong", "studio/page.html", wrong
    profile = {**ME, "username": "noorhaddad"}
    sessions = [{"agent": "Firefox on Linux", "current": True, "seen_ago": "just now"}]
    account = {"me": ME, "profile": profile, "sessions": sessions}
    well = Health("Connected", ["user.info.basic", "video.list"], 300, None, None)
    yield "account", "studio/account.html", {**account, "connection": well}
    inventory = Inventory(videos=1204, picks=24, editions=3, sessions=2, handle="noorhaddad")
    yield "leaving", "studio/leaving.html", {"me": ME, "inventory": inventory}
    yield "receipt", "receipt.html", {"receipt": Receipt(WHEN, WHEN, WHEN)}
    yield "receipt, early", "receipt.html", {"receipt": Receipt(WHEN, None, None)}
    warned = {**ME, "warning": "The connection to TikTok ends in 9 days."}
    yield "page settings, warned", "studio/page.html", {**wrong, "me": warned}
    ended = Health("Ended", [], None, "TikTok ended the connection.", "20261122")
    yield "account, ended", "studio/account.html", {**account, "connection": ended}


def fragments() -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "covers", "page/_covers.html", {"cards": [card(1), card(2, pending=True)]}
    yield (
        "tiles",
        "studio/_tiles.html",
        {"tiles": tiles(), "more_url": "/studio/videos/tiles?after=2"},
    )
    yield "last tiles", "studio/_tiles.html", {"tiles": tiles(), "more_url": None}
    yield "tile covers", "studio/_covers.html", {"tiles": tiles()}
    yield "pick", "studio/_pick.html", {"tile": tiles()[3], **BAR}
    for state in ("queued", "running", "failed", "done"):
        yield f"sync {state}", "studio/_sync.html", {"sync": sync(state)}
