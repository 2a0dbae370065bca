"""HTTP in, HTML out. A view finds, calls one use case, and answers; rights are in `access`."""

from __future__ import annotations

from flask import Flask

from portfolio.config import Config
from portfolio.views import (
    account,
    errors,
    headers,
    health,
    home,
    leaving,
    login,
    page,
    picks,
    publishing,
    studio,
    tiktok_login,
    waiting,
    webhooks,
    words,
)
from portfolio.views import presenting as show


def register(app: Flask, config: Config) -> None:
    """Give `app` every address, what templates may use, and the answers to what goes wrong."""
    rooms = (studio, picks, publishing, account, leaving)
    for part in (home, login, *rooms, page, webhooks, words, health):
        app.register_blueprint(part.bp)
    app.jinja_env.filters.update(
        duration=show.duration, compact=show.compact, ago=show.ago, day=show.day
    )
    app.jinja_env.globals["site"] = {"name": config.site_name, "url": config.public_url}
    app.extensions["waiters"] = waiting.Waiters(max(config.web_threads // 2, 1))
    tiktok_login.register(app, config)
    headers.register(app, config)
    errors.register(app)
