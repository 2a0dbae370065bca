from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, Page, expect

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


@pytest.fixture(scope="session")
def shared_page(browser: Browser) -> Iterator[Page]:
    """One page for all stages of a process: a new one takes as long as most of their tests."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    page.clock.install()
    yield page
    context.close()


@pytest.fixture
def stage(app: Flask, shared_page: Page) -> Iterator[Stage]:
    """A browser page that shows templates; errors and breaches of the policy fail the test.

    Movement is left out unless a test asks for it: drawing it takes a fifth of the processor time.
    """
    shared_page.set_viewport_size({"width": 1280, "height": 900})
    shared_page.emulate_media(
        media="null", color_scheme="null", reduced_motion="reduce", forced_colors="null"
    )
    stage = Stage(app, shared_page)
    yield stage
    stage.leave()
    assert stage.complaints == []


@pytest.fixture
def stage_of_its_own(app: Flask, browser: Browser) -> Iterator[Stage]:
    """A stage on a new page, for a test whose script would stay in it for good."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    stage = Stage(app, context.new_page())
    yield stage
    context.close()
    assert stage.complaints == []
