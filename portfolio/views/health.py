"""For whoever runs the site: is the process alive, can it do its work, and how is it going."""

from __future__ import annotations

import ipaddress

import sqlalchemy as sa
from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest

from portfolio.extensions import db, queues
from portfolio.services import metrics, skew

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 when pages can be served; what else is amiss is only told."""
    database = _database()
    waiting = metrics.waiting()
    failing = metrics.failing_for() if database else None
    state = {
        "database": database,
        "redis": waiting is not None,
        "workers": queues.has_worker(),
        "waiting": waiting,
        "tiktok_paused": metrics.paused(),
        "clock_skew_seconds": skew.seconds(),
        "renewals_failing_for_seconds": None if failing is None else int(failing.total_seconds()),
    }
    return jsonify(state), 200 if database else 503


@bp.get("/metrics")
def measure() -> ResponseReturnValue:
    """Answer in Prometheus' text format, to machines of this network alone."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_private:  # noqa: S104
        abort(404)
    registry = CollectorRegistry()
    registry.register(metrics.Collector())
    return Response(generate_latest(registry), mimetype="text/plain")


def _database() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError:
        return False
    return True
