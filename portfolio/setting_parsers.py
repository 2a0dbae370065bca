"""The parsers of the settings: each returns the value of a text, or refuses it in words.

A refusal is a `ValueError`; its text follows the setting's name and "makes no sense:".
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.fernet import Fernet

_MEDIA_SOURCE = re.compile(
    r"\*|(https?://)?(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII
)
_PREFIX = re.compile(r"[A-Za-z0-9_.-]+:", re.ASCII)

# Options that psycopg takes only as Python objects: a text would break each connection or query.
_OURS = "Showreel sets it itself"
DRIVER_OPTIONS = {
    "prepare_threshold": "Showreel sees a pooler by itself and prepares nothing behind one",
    **dict.fromkeys(("autocommit", "context", "cursor_factory", "row_factory"), _OURS),
}

#: The first part of every address of the site. A prefix must begin with another word; otherwise an
#: address sent without its prefix could not be told from one sent with it.
OUR_OWN = frozenset(
    {
        *("login", "logout", "studio", "receipts", "static", "webhooks", "privacy", "terms"),
        *("robots.txt", "sitemap.xml", "sitemaps", "healthz", "readyz", "metrics", "preview"),
        *("favicon.ico", "apple-touch-icon.png", "site.webmanifest"),
        *("oembed", "embed-1.js", "api", "pages"),
    }
)
_SITE_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


def words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def media_hosts(value: str) -> tuple[str, ...]:
    sources = tuple(source.removesuffix("/") for source in words(value))
    for source in sources:
        if not _MEDIA_SOURCE.fullmatch(source):
            raise ValueError(f"{source} is no host or origin, such as *.tiktokcdn.com")
    return sources


def http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full http or https address")
    return value


def site_url(value: str) -> str:
    return http_url(value).rstrip("/")


def public_url(value: str) -> str:
    url = site_url(value)
    parts = urlsplit(url)
    if not url.isascii() or parts.username or parts.query or parts.fragment or parts.port == 0:
        raise ValueError("must be an address with a host, perhaps a port and a path, no more")
    if not _SITE_PATH.fullmatch(parts.path):
        raise ValueError("its path may hold letters, figures, dots, dashes and underscores")
    if parts.path.split("/")[1:2] and parts.path.split("/")[1] in OUR_OWN:
        raise ValueError(f"its path must not begin with {parts.path.split('/')[1]}, as pages do")
    return url


def prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value):
        raise ValueError("must be letters, digits, dots, dashes and underscores, then one colon")
    return value


def keys(value: str) -> tuple[str, ...]:
    keys = words(value)
    if not keys:
        raise ValueError("must hold at least one key")
    for key in keys:
        Fernet(key)  # raises ValueError on anything that is not a Fernet key
    return keys


def database(value: str) -> str:
    for name, _ in parse_qsl(urlsplit(value).query, keep_blank_values=True):
        if name in DRIVER_OPTIONS:
            raise ValueError(f"{name} is not for an address; {DRIVER_OPTIONS[name]}")
    for old in ("postgres://", "postgresql://"):
        if value.startswith(old):
            return "postgresql+psycopg://" + value.removeprefix(old)
    if not value.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ValueError("must be a sqlite: or postgresql: address")
    return value


def _number(
    kind: type[int] | type[float], wanted: str, least: float, most: float
) -> Callable[[str], Any]:
    """Return a parser for a number from `least` to `most`; its refusal asks for `wanted`."""

    def parse(value: str) -> Any:
        try:
            number = kind(value)
        except ValueError:  # Python's own message does not name the range
            number = kind(least) - 1
        if not least <= number <= most:
            raise ValueError(f"must be {wanted}, not {reprlib.repr(value)}")
        return number

    return parse


positive = _number(int, "a whole number above 0", 1, 1_000_000_000)
port = _number(int, "a port between 1 and 65535", 1, 65_535)
seconds = _number(float, "a number of seconds, 0 or more", 0, 1e9)
hours = _number(float, "a number of hours, 0 or more", 0, 1e6)
proxies = _number(int, "a whole number, 0 or more: how many proxies are in front", 0, 100)


def yes_or_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return value == "yes"


def token(value: str) -> str:
    if value and (len(value) < 16 or not value.isascii() or len(value.split()) > 1):
        raise ValueError("must be a long random text without spaces, or empty")
    return value


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse
