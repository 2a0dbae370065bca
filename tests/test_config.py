"""The settings: typed, read once, with an error that names a missing or senseless one."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from portfolio.config import Config, SettingsError

# Equal in every process, since the names of tests contain it.
KEY = urlsafe_b64encode(b"0" * 32).decode()
NEEDED = {
    "SECRET_KEY": "long enough to be a secret",
    "TOKEN_KEYS": KEY,
    "DATABASE_URL": "sqlite:///showreel.db",
    "REDIS_URL": "redis://127.0.0.1/0",
    "TIKTOK_CLIENT_KEY": "aw1234",
    "TIKTOK_CLIENT_SECRET": "hush, hush",
}


def config(**settings: str) -> Config:
    return Config.from_environment({**NEEDED, **settings})


def test_what_is_needed_is_enough():
    assert config().tiktok_api_url == "https://open.tiktokapis.com"


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named(name: str):
    with pytest.raises(SettingsError, match=f"^{name} is not set"):
        config(**{name: ""})


@pytest.mark.parametrize(
    ("name", "senseless"),
    [
        ("TOKEN_KEYS", "not a key"),
        ("TOKEN_KEYS", f"{KEY} short"),
        ("TOKEN_KEYS", ","),
        ("DATABASE_URL", "mysql://localhost/showreel"),
        ("DATABASE_URL", "postgresql://host/showreel?prepare_threshold=0"),
        ("DATABASE_URL", "postgresql://host/showreel?sslmode=require&autocommit=true"),
        ("PUBLIC_URL", "showreel.example"),
        ("PUBLIC_URL", "ftp://showreel.example"),
        ("PUBLIC_URL", "https://showreel.example/studio"),
        ("PUBLIC_URL", "https://showreel.example/static/reels"),
        ("PUBLIC_URL", "https://showreel.example/@mira"),
        ("PUBLIC_URL", "https://showreel.example/a//b"),
        ("PUBLIC_URL", "https://showreel.example/../b"),
        ("PUBLIC_URL", "https://showreel.example/a%2fb"),
        ("PUBLIC_URL", "https://showreel.example/?a=b"),
        ("PUBLIC_URL", "https://me:secret@showreel.example"),
        ("PUBLIC_URL", "https://münchen.example"),
        ("TIKTOK_API_URL", "open.tiktokapis.com"),
        ("TIKTOK_AUTHORIZE_URL", "/v2/auth/authorize/"),
        ("TIKTOK_PLAYER_URL", "javascript:alert(1)"),
        ("TIKTOK_MEDIA_HOSTS", "*.tiktokcdn.com/tos"),
        ("TIKTOK_MEDIA_HOSTS", "https://*.tiktokcdn.com p16.*.com"),
        ("TIKTOK_MEDIA_HOSTS", "'unsafe-inline'"),
        ("TIKTOK_MEDIA_HOSTS", "data:"),
        ("TIKTOK_MEDIA_HOSTS", "*.tiktokcdn.com; script-src *"),
        ("TIKTOK_MEDIA_HOSTS", "ftp://tiktokcdn.com"),
        ("TIKTOK_MEDIA_HOSTS", "http://[::1]:8090"),
        ("TIKTOK_PKCE", "S256"),
        ("TIKTOK_CALLS_PER_MINUTE", "0"),
        ("TIKTOK_CALLS_PER_MINUTE", "many"),
        ("RENDER_WAIT", "-1"),
        ("RENDER_WAIT", "nan"),
        ("WARM_HOURS", "inf"),
        ("WEB_THREADS", "2.5"),
        ("WORKERS", "0"),
        ("TRUSTED_PROXIES", "-1"),
        ("LOG_FORMAT", "xml"),
        ("PORT", "65536"),
        ("PORT", "http"),
    ],
)
def test_a_senseless_setting_is_named(name: str, senseless: str):
    with pytest.raises(SettingsError, match=f"^{name} makes no sense"):
        config(**{name: senseless})


NUMBERS = [field.name.upper() for field in fields(Config) if field.type in ("int", "float")]


@pytest.mark.parametrize(
    "senseless", ["yes", "-1", "1e", "1.5.0", "nan", pytest.param("9" * 5000, id="long")]
)
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_none_is_told_what_it_takes(name: str, senseless: str):
    with pytest.raises(SettingsError) as refused:
        config(**{name: senseless})

    assert re.fullmatch(
        rf"{name} makes no sense: must be a (whole )?(number|port)[^;]*, not '[^']+'\.",
        str(refused.value),
    )
    assert len(str(refused.value)) < 200


def test_a_setting_can_be_read_from_a_file(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("from the file, not the environment\n")

    assert config(SECRET_KEY_FILE=str(secret)).secret_key == "from the file, not the environment"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"^SECRET_KEY_FILE cannot be read"):
        config(SECRET_KEY_FILE=str(tmp_path / "nowhere"))


def test_an_empty_file_is_a_missing_setting(tmp_path: Path):
    empty = tmp_path / "secret"
    empty.touch()

    with pytest.raises(SettingsError, match=r"^SECRET_KEY is not set"):
        config(SECRET_KEY_FILE=str(empty))


def test_a_public_site_must_be_https():
    with pytest.raises(SettingsError, match=r"^PUBLIC_URL must start with https"):
        config(PUBLIC_URL="http://showreel.example")


@pytest.mark.parametrize("secret", ["change-me", "secret", "dev", "fifteen letters"])
def test_a_public_site_refuses_a_default_or_short_secret(secret: str):
    with pytest.raises(SettingsError, match=r"^SECRET_KEY must be a long random text"):
        config(PUBLIC_URL="https://showreel.example", SECRET_KEY=secret)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_site_at_home_may_be_http(host: str):
    at_home = config(PUBLIC_URL=f"http://{host}:8000", SECRET_KEY="dev")

    assert not at_home.is_production


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_address_of_a_postgresql_is_given_our_driver(scheme: str):
    address = config(DATABASE_URL=f"{scheme}://host/showreel").database_url

    assert address == "postgresql+psycopg://host/showreel"


def test_covers_come_from_the_three_domains_that_tiktoks_answers_name():
    assert config().tiktok_media_hosts == (
        "*.tiktokcdn.com",
        "*.tiktokcdn-us.com",
        "*.tiktokcdn-eu.com",
    )


@pytest.mark.parametrize("sources", ["http://127.0.0.1:8090/", "localhost:9000,*.cdn.example", "*"])
def test_covers_may_come_from_any_host_or_origin(sources: str):
    wanted = sources.replace(",", " ").replace("8090/", "8090").split()

    assert list(config(TIKTOK_MEDIA_HOSTS=sources).tiktok_media_hosts) == wanted


def test_lists_take_commas_and_spaces():
    assert config(TIKTOK_SCOPES="user.info.basic, video.list").tiktok_scopes == (
        "user.info.basic",
        "video.list",
    )


def test_the_settings_do_not_change_while_running():
    with pytest.raises(FrozenInstanceError):
        config().port = 9000


def test_no_secret_is_in_the_repr():
    shown = repr(config(DATABASE_URL="postgresql://me:pass-word@host/db", REDIS_URL="redis://:pw9"))

    secrets = (NEEDED["SECRET_KEY"], KEY, NEEDED["TIKTOK_CLIENT_SECRET"], "pass-word", "pw9")
    assert not [secret for secret in secrets if secret in shown]
