from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db

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
