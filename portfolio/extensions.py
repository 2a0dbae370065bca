"""The extensions, unbound: create_app() binds them to an app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from portfolio.config import Config
from portfolio.queues import Queues

# Flask-WTF would load all of Babel, if installed, for the texts of forms that we do not use.
sys.modules.setdefault("flask_wtf.i18n", None)  # type: ignore[arg-type]
from flask_wtf import CSRFProtect  # noqa: E402 - behind the line above

# Constraints need names, or SQLite's batch migrations cannot drop them.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=[], strategy="moving-window")
queues = Queues()

# Type checkers cannot see through db.Model (pallets-eco/flask-sqlalchemy#1186).
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def settings() -> Config:
    """Return the settings of the running app."""
    config: Config = current_app.extensions["settings"]
    return config
