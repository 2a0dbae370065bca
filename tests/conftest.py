"""What the tests share: real servers, both databases, TikTok's look-alike, and three people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from redis import Redis

from portfolio import clock, create_app
from portfolio.config import Config
from portfolio.extensions import db, queues
from tests.servers.valkey import Valkey
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok, running_sandbox
from tests.support.working import Worker

pytest_plugins = ["tests.servers.plugin"]

SETTINGS = {
    "SECRET_KEY": "only for the tests, and long enough",
    "TOKEN_KEYS": Fernet.generate_key().decode(),
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TIKTOK_CLIENT_KEY": "sbawdemo",
    "TIKTOK_CLIENT_SECRET": "sandbox-demo-secret",
    "WEB_THREADS": "16",
}


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[TikTok]:
    with running_sandbox() as tiktok:
        yield tiktok


@pytest.fixture(scope="session")
def environment(sandbox_server: TikTok, valkey_server: Valkey) -> dict[str, str]:
    """Every setting but the database, as the processes would be given them."""
    return {
        **SETTINGS,
        "REDIS_URL": valkey_server.url,
        "TIKTOK_AUTHORIZE_URL": f"{sandbox_server.url}/v2/auth/authorize/",
        "TIKTOK_API_URL": sandbox_server.url,
        "TIKTOK_PLAYER_URL": f"{sandbox_server.url}/player/v1/",
        "TIKTOK_MEDIA_HOSTS": sandbox_server.url,
    }


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def apps(
    request: pytest.FixtureRequest,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Flask]]:
    """The app as the web and as the worker have it, on a database of the newest schema."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'showreel.db'}"
    else:
        address = request.getfixturevalue("postgres_url")
    config = Config.from_environment({**environment, "DATABASE_URL": address})
    apps = {process: create_app(config, process) for process in ("web", "worker")}
    _bring_to_newest_schema(config)
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


def _bring_to_newest_schema(config: Config) -> None:
    app = create_app(config, "migration")
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture
def app(apps: dict[str, Flask], tiktok: TikTok, redis: Redis) -> Iterator[Flask]:
    """The web's app, on empty tables. The test itself runs as a worker would."""
    web = apps["web"]
    config: Config = web.extensions["settings"]
    # The extensions are this process's: a test with an app of its own may have bound them anew.
    queues.init_app(web, config.redis_url)
    web.wsgi_app._copies.clear()
    with apps["worker"].app_context():
        yield web
        web.extensions["visits"].forget()
        db.session.remove()
        _empty(db.engine)


def _empty(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def settings_are(apps: dict[str, Flask]) -> Iterator[Callable[..., None]]:
    """Change settings that are read while running."""
    usual: Config = apps["web"].extensions["settings"]

    def change(**settings: object) -> None:
        for app in apps.values():
            app.extensions["settings"] = replace(app.extensions["settings"], **settings)

    yield change
    for app in apps.values():
        app.extensions["settings"] = usual


@pytest.fixture
def tiktok(sandbox_server: TikTok) -> TikTok:
    """TikTok as it is on a good day, with nobody's calls in its record."""
    sandbox_server.begins_anew()
    return sandbox_server


@pytest.fixture
def redis(valkey_server: Valkey) -> Iterator[Redis]:
    """An empty Redis."""
    with Redis.from_url(valkey_server.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def worker(apps: dict[str, Flask], app: Flask, redis: Redis) -> Worker:
    return Worker(apps["worker"], redis)


@pytest.fixture
def person(app: Flask, tiktok: TikTok, worker: Worker) -> Callable[..., Person]:
    """Make somebody with an account at TikTok, who is not signed in here."""

    def make(name: str, videos: int = 0, display_name: str | None = None) -> Person:
        account = tiktok.has_account(name, videos, display_name or name.capitalize())
        return Person(account, Browser(app, tiktok), worker)

    return make


@pytest.fixture
def alice(person: Callable[..., Person]) -> Person:
    """Alice has seven videos, and has signed in; all of them are here."""
    return person("alice", videos=7).signs_in()


@pytest.fixture
def bob(person: Callable[..., Person]) -> Person:
    """Bob has three videos, and is signed in as somebody else than Alice."""
    return person("bob", videos=3).signs_in()


@pytest.fixture
def visitor(app: Flask, tiktok: TikTok) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app, tiktok)


@pytest.fixture
def time_passes(tiktok: TikTok) -> Iterator[Callable[..., None]]:
    """Move our clock and TikTok's by so many seconds, minutes, hours and days."""
    ahead = 0.0

    def move(*, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        nonlocal ahead
        step = seconds + 60 * minutes + 3600 * hours + 86_400 * days
        ahead += step
        tiktok.control("clock", {"advance": step})
        clock.follow(lambda: time.time() + ahead)

    yield move
    clock.follow(time.time)


@pytest.fixture
def counted(app: Flask) -> Callable[[], dict[str, int]]:
    """Count the rows of every table."""

    def count() -> dict[str, int]:
        db.session.rollback()
        return {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }

    return count
