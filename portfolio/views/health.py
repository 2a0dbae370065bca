"""For whoever runs the site: is the process alive, and can it do its work."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portfolio.extensions import db, queues
from portfolio.queues import NAMES

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 when pages can be served; that Redis or the workers are away is only told."""
    database = _database()
    waiting = queues.ask(
        lambda redis: {name: int(redis.llen(f"rq:queue:{name}")) for name in NAMES}, otherwise=None
    )
    state = {
        "database": database,
        "redis": waiting is not None,
        "workers": queues.has_worker(),
        "waiting": waiting,
    }
    answer = jsonify(state)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if database else 503


def _database() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError:
        return False
    return True
