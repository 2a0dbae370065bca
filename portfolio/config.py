"""The settings: typed, read once, and refused by name if missing or senseless.

`.env.example` documents each of them; a test keeps the two in step.
"""

from __future__ import annotations

import hashlib
import os
import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values

from portfolio.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent

# Hosts where TikTok's covers and avatars were seen. It publishes no list, so this is a setting.
MEDIA_HOSTS = "*.tiktokcdn.com *.tiktokcdn-us.com *.tiktokcdn-eu.com"

_MEDIA_SOURCE = re.compile(
    r"\*|(https?://)?(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII
)

DEFAULT_SECRETS = frozenset({"", "change-me", "secret", "dev"})
_PREFIX = re.compile(r"[A-Za-z0-9_.-]+:", re.ASCII)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# Options that psycopg takes only as Python objects: a text would break each connection or query.
_OURS = "Showreel sets it itself"
DRIVER_OPTIONS = {
    "prepare_threshold": "Showreel sees a pooler by itself and prepares nothing behind one",
    **dict.fromkeys(("autocommit", "context", "cursor_factory", "row_factory"), _OURS),
}


class SettingsError(Exception):
    """A setting is missing or makes no sense; the text names it and the remedy."""


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _media_hosts(value: str) -> tuple[str, ...]:
    sources = tuple(source.removesuffix("/") for source in _words(value))
    for source in sources:
        if not _MEDIA_SOURCE.fullmatch(source):
            raise ValueError(f"{source} is no host or origin, such as *.tiktokcdn.com")
    return sources


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full http or https address")
    return value


def _site_url(value: str) -> str:
    return _http_url(value).rstrip("/")


#: The first part of every address of the site. A prefix must begin with another word; otherwise an
#: address sent without its prefix could not be told from one sent with it.
OUR_OWN = frozenset(
    {
        *("login", "logout", "studio", "receipts", "static", "webhooks", "privacy", "terms"),
        *("robots.txt", "sitemap.xml", "healthz", "readyz", "metrics", "preview"),
    }
)
_SITE_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


def _public_url(value: str) -> str:
    url = _site_url(value)
    parts = urlsplit(url)
    if not url.isascii() or parts.username or parts.query or parts.fragment or parts.port == 0:
        raise ValueError("must be an address with a host, perhaps a port and a path, no more")
    if not _SITE_PATH.fullmatch(parts.path):
        raise ValueError("its path may hold letters, figures, dots, dashes and underscores")
    if parts.path.split("/")[1:2] and parts.path.split("/")[1] in OUR_OWN:
        raise ValueError(f"its path must not begin with {parts.path.split('/')[1]}, as pages do")
    return url


def _prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value):
        raise ValueError("must be letters, digits, dots, dashes and underscores, then one colon")
    return value


def _keys(value: str) -> tuple[str, ...]:
    keys = _words(value)
    if not keys:
        raise ValueError("must hold at least one key")
    for key in keys:
        Fernet(key)  # raises ValueError on anything that is not a Fernet key
    return keys


def _database(value: str) -> str:
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


_positive = _number(int, "a whole number above 0", 1, 1_000_000_000)
_port = _number(int, "a port between 1 and 65535", 1, 65_535)
_seconds = _number(float, "a number of seconds, 0 or more", 0, 1e9)
_hours = _number(float, "a number of hours, 0 or more", 0, 1e6)
_proxies = _number(int, "a whole number, 0 or more: how many proxies are in front", 0, 100)


def _yes_or_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return value == "yes"


def _token(value: str) -> str:
    if value and (len(value) < 16 or not value.isascii() or len(value.split()) > 1):
        raise ValueError("must be a long random text without spaces, or empty")
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse


def _setting(parse: Callable[[str], Any], default: str | None = None) -> Any:
    """Declare a setting: the parser of its text, and its default (None: it must be set)."""
    return field(metadata={"parse": parse, "default": default})


def _secret(parse: Callable[[str], Any]) -> Any:
    """Declare a setting that must be set and that no repr may show: addresses hold passwords."""
    return field(metadata={"parse": parse, "default": None}, repr=False)


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting, as the processes see it. The field `x_y` is read from X_Y or X_Y_FILE."""

    secret_key: str = _secret(str)
    token_keys: tuple[str, ...] = _secret(_keys)
    database_url: str = _secret(_database)
    redis_url: str = _secret(str)
    redis_prefix: str = _setting(_prefix, "showreel:")
    public_url: str = _setting(_public_url, "http://127.0.0.1:8000")
    site_name: str = _setting(str, "Showreel")
    # Not LANGUAGE, which desktops set for their own programs.
    site_language: str = _setting(_one_of(*LANGUAGES), SOURCE)
    tiktok_client_key: str = _setting(str)
    tiktok_client_secret: str = _secret(str)
    tiktok_scopes: tuple[str, ...] = _setting(
        _words, "user.info.basic,user.info.profile,user.info.stats,video.list"
    )
    tiktok_pkce: str = _setting(_one_of("none", "hex", "base64url"), "none")
    tiktok_authorize_url: str = _setting(_http_url, "https://www.tiktok.com/v2/auth/authorize/")
    tiktok_api_url: str = _setting(_site_url, "https://open.tiktokapis.com")
    tiktok_player_url: str = _setting(_http_url, "https://www.tiktok.com/player/v1/")
    tiktok_media_hosts: tuple[str, ...] = _setting(_media_hosts, MEDIA_HOSTS)
    tiktok_calls_per_minute: int = _setting(_positive, "600")
    render_wait: float = _setting(_seconds, "1.5")
    warm_hours: float = _setting(_hours, "24")
    webhook_tolerance: float = _setting(_seconds, "262800")
    web_workers: int = _setting(_positive, "1")
    web_threads: int = _setting(_positive, "8")
    workers: int = _setting(_positive, "2")
    trusted_proxies: int = _setting(_proxies, "0")
    hsts_subdomains: bool = _setting(_yes_or_no, "no")
    status_token: str = field(metadata={"parse": _token, "default": ""}, repr=False)
    log_format: str = _setting(_one_of("text", "json"), "text")
    port: int = _setting(_port, "8000")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read every setting from `environment`, by default the process's over `.env`.

        Raises `SettingsError`, which names the first setting that is missing or senseless.
        """
        if environment is None:
            environment = read_environment()
        values = {}
        for name, declared in cls.__dataclass_fields__.items():
            values[name] = _read(name.upper(), dict(declared.metadata), environment)
        config = cls(**values)
        config._refuse_unsafe_production()
        return config

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach this site: its address is not a loopback one."""
        return urlsplit(self.public_url).hostname not in LOOPBACK

    @property
    def prefix(self) -> str:
        """The path under which the whole site is served: "" or "/showreel"."""
        return urlsplit(self.public_url).path

    @property
    def tiktok_app(self) -> str:
        """A hash of TikTok's address and our app there: each app has its own ids and tokens.

        All loopback addresses count as one, so a server for tests may move to another port.
        """
        parts = urlsplit(self.tiktok_api_url)
        where = "loopback" if parts.hostname in LOOPBACK else self.tiktok_api_url
        return hashlib.sha256(f"{where} {self.tiktok_client_key}".encode()).hexdigest()[:16]

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https:")

    def _refuse_unsafe_production(self) -> None:
        if not self.is_production:
            return
        if not self.is_secure:
            raise SettingsError("PUBLIC_URL must start with https:// when it is not loopback.")
        if self.secret_key in DEFAULT_SECRETS or len(self.secret_key) < 16:
            raise SettingsError("SECRET_KEY must be a long random text on a public site.")


def read_environment() -> dict[str, str]:
    """Return the process environment, laid over the settings in `.env` beside app.py."""
    saved = {name: text for name, text in dotenv_values(ROOT / ".env").items() if text}
    return {**saved, **os.environ}


def redis_prefix() -> str:
    """Return REDIS_PREFIX, or its default if it is senseless, which `from_environment` refuses."""
    declared = dict(Config.__dataclass_fields__["redis_prefix"].metadata)
    try:
        return str(_read("REDIS_PREFIX", declared, read_environment()))
    except SettingsError:
        return str(declared["default"])


def _read(name: str, declared: dict[str, Any], environment: Mapping[str, str]) -> Any:
    text = environment.get(name) or declared["default"]
    if path := environment.get(f"{name}_FILE"):
        try:
            text = Path(path).read_text().strip()
        except OSError as error:
            raise SettingsError(f"{name}_FILE cannot be read: {error.strerror}.") from error
    if not text and declared["default"] is None:
        raise SettingsError(f"{name} is not set. .env.example says what it is and how to get it.")
    try:
        return declared["parse"](text)
    except ValueError as error:
        raise SettingsError(f"{name} makes no sense: {error}.") from error
