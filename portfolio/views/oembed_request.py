"""An oEmbed request, read from its query: https://oembed.com/#section2.2

Many queries ask for one thing. The page layer keeps one answer for all of them, under its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, unquote

from portfolio.services.pages import handles
from portfolio.views.addresses import VideoConverter

#: Pixels of an answer's frame: its width, unless less is asked for, and the most of its height.
WIDTH, MOST_HEIGHT = 600, 1000
#: The characters of an address at most: an id may have 255, each of up to twelve when encoded.
MOST_OF_ADDRESS = 4000
#: The characters of a query whose place is remembered, as most are.
MOST_OF_SHORT = 300
_HANDLE = re.compile(handles.SPELLING, re.ASCII)
_VIDEO = re.compile(VideoConverter.regex)
_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}", re.ASCII)
_USUAL_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Asked:
    """A page, or one of its videos, at an address in any spelling."""

    #: Host and path of the site that the address names, as `site_of` returns it.
    site: str
    handle: str
    video_id: str | None
    #: The most pixels for the frame; None: any number.
    width: int | None
    height: int | None
    #: Whether the answer shall be JSON: there is no other.
    is_json: bool

    @property
    def place(self) -> str | None:
        """Where the page layer keeps the answer; None if it keeps none, since few will ask so.

        It begins as no path does.
        """
        if self.width or self.height or not self.is_json:
            return None
        return f"oembed {self.site} {self.handle} {self.video_id or ''}"


def read(query: str) -> Asked | None:
    """Read a query as WSGI spells it; None if it names no page, of whichever site."""
    try:
        values = parse_qs(query, max_num_fields=40)
    except ValueError:
        return None
    address = _first(values, "url")
    if len(address) > MOST_OF_ADDRESS:
        return None
    path = re.split("[?#]", address, maxsplit=1)[0]
    site, _, rest = unquote(path).partition("/@")
    found = _subject([part for part in rest.split("/") if part])
    if found is None:
        return None
    return Asked(
        site_of(site),
        *found,
        width=_number(values, "maxwidth", WIDTH),
        height=_number(values, "maxheight", MOST_HEIGHT),
        is_json=_first(values, "format") in ("", "json"),
    )


def place_of(query: str) -> str | None:
    """Return the place of a query's answer in the page layer, as `Asked.place` does."""
    return _short_ones(query) if len(query) <= MOST_OF_SHORT else _place_of(query)


def _place_of(query: str) -> str | None:
    asked = read(query)
    return asked.place if asked else None


# To read a query takes as long as to answer it with a kept copy.
_short_ones = lru_cache(maxsize=1024)(_place_of)


def site_of(address: str) -> str:
    """Return host and path of a site; one site has one, over http and over https."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    host = host.lower().removesuffix(_USUAL_PORTS.get(scheme.lower(), ""))
    return f"{host}{slash}{path}".rstrip("/")


def _subject(parts: Sequence[str]) -> tuple[str, str | None] | None:
    """Return the handle and the video's id that a path names behind its @; None for any other."""
    if parts[-1:] == ["embed"] and len(parts) in (2, 4):
        parts = parts[:-1]
    if not parts or not _HANDLE.fullmatch(parts[0]):
        return None
    if len(parts) == 1:
        return parts[0].lower(), None
    if len(parts) == 3 and parts[1] == "v" and _VIDEO.fullmatch(parts[2]):
        return parts[0].lower(), parts[2]
    return None


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    return values.get(name, [""])[0]


def _number(values: Mapping[str, Sequence[str]], name: str, usual: int) -> int | None:
    """Return a number below the usual one; None for a larger one, and for what is no number."""
    text = _first(values, name)
    number = int(text) if _NUMBER.fullmatch(text) else usual
    return number if number < usual else None
