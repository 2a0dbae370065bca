"""The settings: typed, read once, and refused by name if missing or senseless.

`.env.example` documents each of them; a test keeps the two in step.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values

from portfolio import setting_parsers as parsers
from portfolio.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent

# Hosts where TikTok's covers and avatars were seen. It publishes no list, so this is a setting.
MEDIA_HOSTS = "*.tiktokcdn.com *.tiktokcdn-us.com *.tiktokcdn-eu.com"

DEFAULT_SECRETS = frozenset({"", "change-me", "secret", "dev"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """A setting is missing or makes no sense; the text names it and the remedy."""


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
    token_keys: tuple[str, ...] = _secret(parsers.keys)
    database_url: str = _secret(parsers.database)
    redis_url: str = _secret(str)
    redis_prefix: str = _setting(parsers.prefix, "showreel:")
    public_url: str = _setting(parsers.public_url, "http://127.0.0.1:8000")
    site_name: str = _setting(str, "Showreel")
    # Not LANGUAGE, which desktops set for their own programs.
    site_language: str = _setting(parsers.one_of(*LANGUAGES), SOURCE)
    tiktok_client_key: str = _setting(str)
    tiktok_client_secret: str = _secret(str)
    tiktok_scopes: tuple[str, ...] = _setting(
        parsers.words, "user.info.basic,user.info.profile,user.info.stats,video.list"
    )
    tiktok_pkce: str = _setting(parsers.one_of("none", "hex", "base64url"), "none")
    tiktok_authorize_url: str = _setting(
        parsers.http_url, "https://www.tiktok.com/v2/auth/authorize/"
    )
    tiktok_api_url: str = _setting(parsers.site_url, "https://open.tiktokapis.com")
    tiktok_player_url: str = _setting(parsers.http_url, "https://www.tiktok.com/player/v1/")
    tiktok_media_hosts: tuple[str, ...] = _setting(parsers.media_hosts, MEDIA_HOSTS)
    tiktok_calls_per_minute: int = _setting(parsers.positive, "600")
    render_wait: float = _setting(parsers.seconds, "1.5")
    warm_hours: float = _setting(parsers.hours, "24")
    webhook_tolerance: float = _setting(parsers.seconds, "262800")
    web_workers: int = _setting(parsers.positive, "1")
    web_threads: int = _setting(parsers.positive, "8")
    workers: int = _setting(parsers.positive, "2")
    trusted_proxies: int = _setting(parsers.proxies, "0")
    hsts_subdomains: bool = _setting(parsers.yes_or_no, "no")
    status_token: str = field(metadata={"parse": parsers.token, "default": ""}, repr=False)
    log_format: str = _setting(parsers.one_of("text", "json"), "text")
    port: int = _setting(parsers.port, "8000")
    instance_dir: str = _setting(str, "instance")

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
    def instance(self) -> Path:
        """The folder of what must survive on this machine, and of the host's own files."""
        return (ROOT / self.instance_dir).resolve()

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
