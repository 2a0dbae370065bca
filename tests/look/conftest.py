from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from tests.look.staging import Stage

SETTINGS = {
    "SECRET_KEY": "only-for-tests-of-the-look",
    "TOKEN_KEYS": Fernet.generate_key().decode(),
    "DATABASE_URL": "sqlite://",
    "REDIS_URL": "unix:///nowhere.sock",
    "TIKTOK_CLIENT_KEY": "key",
    "TIKTOK_CLIENT_SECRET": "secret",
}


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The application as it is, for its templates: no database or queue is asked."""
    app = create_app(Config.from_environment(SETTINGS))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": flags}


@pytest.fixture
def stage(app: Flask, browser: Browser) -> Iterator[Stage]:
    """A browser page to show a template in; an error or a breach of the policy fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(5_000)
    stage = Stage(app, context.new_page())
    stage.page.clock.install()
    yield stage
    context.close()
    assert stage.complaints == []
