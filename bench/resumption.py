"""A first sync of 1,200 videos that loses its worker, or Redis's data, on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from redis import Redis

from bench.reporting import parser, report
from bench.table import Row
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

ACCOUNT, VIDEOS = "juno", 1_200
LATENCY = 60  # ms per call, so that a sync takes as long as with TikTok
FLUSHING = 1.0  # seconds of repeated flushes: one of them hits the step in its queue
#: The most seconds until the sync continues. A killed worker's lease must end, then the sweep must
#: find the sync. After a flush the sweep must find it too, and for a minute only visitors' calls
#: may go to TikTok, since the calls of the last minute are unknown.
WITHIN = {"kill": 60.0, "flush": 90.0}


@dataclass(frozen=True)
class Figures:
    """Videos at the blow, seconds until the next ones, and the state at the end."""

    before: int
    resumed: float
    took: float
    state: str
    found: int
    missing: int
    foreign: int


def kill_the_worker(site: Site) -> None:
    """SIGKILL the worker in the middle of a step and restart it, as the supervisor would."""
    engine = sa.create_engine(site.database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as database:
        held = sa.text("SELECT lease_owner FROM sync WHERE lease_owner IS NOT NULL")
        wait_for(lambda: database.scalar(held), "a step under way")
        site.kill_worker(2)
    engine.dispose()
    site.start_worker(2)


def flush_redis(site: Site) -> None:
    redis = Redis.from_url(site.redis_url)
    ends = time.monotonic() + FLUSHING
    while time.monotonic() < ends:
        redis.flushall()
    redis.close()


BLOWS: dict[str, Callable[[Site], None]] = {"kill": kill_the_worker, "flush": flush_redis}


def measure(
    site: Site, blow: Callable[[Site], None], meanwhile: Callable[[], None] = lambda: None
) -> Figures:
    """Hit a first sync with `blow`; call `meanwhile` repeatedly until the sync continues."""
    engine = sa.create_engine(site.database_url)

    def ask(query: str) -> list[str]:
        with engine.connect() as database:
            return list(database.scalars(sa.text(query)))

    def count() -> int:
        return int(ask("SELECT count(*) FROM video")[0])

    began = time.monotonic()
    Creator(site, ACCOUNT).sign_in()
    wait_for(lambda: count() >= VIDEOS // 4, "a quarter of the videos")
    blow(site)
    struck, before = time.monotonic(), count()
    assert before < VIDEOS, "the sync was over before the blow"

    def goes_on() -> bool:
        meanwhile()
        return count() > before

    wait_for(goes_on, "the sync's next page", seconds=120)
    resumed = time.monotonic() - struck
    wait_for(lambda: ask("SELECT state FROM sync")[0] in ("done", "failed"), "its end", seconds=120)
    took = time.monotonic() - began
    stored = ask("SELECT id FROM video")
    theirs = {video["id"] for video in site.control(f"creators/{ACCOUNT}")["videos"]}
    figures = Figures(
        before=before,
        resumed=resumed,
        took=took,
        state=ask("SELECT state FROM sync")[0],
        found=len(stored),
        missing=len(theirs - set(stored)),
        foreign=len(set(stored) - theirs),
    )
    engine.dispose()
    return figures


def rows(blow: str, database: str, figures: Figures) -> list[Row]:
    return [
        Row(f"{blow}, {database}", f"at {figures.before} of {VIDEOS}"),
        Row("  until it went on", f"{figures.resumed:.1f} s", f"at most {WITHIN[blow]:.0f} s",
            figures.resumed <= WITHIN[blow]),
        Row("  whole sync", f"{figures.took:.1f} s, {figures.state}", "done",
            figures.state == "done"),
        Row("  videos, each once", f"{figures.found}", f"{VIDEOS}", figures.found == VIDEOS),
        Row("  missing, foreign", f"{figures.missing}, {figures.foreign}", "none",
            not figures.missing and not figures.foreign),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("resumption")
    options.add_argument("--blow", choices=tuple(BLOWS), action="append")
    options.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    chosen = options.parse_args(arguments)
    table = []
    for database in chosen.database or ("sqlite", "postgres"):
        for blow in chosen.blow or BLOWS:
            with showreel(database, sandbox_options=["--latency", str(LATENCY)]) as site:
                table += rows(blow, database, measure(site, BLOWS[blow]))
    return report("A first sync that is struck on the way", table, {}, chosen.json)
