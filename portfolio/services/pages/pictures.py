"""The pictures that a page may show: those that its Content-Security-Policy lets through.

Browsers refuse all others and show an empty frame, so a page shows a card instead, and the host
is told the refused host and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from portfolio.config import Config
from portfolio.extensions import settings
from portfolio.models.creator import Creator
from portfolio.services import notices
from portfolio.tiktok import reading
from portfolio.tiktok.models import Cover

#: A picture's address up to its path; browsers load no picture whose address names a user.
_ORIGIN = re.compile(r"(https?)://([a-z0-9._-]+)(?::([0-9]{1,5}))?(?=[/?#]|$)", re.I | re.A)
_SOURCE = re.compile(r"(?:(https?)://)?(\*|(?:\*\.)?[a-z0-9._-]+)(?::([0-9]+))?", re.I | re.A)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def sources(config: Config) -> tuple[str, ...]:
    """Return the policy's img-src sources besides this site."""
    return config.tiktok_media_hosts


def may_show(url: str) -> bool:
    """Return whether a browser, given `sources`, loads a picture from this address."""
    found = _ORIGIN.match(url) if isinstance(url, str) else None
    if found is None:
        return False
    config = settings()
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    own_scheme = "https" if config.is_secure else "http"
    return _is_allowed(scheme, host, port, sources(config), own_scheme)


def avatar_of(creator: Creator, now: datetime) -> str | None:
    """Return the address of the creator's avatar if a page may show it at `now`."""
    url = creator.safe_avatar(now)
    return url if url is not None and may_show(url) else None


def note(covers: Iterable[Cover | None]) -> None:
    """Tell the host of the new addresses among these that no page may show."""
    urls = [cover.url for cover in covers if cover is not None]
    # Nearly all have one origin, and one address of it answers for all.
    for url in {_origin(url): url for url in urls}.values():
        if not may_show(url):
            _tell(url)


def _origin(url: str) -> str:
    found = _ORIGIN.match(url)
    return found[0] if found else url


@lru_cache(maxsize=256)  # each card asks, and there are few hosts
def _is_allowed(
    scheme: str, host: str, port: str | None, allowed: tuple[str, ...], own_scheme: str
) -> bool:
    number = int(port) if port else _DEFAULT_PORTS[scheme]
    return any(_matches(source, scheme, host, number, own_scheme) for source in allowed)


def _matches(source: str, scheme: str, host: str, port: int, own_scheme: str) -> bool:
    """Return whether a host source of a policy matches: https://www.w3.org/TR/CSP3/#match-url-to-source-expression"""
    named = _SOURCE.fullmatch(source)
    if named is None:
        return False
    if source == "*":
        return True
    wanted_scheme, wanted_host, wanted_port = named[1], named[2].lower(), named[3]
    if scheme not in ((wanted_scheme or own_scheme).lower(), "https"):
        return False
    if port != (int(wanted_port) if wanted_port else _DEFAULT_PORTS[scheme]):
        return False
    if wanted_host.startswith("*"):
        return host.endswith(wanted_host[1:])
    return host == wanted_host


def _tell(url: str) -> None:
    parts = reading.address_parts(url)
    host = reading.line(parts.hostname or "" if parts else "no address", 253)
    if parts is not None and "@" in parts.netloc:
        why = "browsers load no picture whose address names a user"
    elif parts is not None and _is_allowed("https", host, None, sources(settings()), "https"):
        why = "it is not https, or at another port than TIKTOK_MEDIA_HOSTS says"
    else:
        why = "TIKTOK_MEDIA_HOSTS does not name it"
    notices.tell(
        notices.REFUSED_HOSTS, host, f"pages show cards instead of pictures from {host}: {why}"
    )
