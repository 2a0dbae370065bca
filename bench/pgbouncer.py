"""PgBouncer in transaction mode, and a busy site through its four connections.

Six creators sign in at the same moment, and for minutes of moved time covers are renewed and tokens
refreshed. Each transaction may get another server connection than the one before it, so our code
may leave no state in a connection: no prepared statement, no session setting.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
import sqlalchemy as sa
from redis import Redis

from bench.reporting import parser, report
from bench.table import Row
from portfolio.queues import NAMES, job_queue
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.moved import MovedClock
from tests.servers.pgbouncer import errors_of, pgbouncer
from tests.servers.postgres import postgres
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

CREATORS = 6
VIDEOS = 200
PUBLISHED = 12
ACCESS_LIFE = 30  # seconds
COVER_LIFE = 60
STEP = 8  # seconds; a token is refreshed when it has 10 left
CLOCK = "tests.servers.moved"
#: The negative control.
PREPARED = "tests.servers.prepared"


@dataclass
class Figures:
    first_sync: float = 0.0
    videos: int = 0
    moved: int = 0
    pages: int = 0
    refused: list[str] = field(default_factory=list)
    refreshes: int = 0
    renewals: int = 0
    failed_jobs: int = 0
    errors: list[str] = field(default_factory=list)


@contextmanager
def pooled_site(*, prepared: bool) -> Iterator[tuple[Site, MovedClock, str]]:
    """Run two web and four worker processes on PgBouncer; also yield PostgreSQL's address."""
    with postgres() as direct, pgbouncer(direct) as pooler, tempfile.TemporaryDirectory() as folder:
        clock = MovedClock(Path(folder) / "ahead")
        with showreel(
            pooler.url,
            sandbox_options=[
                *("--access-life", str(ACCESS_LIFE)),
                *("--cover-life", str(COVER_LIFE)),
                *("--calls-per-minute", "0"),
            ],
            env={**clock.environment, "WEB_WORKERS": "2", "TIKTOK_CALLS_PER_MINUTE": "6000"},
            workers=4,
            altered_by=[CLOCK, PREPARED] if prepared else [CLOCK],
        ) as site:
            yield site, clock, direct


def measure(site: Site, clock: MovedClock, direct: str, *, videos: int, seconds: int) -> Figures:
    figures = Figures()
    accounts = [f"crowd{number + 1}" for number in range(CREATORS)]
    for account in accounts:
        site.control("creators", {"account": account, "videos": videos})
    creators = [Creator(site, account) for account in accounts]
    began = time.monotonic()
    with ThreadPoolExecutor(CREATORS) as pool:
        list(pool.map(Creator.sign_in, creators))
        for creator in creators:
            wait_for(creator.is_synced, f"{creator.account}'s library", seconds=240)
        figures.first_sync = time.monotonic() - began
        pages = [page for page in pool.map(lambda each: publish(each, figures), creators) if page]
        while figures.moved < seconds:
            clock.advance(STEP)
            site.control("clock", {"advance": STEP})
            figures.moved += STEP
            figures.pages += len(pages)
            statuses = zip(pages, pool.map(status_of, pages), strict=True)
            figures.refused += [f"{page}: {status}" for page, status in statuses if status != 200]
    wait_for(lambda: not waiting(site), "the queues' end", seconds=60)
    with sa.create_engine(direct, poolclass=sa.NullPool).connect() as database:
        figures.videos = database.scalar(sa.text("SELECT count(*) FROM video")) or 0
    for call in site.control("calls?limit=50000"):
        figures.refreshes += call["grant_type"] == "refresh_token" and call["outcome"] == "ok"
        figures.renewals += call["endpoint"] == "video/query" and call["outcome"] == "ok"
    figures.failed_jobs = failed_jobs(site)
    figures.errors = errors_of(direct)
    return figures


def publish(creator: Creator, figures: Figures) -> str | None:
    """Let a creator publish; return the page's address, or note how the site refused it."""
    try:
        return creator.publish(PUBLISHED)
    except requests.HTTPError as error:
        figures.refused.append(str(error))
        return None


def status_of(page: str) -> int:
    return requests.get(page, timeout=PATIENCE_SECONDS).status_code


def waiting(site: Site) -> int:
    with Redis.from_url(site.redis_url) as redis:
        return sum(job_queue(name, redis).count for name in NAMES)


def failed_jobs(site: Site) -> int:
    with Redis.from_url(site.redis_url) as redis:
        return sum(len(job_queue(name, redis).failed_job_registry) for name in NAMES)


def rows(figures: Figures, videos: int) -> list[Row]:
    return [
        Row("first syncs, all six", f"{figures.first_sync:.1f} s"),
        Row("videos that came", str(figures.videos), f"{CREATORS * videos}",
            figures.videos == CREATORS * videos),
        Row("time moved", f"{figures.moved} s"),
        Row("pages served", str(figures.pages)),
        Row("pages and forms refused", str(len(figures.refused)), "none", not figures.refused),
        Row("tokens refreshed", str(figures.refreshes), "some", figures.refreshes > 0),
        Row("renewals (video/query)", str(figures.renewals), "some", figures.renewals > 0),
        Row("failed jobs", str(figures.failed_jobs), "none", not figures.failed_jobs),
        Row("errors in PostgreSQL's log", str(len(figures.errors)), "none", not figures.errors),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("pgbouncer")
    options.add_argument("--seconds", type=int, default=180, help="of moved clock")
    options.add_argument("--videos", type=int, default=VIDEOS, help="of each creator")
    options.add_argument(
        "--prepared", action="store_true", help="prepare statements all the same: it must fail"
    )
    chosen = options.parse_args(arguments)
    with pooled_site(prepared=chosen.prepared) as (site, clock, direct):
        figures = measure(site, clock, direct, videos=chosen.videos, seconds=chosen.seconds)
    title = f"PgBouncer in transaction mode{', statements prepared' if chosen.prepared else ''}"
    return report(title, rows(figures, chosen.videos), vars(figures), chosen.json)
