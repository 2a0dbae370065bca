"""The one place where the parts are joined, for `portfolio.create_app()`."""

from __future__ import annotations

import os

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portfolio import cli, logs
from portfolio.config import ROOT, Config
from portfolio.extensions import csrf, db, limiter, queues
from portfolio.services.calls import clients
from portfolio.services.calls.budget import limits_prefix
from portfolio.transactions import prepare


def make_app(config: Config | None, process: str) -> Flask:
    """Join the parts; see `create_app`."""
    config = config or Config.from_environment()
    app = Flask("portfolio", template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["settings"] = config
    app.config.from_mapping(flask_settings(config))
    logs.register(app, config)
    init_extensions(app, config)
    clients.connect(app, config, process)
    if process == "migration" or "FLASK_RUN_FROM_CLI" in os.environ:
        init_migrations(app)
    cli.register(app)
    if process == "web":
        join_web(app, config)
    return app


def join_web(app: Flask, config: Config) -> None:
    """Add the parts that answer requests: a worker answers none, and is smaller without them."""
    from portfolio import assets, views
    from portfolio.services.pages import visits

    csrf.init_app(app)
    limiter.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    assets.register(app, ROOT / "static")
    views.register(app, config)
    visits.register(app)
    add_layers(app, config)


def add_layers(app: Flask, config: Config) -> None:
    """Put the page layer and the front before `app`, whose views are all registered by now."""
    from portfolio import front, pagecache
    from portfolio.views.kept_paths import KeptPaths

    layer = app.extensions["page_layer"] = pagecache.PageCache(
        app.wsgi_app,
        KeptPaths(app),
        app.extensions["waiters"],
        list(app.extensions["headers"].items()),
        config.render_wait,
    )
    app.wsgi_app = front.Front(layer, layer.hot, config.public_url)  # type: ignore[method-assign]
    if config.trusted_proxies:
        # Only the visitor's address is believed: scheme, host and path are PUBLIC_URL's.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=0, x_host=0
        )


def init_extensions(app: Flask, config: Config) -> None:
    db.init_app(app)
    queues.init_app(app, config.redis_url, config.redis_prefix)
    with app.app_context():
        prepare(db.engine)


def init_migrations(app: Flask) -> None:
    """Give `app` the commands of `flask db`."""
    # Alembic takes longer to import than the rest of a web process, which never needs it.
    from flask_migrate import Migrate

    directory = str(ROOT / "portfolio" / "migrations")
    Migrate(app, db, directory=directory, render_as_batch=True, compare_type=True)


def flask_settings(config: Config) -> dict[str, object]:
    """Return the settings of Flask and its extensions, made from our own."""
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config),
        "SESSION_COOKIE_NAME": cookie_name(config),
        "SESSION_COOKIE_PATH": config.prefix or "/",
        "APPLICATION_ROOT": config.prefix or "/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_secure,
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        # Otherwise a creator's cookie would go out with public pages too, into shared caches.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_PARTS": 2000,
        # Over https Flask-WTF would require a Referer, which browsers may be told not to send.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session
        "RATELIMIT_STORAGE_URI": config.redis_url.replace("unix://", "redis+unix://"),
        "RATELIMIT_STORAGE_OPTIONS": {
            "socket_timeout": 0.25,
            "socket_connect_timeout": 0.25,
            "key_prefix": limits_prefix(config.redis_prefix),
        },
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def cookie_name(config: Config) -> str:
    """Return the session cookie's name; browsers enforce the rules that its prefix stands for."""
    if not config.is_secure:
        return "session"
    return "__Secure-session" if config.prefix else "__Host-session"  # __Host- is for all paths


def engine_options(config: Config) -> dict[str, object]:
    # Errors are logged: no value of a row, such as a sealed token, belongs in the log.
    shown: dict[str, object] = {"hide_parameters": True}
    if config.database_url.startswith("sqlite:"):
        return {**shown, "connect_args": {"timeout": 5}}
    # Many processes share one server: small pools, which notice connections cut by a restart.
    pool = {"pool_pre_ping": True, "pool_size": min(config.web_threads, 8), "max_overflow": 4}
    return {**shown, **pool}
