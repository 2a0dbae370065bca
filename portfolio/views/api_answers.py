"""The answers of the API as dataclasses, and the one way in which they become JSON.

A field's name is its name in JSON, and its type is the one that `openapi` describes. Ids are texts,
times are RFC 3339 in UTC, addresses are in full, and None means that there is no value.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from portfolio.views import formats

JSON = "application/json"

Address = Annotated[str, "uri"]


@dataclass(frozen=True)
class Picture:
    """A video's cover. `url` leads to TikTok's picture of now, and never expires."""

    url: Address
    #: Pixels of TikTok's usual cover; its pictures may be larger, of nearly the same shape.
    width: int
    height: int


@dataclass(frozen=True)
class Views:
    count: int
    counted_at: datetime


@dataclass(frozen=True)
class Video:
    id: str
    title: str | None
    caption: str | None
    alt: str | None
    url: Address
    tiktok_url: Address
    picture: Picture
    duration: int | None
    is_pinned: bool
    posted_at: datetime | None
    updated_at: datetime
    views: Views | None


@dataclass(frozen=True)
class Section:
    title: str | None
    about: str | None
    layout: str
    videos: tuple[Video, ...]


@dataclass(frozen=True)
class Link:
    name: str
    url: Address


@dataclass(frozen=True)
class Look:
    accent: str
    scheme: str
    layout: str
    pairing: str


@dataclass(frozen=True)
class Page:
    handle: str
    url: Address
    name: str
    headline: str | None
    bio: str | None
    language: str
    avatar: Address
    tiktok_url: Address | None
    links: tuple[Link, ...]
    contact: Link | None
    look: Look
    published_at: datetime
    updated_at: datetime
    video_count: int
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Problem:
    """Why there is no such answer: RFC 9457, with the type that says no more than the status."""

    type: Address
    title: str
    status: int
    detail: str


#: The answers in the order in which a reader meets them.
ALL = (Page, Section, Video, Picture, Views, Link, Look, Problem)


def as_json(answer: Page | Problem) -> str:
    return json.dumps(answer, default=_plain, ensure_ascii=False, indent=1)


def _plain(value: object) -> object:
    return formats.rfc3339(value) if isinstance(value, datetime) else vars(value)
