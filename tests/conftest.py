"""Shared fixtures: real servers, both databases, TikTok's look-alike, and three people."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from redis import Redis

from portfolio import clock, create_app
from portfolio.config import Config
from portfolio.extensions import db, limiter, queues
from tests.servers.valkey import Valkey
from tests.support import chromium
from tests.support.people import Browser, Person
from tests.support.sign_ins import SignIns
from tests.support.tiktok import TikTok, running_sandbox
from tests.support.working import Worker

pytest_plugins = ["tests.servers.plugin", "tests.support.sharing", "tests.support.turns"]

# A slow, busy machine must not fail a test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

#: The folders of long tests. They begin first, so that at the end of a run no process waits long.
LONG = ("races", "processes", "browser", "drill", "project", "supervisor")


#: The fixtures of real browsers. A test with one gets a second try: a browser on a busy machine is
#: not always in time. The run names each such test, and a test that needs it often has a fault.
BROWSERS = {"browser", "firefox"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the files of long tests to the front; the order is the same in each process."""
    items.sort(key=lambda item: not set(LONG) & set(item.path.parts))
    for item in items:
        if BROWSERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Spare the garbage collector thousands of collected tests: a tenth of the processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


SETTINGS = {
    "INSTANCE_DIR": "/nowhere",
    "SECRET_KEY": "only for the tests, and long enough",
    "TOKEN_KEYS": Fernet.generate_key().decode(),
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TIKTOK_CLIENT_KEY": "sbawdemo",
    "TIKTOK_CLIENT_SECRET": "sandbox-demo-secret",
    "WEB_THREADS": "16",
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Chromium in one way: the first file that needs it starts it for the others."""
    return {**browser_type_launch_args, **chromium.launch_options(chromium.without_windows())}


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[TikTok]:
    with running_sandbox() as tiktok:
        yield tiktok


@pytest.fixture(scope="session")
def environment(sandbox_server: TikTok, valkey_server: Valkey) -> dict[str, str]:
    """Every setting except the database, as in a process's environment."""
    return {
        **SETTINGS,
        "REDIS_URL": valkey_server.url,
        "TIKTOK_AUTHORIZE_URL": f"{sandbox_server.url}/v2/auth/authorize/",
        "TIKTOK_API_URL": sandbox_server.url,
        "TIKTOK_PLAYER_URL": f"{sandbox_server.url}/player/v1/",
        "TIKTOK_MEDIA_HOSTS": sandbox_server.url,
    }


@pytest.fixture(scope="session")
def kept_apps() -> Iterator[dict[str, dict[str, Flask]]]:
    """The apps of each database that a test has used, for the tests of later files."""
    kept: dict[str, dict[str, Flask]] = {}
    yield kept
    for app in (app for apps in kept.values() for app in apps.values()):
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def apps(
    request: pytest.FixtureRequest,
    environment: dict[str, str],
    kept_apps: dict[str, dict[str, Flask]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Flask]:
    """The apps of the web and of the worker, on a database with the newest schema."""
    if request.param in kept_apps:
        return kept_apps[request.param]
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'showreel.db'}"
    else:
        kind = "pooled_url" if request.param == "pooled" else "postgres_url"
        address = request.getfixturevalue(kind)
    config = Config.from_environment({**environment, "DATABASE_URL": address})
    _bring_to_newest_schema(config)
    apps = {process: create_app(config, process) for process in ("web", "worker")}
    apps["web"].extensions["limiter as bound"] = dict(vars(limiter))
    kept_apps[request.param] = apps
    return apps


def _bring_to_newest_schema(config: Config) -> None:
    app = create_app(config, "migration")
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture
def app(apps: dict[str, Flask], tiktok: TikTok, redis: Redis) -> Iterator[Flask]:
    """The web's app, on empty tables. The test itself runs in the worker's app context."""
    web = apps["web"]
    config: Config = web.extensions["settings"]
    # The extensions are global: an earlier test's own app may have bound them to itself.
    queues.init_app(web, config.redis_url, config.redis_prefix)
    vars(limiter).update(web.extensions["limiter as bound"])
    web.extensions["page_layer"]._copies.clear()
    with apps["worker"].app_context():
        yield web
        web.extensions["visits"].forget()
        db.session.remove()
        _empty(db.engine)


def _empty(engine: sa.Engine) -> None:
    """Delete all rows, also where the test broke the connections of the pool."""
    try:
        _delete_all_rows(engine)
    except sa.exc.DBAPIError:
        engine.dispose()
        _delete_all_rows(engine)


def _delete_all_rows(engine: sa.Engine) -> None:
    """Delete them in one go: a statement for each table takes longer than a short test."""
    script = "; ".join(f"DELETE FROM {table.name}" for table in reversed(db.metadata.sorted_tables))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().executescript(f"BEGIN IMMEDIATE; {script}; COMMIT")
        else:
            connection.exec_driver_sql(script)


@pytest.fixture
def settings_are(apps: dict[str, Flask]) -> Iterator[Callable[..., None]]:
    """Return a function that changes settings which the app reads while it runs."""
    usual: Config = apps["web"].extensions["settings"]

    def change(**settings: object) -> None:
        for app in apps.values():
            app.extensions["settings"] = replace(app.extensions["settings"], **settings)

    yield change
    for app in apps.values():
        app.extensions["settings"] = usual


@pytest.fixture
def tiktok(sandbox_server: TikTok, request: pytest.FixtureRequest) -> TikTok:
    """TikTok without faults, and with an empty record of calls."""
    sandbox_server.begins_anew()
    if profile := getattr(request, "param", None):
        sandbox_server.settings(profile=profile, cover_life=None, avatar_life=None)
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
    """Return a function that makes a person with a TikTok account who is not signed in here."""

    def make(name: str, videos: int = 0, display_name: str | None = None) -> Person:
        account = tiktok.has_account(name, videos, display_name or name.capitalize())
        return Person(account, Browser(app, tiktok), worker)

    return make


@pytest.fixture
def sign_ins(app: Flask) -> SignIns:
    """The sign-ins on this test's database that earlier tests left to later ones."""
    kept: SignIns = app.extensions.setdefault("sign-ins", SignIns())
    return kept


@pytest.fixture
def alice(
    person: Callable[..., Person],
    sign_ins: SignIns,
    app: Flask,
    tiktok: TikTok,
    worker: Worker,
    redis: Redis,
) -> Person:
    """Alice, who has seven videos and has signed in; her library is synced.

    Her sign-in may be one that an earlier test made (tests/support/sign_ins.py).
    """
    if alice := sign_ins.bring_back("alice", app, tiktok, worker, redis):
        return alice
    alice = person("alice", videos=7).signs_in()
    sign_ins.keep("alice", alice, redis)
    return alice


@pytest.fixture
def bob(person: Callable[..., Person]) -> Person:
    """Bob, another signed-in creator, with three videos."""
    return person("bob", videos=3).signs_in()


@pytest.fixture
def visitor(app: Flask, tiktok: TikTok) -> Browser:
    """A browser that is not signed in."""
    return Browser(app, tiktok)


@pytest.fixture
def time_passes(tiktok: TikTok) -> Iterator[Callable[..., None]]:
    """Return a function that moves our clock and TikTok's."""
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
    """Return a function that counts the rows of every table."""

    def count() -> dict[str, int]:
        db.session.rollback()
        return {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
            if table.name != "exchange"  # it notes every attempt, also a failed one
        }

    return count
