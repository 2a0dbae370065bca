from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, expect

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from tests.look.staging import Stage
from tests.servers.waiting import PATIENCE_SECONDS

# Ten times the need of a page on a quiet machine.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)

SETTINGS = {
    "INSTANCE_DIR": "/nowhere",
    "SECRET_KEY": "only-for-tests-of-the-look",
    "TOKEN_KEYS": Fernet.generate_key().decode(),
    "DATABASE_URL": "sqlite://",
    "REDIS_URL": "unix:///nowhere.sock",
    "TIKTOK_CLIENT_KEY": "key",
    "TIKTOK_CLIENT_SECRET": "secret",
}


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The real application, for its templates; no database or queue is used."""
    app = create_app(Config.from_environment(SETTINGS))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def stage(app: Flask, browser: Browser) -> Iterator[Stage]:
    """A browser page that shows templates; errors and breaches of the policy fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    stage = Stage(app, context.new_page())
    stage.page.clock.install()
    yield stage
    context.close()
    assert stage.complaints == []
