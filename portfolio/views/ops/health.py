"""For the host: whether the process is alive, whether it can do its work, and its metrics."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from functools import wraps

import sqlalchemy as sa
from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest

from portfolio.extensions import db, queues, settings
from portfolio.services import notices
from portfolio.services.calls import clock_skew
from portfolio.services.operations import metrics, storing

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


#: Headers that proxies add: a request with one of them comes from further away than its peer.
FORWARDED = (
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via"),
    *("X-Real-IP", "CF-Connecting-IP", "True-Client-IP"),
)


def for_the_host(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Show a view to the host alone: a request needs STATUS_TOKEN, or, if none is set, must come
    from this network without a proxy between.
    """

    @wraps(view)
    def guarded() -> ResponseReturnValue:
        token = settings().status_token
        if not (_has(token) if token else _is_near()):
            abort(404)
        return view()

    return guarded


def _has(token: str) -> bool:
    said = request.headers.get("Authorization", "")
    return hmac.compare_digest(said.encode(), f"Bearer {token}".encode())


def _is_near() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_private
    except ValueError:
        return False


@bp.get("/readyz")
@for_the_host
def ready() -> ResponseReturnValue:
    """Answer 200 if pages can be served; other problems are only listed."""
    database = _database()
    waiting = metrics.waiting()
    failing = metrics.failing_for() if database else None
    state = {
        "database": database,
        "storing": database and storing.can_store(),
        "redis": waiting is not None,
        "redis_refuses": sorted(notices.redis_refuses()),
        "workers": queues.has_worker(),
        "waiting": waiting,
        "tiktok_paused": metrics.paused(),
        "clock_skew_seconds": clock_skew.seconds(),
        "left_out": notices.count(notices.LEFT_OUT),
        "picture_hosts_refused": notices.subjects(notices.REFUSED_HOSTS),
        "renewals_failing_for_seconds": None if failing is None else int(failing.total_seconds()),
    }
    return jsonify(state), 200 if database else 503


@bp.get("/metrics")
@for_the_host
def measure() -> ResponseReturnValue:
    """Answer in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(metrics.Collector())
    return Response(generate_latest(registry), mimetype="text/plain")


def _database() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError:
        return False
    return True
