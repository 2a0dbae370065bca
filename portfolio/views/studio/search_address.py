"""A search as it stands in an address: read from its parameters, and written as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from flask import url_for

from portfolio.models.search_text import MOST_LETTERS
from portfolio.services.pages.search import ARRIVALS, KINDS, STATES, YEARS, Range, Search
from portfolio.services.pages.sorts import NEWEST, SORTS

T = TypeVar("T")

_NUMBER = re.compile(r"[0-9]{1,15}")
_RANGE = re.compile(r"([0-9]*)-([0-9]*)")
#: The most seconds and views that a column can be compared with.
MOST_SECONDS, MOST_VIEWS = 2**31 - 1, 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """A search that an address asks for; `refused` has the values that it cannot have."""

    search: Search
    refused: list[str]
    #: Whether its words were more than are looked for.
    was_cut: bool = False


def read(given: Mapping[str, str]) -> Asked:
    """Return the search; a value that is none of its parameter's narrows nothing."""
    refused: list[str] = []

    def value(name: str, reading: Callable[[str], T]) -> T | None:
        text = given.get(name, "").strip()
        try:
            return reading(text) if text else None
        except (ValueError, KeyError):
            refused.append(text[:MOST_LETTERS])
            return None

    query = given.get("q", "").replace("\0", " ")
    search = Search(
        query=query[:MOST_LETTERS],
        sort=value("sort", SORTS.__getitem__) or NEWEST,
        year=value("year", lambda text: _number(text, YEARS)),
        month=value("month", lambda text: _number(text, range(1, 13))),
        length=value("length", lambda text: _range(text, MOST_SECONDS)),
        views=value("views", lambda text: _range(text, MOST_VIEWS)),
        kind=value("kind", lambda text: KINDS[KINDS.index(text)]),
        ai=value("ai", {"1": True, "0": False}.__getitem__),
        state=value("state", lambda text: STATES[STATES.index(text)]),
        arrival=value("arrival", lambda text: ARRIVALS[ARRIVALS.index(text)]),
    )
    return Asked(search, refused, was_cut=len(query) > MOST_LETTERS or search.is_cut)


def read_in(address: str) -> Search:
    """Return the search of a whole address."""
    try:
        return read(dict(parse_qsl(urlsplit(address).query))).search
    except ValueError:  # too many parameters, or an address that is none
        return Search()


def parameters(search: Search) -> dict[str, str]:
    """Return the parameters of the search's one address, without those that narrow nothing."""
    values = {
        "q": " ".join(search.query.split()),
        "sort": "" if search.sort is NEWEST else search.sort.name,
        "ai": "" if search.ai is None else str(int(search.ai)),
        **{name: str(getattr(search, name) or "") for name in ("year", "month", "length")},
        **{
            name: str(getattr(search, name) or "") for name in ("views", "kind", "state", "arrival")
        },
    }
    return {name: value for name, value in values.items() if value}


def address_of(search: Search, **more: str | None) -> str:
    """Return the address of the picker with this search."""
    values: dict[str, Any] = {**parameters(search), **more}
    return url_for("studio.videos", **values)


def _number(text: str, among: range) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    return among[among.index(int(text))]


def _range(text: str, most: int) -> Range:
    found = _RANGE.fullmatch(text)
    if found is None or len(text) > 40:
        raise ValueError("no range")
    least, below = (int(end) if end else None for end in found.groups())
    if least is below is None or not (least or 0) < (most if below is None else below) <= most:
        raise ValueError("an empty range, or one that goes too far")
    return Range(least, below)
