"""Metrics for the host: the state of queues, budget, covers and connections, read when asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from prometheus_client.core import GaugeMetricFamily, Metric

from portfolio import clock
from portfolio.extensions import Model, db, queues, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.report import Report
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.models.tables import CREATOR_TABLE, IS_OF_THIS_APP, table_of
from portfolio.queues import NAMES, job_queue
from portfolio.services import notices
from portfolio.services.calls import budget
from portfolio.services.operations import storing
from portfolio.services.renewals import planner


class Collector:
    """Reads every value again for each scrape; no process keeps a number of its own."""

    def collect(self) -> Iterator[Metric]:
        yield from _queues()
        yield from _calls()
        yield from _database()
        yield from _notices()
        yield from _refusals()


def waiting() -> dict[str, int] | None:
    """Return the number of jobs that wait in each queue, or None while Redis is away."""
    return queues.ask(
        lambda redis: {name: job_queue(name, redis).count for name in NAMES},
        otherwise=None,
    )


def failing_for() -> timedelta | None:
    """Return for how long all renewals have failed; None if one worked since, or none failed."""
    now = clock.now()
    failed_at: datetime | None = db.session.scalar(_ours(sa.func.min(Renewal.failed_at), Renewal))
    fetched_at = db.session.scalar(sa.select(sa.func.max(Cover.fetched_at)))
    if failed_at is None or (fetched_at is not None and fetched_at > failed_at):
        return None
    return now - failed_at


def _ours(value: sa.Function[Any], model: type[Model]) -> sa.Select[Any]:
    """Select a value from the rows of creators who signed in with the present TikTok app."""
    rows = table_of(model)
    creators = sa.select(CREATOR_TABLE.c.id).where(IS_OF_THIS_APP)
    ours = rows.c.creator_id.in_(creators.params(tiktok_app=settings().tiktok_app))
    return sa.select(value).select_from(rows).where(ours)


def paused() -> list[str]:
    """Return the endpoints that are left alone, after a 429 or by the circuit breaker."""
    return [each.name.lower() for each in budget.COUNTED if budget.is_paused(each)]


def _queues() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("showreel_jobs_waiting", "Jobs in a queue", labels=["queue"])
    for name, count in (waiting() or {}).items():
        jobs.add_metric([name], count)
    yield jobs
    here = GaugeMetricFamily("showreel_workers_seen", "1 while a worker was seen lately")
    here.add_metric([], queues.has_worker())
    yield here


def _calls() -> Iterator[Metric]:
    used = GaugeMetricFamily(
        "showreel_tiktok_calls", "Calls in the last minute", labels=["endpoint"]
    )
    pauses = GaugeMetricFamily(
        "showreel_tiktok_paused", "1 while an endpoint is left alone", labels=["endpoint"]
    )
    left_alone = paused()
    for endpoint in budget.COUNTED:
        used.add_metric([endpoint.name.lower()], budget.used(endpoint))
        pauses.add_metric([endpoint.name.lower()], endpoint.name.lower() in left_alone)
    yield used
    yield pauses


def _notices() -> Iterator[Metric]:
    kinds = {
        "showreel_left_out": ("Stored rows that no page can draw", notices.LEFT_OUT),
        "showreel_picture_hosts_refused": (
            "Hosts from which pages may load no picture",
            notices.REFUSED_HOSTS,
        ),
    }
    for name, (help_text, kind) in kinds.items():
        gauge = GaugeMetricFamily(name, help_text)
        gauge.add_metric([], notices.count(kind) or 0)
        yield gauge


def _refusals() -> Iterator[Metric]:
    refusals = GaugeMetricFamily("showreel_redis_refusals", "What Redis refuses to its user")
    refusals.add_metric([], len(notices.redis_refuses()))
    yield refusals


def _database() -> Iterator[Metric]:
    stores = GaugeMetricFamily("showreel_storing", "0 while the database takes no changes")
    stores.add_metric([], storing.can_store())
    yield stores
    now = clock.now()
    warm = now - timedelta(hours=settings().warm_hours)
    counts = {
        "showreel_pages_public": ("Public pages", _ours(sa.func.count(Page.edition), Page)),
        "showreel_pages_warm": (
            "Public pages with a visitor lately",
            _ours(sa.func.count(Page.edition), Page).where(Page.seen_at >= warm),
        ),
        "showreel_connections_ended": (
            "Creators who have to connect again",
            _ours(sa.func.count(Connection.ended_at), Connection),
        ),
        "showreel_syncs_unfinished": (
            "Syncs under way",
            _ours(sa.func.count(), Sync).where(Sync.state.in_(UNFINISHED)),
        ),
        "showreel_reports_open": (
            "Reports of visitors that are not closed",
            _ours(sa.func.count(), Report).where(Report.closed_at.is_(None)),
        ),
        "showreel_renewals_failing": (
            "Creators whose last renewal failed",
            _ours(sa.func.count(Renewal.failed_at), Renewal),
        ),
    }
    for name, (help_text, query) in counts.items():
        gauge = GaugeMetricFamily(name, help_text)
        gauge.add_metric([], db.session.scalar(query) or 0)
        yield gauge
    at_risk = GaugeMetricFamily(
        "showreel_covers_at_risk", "Covers of warm pages that cannot be renewed in time"
    )
    at_risk.add_metric([], planner.covers_at_risk())
    yield at_risk
