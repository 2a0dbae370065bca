"""The one place where the parts are joined: `portfolio.create_app()` comes here."""

from __future__ import annotations

import os

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portfolio import cli, logs
from portfolio.config import ROOT, Config
from portfolio.extensions import csrf, db, limiter, queues
from portfolio.services import remote
from portfolio.transactions import prepare


def make_app(config: Config | None, process: str) -> Flask:
    """Join the parts; see `create_app`."""
    config = config or Config.from_environment()
    app = Flask("portfolio", template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["settings"] = config
    app.config.from_mapping(flask_settings(config))
    logs.register(app, config)
    init_extensions(app, config)
    remote.connect(app, config, process)
    if process == "migration" or "FLASK_RUN_FROM_CLI" in os.environ:
        init_migrations(app)
    cli.register(app)
    if process == "web":
        join_web(app, config)
    return app


def join_web(app: Flask, config: Config) -> None:
    """Add what answers requests: a worker answers none, and is smaller without."""
    from portfolio import assets, pagecache, views
    from portfolio.services import visits

    csrf.init_app(app)
    limiter.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    assets.register(app, ROOT / "static")
    views.register(app, config)
    visits.register(app)
    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]
        app.wsgi_app,
        app.extensions["waiters"],
        list(app.extensions["headers"].items()),
        config.render_wait,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]


def init_extensions(app: Flask, config: Config) -> None:
    db.init_app(app)
    queues.init_app(app, config.redis_url)
    with app.app_context():
        prepare(db.engine)


def init_migrations(app: Flask) -> None:
    """Give `app` the commands of `flask db`."""
    # Alembic takes longer to import than all the rest of the web, which never needs it.
    from flask_migrate import Migrate

    directory = str(ROOT / "portfolio" / "migrations")
    Migrate(app, db, directory=directory, render_as_batch=True, compare_type=True)


def flask_settings(config: Config) -> dict[str, object]:
    """Return what Flask and its extensions want to know, from our own settings."""
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config),
        "SESSION_COOKIE_NAME": "__Host-session" if config.is_secure else "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_secure,
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        # Else a signed-in creator's cookie would go out with public pages too, into shared caches.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_PARTS": 2000,
        # Over https Flask-WTF wants a Referer too; browsers may be told to send none.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session
        "RATELIMIT_STORAGE_URI": config.redis_url.replace("unix://", "redis+unix://"),
        "RATELIMIT_STORAGE_OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def engine_options(config: Config) -> dict[str, object]:
    if config.database_url.startswith("sqlite:"):
        return {"connect_args": {"timeout": 5}}
    # Many processes share one server: small pools, and connections that a restart cut are noticed.
    return {"pool_pre_ping": True, "pool_size": min(config.web_threads, 8), "max_overflow": 4}
