"""The settings: typed, read once, loud when one is missing or senseless.

`.env.example` documents each of them; a test keeps the two in step.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent

# Hosts that TikTok's covers and avatars were seen on. It publishes no list, so this is a setting.
MEDIA_HOSTS = "*.tiktokcdn.com *.tiktokcdn-us.com *.tiktokcdn-eu.com *.muscdn.com *.ibyteimg.com"

DEFAULT_SECRETS = frozenset({"", "change-me", "secret", "dev"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """A setting is missing or makes no sense; the text names it and says what to do."""


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full http or https address")
    return value


def _site_url(value: str) -> str:
    return _http_url(value).rstrip("/")


def _keys(value: str) -> tuple[str, ...]:
    keys = _words(value)
    if not keys:
        raise ValueError("must hold at least one key")
    for key in keys:
        Fernet(key)  # raises ValueError on anything that is not a Fernet key
    return keys


def _database(value: str) -> str:
    for old in ("postgres://", "postgresql://"):
        if value.startswith(old):
            return "postgresql+psycopg://" + value.removeprefix(old)
    if not value.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ValueError("must be a sqlite: or postgresql: address")
    return value


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("must be a whole number above 0")
    return number


def _whole(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("must be a whole number, 0 or more")
    return number


def _port(value: str) -> int:
    number = int(value)
    if not 0 < number < 65536:
        raise ValueError("must be a port between 1 and 65535")
    return number


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 <= number < 1e9:
        raise ValueError("must be a number of seconds, 0 or more")
    return number


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse


def _setting(parse: Callable[[str], Any], default: str | None = None) -> Any:
    """Declare a setting: how its text is read, and its default (None: it must be set)."""
    return field(metadata={"parse": parse, "default": default})


def _secret(parse: Callable[[str], Any]) -> Any:
    """Declare a setting that must be set and that no repr may show; addresses hold passwords."""
    return field(metadata={"parse": parse, "default": None}, repr=False)


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting, as the processes see it. The field `x_y` is read from X_Y or X_Y_FILE."""

    secret_key: str = _secret(str)
    token_keys: tuple[str, ...] = _secret(_keys)
    database_url: str = _secret(_database)
    redis_url: str = _secret(str)
    public_url: str = _setting(_site_url, "http://127.0.0.1:8000")
    site_name: str = _setting(str, "Showreel")
    tiktok_client_key: str = _setting(str)
    tiktok_client_secret: str = _secret(str)
    tiktok_scopes: tuple[str, ...] = _setting(
        _words, "user.info.basic,user.info.profile,user.info.stats,video.list"
    )
    tiktok_pkce: str = _setting(_one_of("none", "hex", "base64url"), "none")
    tiktok_authorize_url: str = _setting(_http_url, "https://www.tiktok.com/v2/auth/authorize/")
    tiktok_api_url: str = _setting(_site_url, "https://open.tiktokapis.com")
    tiktok_player_url: str = _setting(_http_url, "https://www.tiktok.com/player/v1/")
    tiktok_media_hosts: tuple[str, ...] = _setting(_words, MEDIA_HOSTS)
    tiktok_calls_per_minute: int = _setting(_positive, "600")
    render_wait: float = _setting(_seconds, "1.5")
    warm_hours: float = _setting(_seconds, "24")
    webhook_tolerance: float = _setting(_seconds, "262800")
    web_workers: int = _setting(_positive, "1")
    web_threads: int = _setting(_positive, "8")
    workers: int = _setting(_positive, "2")
    trusted_proxies: int = _setting(_whole, "0")
    log_format: str = _setting(_one_of("text", "json"), "text")
    port: int = _setting(_port, "8000")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read every setting from `environment`, by default the process's over `.env`.

        Raises `SettingsError` naming the first setting that is missing or senseless.
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
    """Return the process environment over what `.env` beside app.py holds."""
    saved = {name: text for name, text in dotenv_values(ROOT / ".env").items() if text}
    return {**saved, **os.environ}


def _read(name: str, declared: dict[str, Any], environment: Mapping[str, str]) -> Any:
    text = environment.get(name) or declared["default"]
    if path := environment.get(f"{name}_FILE"):
        try:
            text = Path(path).read_text().strip()
        except OSError as error:
            raise SettingsError(f"{name}_FILE cannot be read: {error.strerror}.") from error
    if not text:
        raise SettingsError(f"{name} is not set. .env.example says what it is and how to get it.")
    try:
        return declared["parse"](text)
    except ValueError as error:
        raise SettingsError(f"{name} makes no sense: {error}.") from error
