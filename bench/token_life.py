"""Access tokens of 30 seconds with rotation, through an hour of moved clock.

The clocks of web, workers and sandbox are moved together. A step is shorter than the least life
left of a token in use, so that no step expires the token of a call under way.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
import sqlalchemy as sa

from bench.reporting import parser, report
from bench.table import Row
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.moved import MovedClock
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

ACCESS_LIFE = 30  # seconds
COVER_LIFE = 60
STEP = 8  # seconds; a token is refreshed when it has 10 left
SYNC_EVERY = 12  # steps; longer than a cover's life, or the listing would renew all covers
VIDEOS = 12


@dataclass
class Figures:
    moved: int = 0
    real: float = 0.0
    syncs: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    pages_with_a_gap: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refreshes: int = 0
    dead_refresh_tokens: int = 0
    sign_ins: int = 0
    is_connected: bool = False


@contextmanager
def site_with_a_clock(database: str = "sqlite") -> Iterator[tuple[Site, MovedClock]]:
    with tempfile.TemporaryDirectory(prefix="clock-") as folder:
        clock = MovedClock(Path(folder) / "ahead")
        with showreel(
            database,
            sandbox_options=[
                *("--access-life", str(ACCESS_LIFE)),
                *("--cover-life", str(COVER_LIFE)),
                *("--calls-per-minute", "0"),
            ],
            # On a busy machine a visitor may wait longer than usual.
            env={**clock.environment, "RENDER_WAIT": "10"},
            altered_by=["tests.servers.moved"],
        ) as site:
            yield site, clock


def measure(site: Site, clock: MovedClock, *, seconds: int) -> Figures:
    """Let `seconds` pass by moved clocks, with a visitor in every step and some syncs."""
    creator = Creator(site, "mira")
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    address = creator.publish(VIDEOS)
    figures = Figures()
    visitor = requests.Session()
    visitor.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64)"  # not a crawler's
    began = time.monotonic()
    while figures.moved < seconds:
        # The app's clock first: it may think a token older than it is, never younger.
        clock.advance(STEP)
        site.control("clock", {"advance": STEP})
        figures.moved += STEP
        # A worker that has not been seen for ten seconds counts as gone: let it be seen.
        wait_for(lambda: ready(site), "a worker")
        figures.pages += 1
        answer = visitor.get(address, timeout=PATIENCE_SECONDS)
        figures.pages_with_a_gap += "data-pending" in answer.text
        if figures.pages % SYNC_EVERY == 0:
            creator.sync()
    figures.real = time.monotonic() - began
    with sa.create_engine(site.database_url).connect() as database:
        states = database.execute(sa.text("SELECT state, count(*) FROM sync GROUP BY state"))
        figures.syncs.update(dict(map(tuple, states)))
    read_record(site, figures)
    figures.is_connected = is_connected(site, creator)
    return figures


def ready(site: Site) -> bool:
    answer = requests.get(f"{site.url}/readyz", timeout=PATIENCE_SECONDS)
    return bool(answer.json()["workers"])


def read_record(site: Site, figures: Figures) -> None:
    for call in site.control("calls?limit=50000"):
        ok = call["outcome"] == "ok"
        if call["grant_type"] == "refresh_token":
            figures.refreshes += ok
            figures.dead_refresh_tokens += not ok
        elif call["grant_type"]:
            figures.sign_ins += 1
        elif call["endpoint"] in ("video/list", "video/query", "user/info"):
            figures.calls[call["endpoint"]] += ok
            if not ok:
                figures.refused[call["outcome"]] += 1


def is_connected(site: Site, creator: Creator) -> bool:
    with sa.create_engine(site.database_url).connect() as database:
        ended = database.scalar(sa.text("SELECT count(*) FROM connection WHERE ended_at IS NULL"))
    creator.sync()  # and it still can
    return ended == 1


def rows(figures: Figures) -> list[Row]:
    done = figures.syncs["done"]
    return [
        Row("time moved", f"{figures.moved} s in {figures.real:.0f} s"),
        Row("syncs that succeeded", f"{done} of {figures.syncs.total()}", "all",
            done == figures.syncs.total() > 0),
        Row("pages served", str(figures.pages)),
        Row("  with a picture missing", str(figures.pages_with_a_gap), "none",
            not figures.pages_with_a_gap),
        Row("renewals (video/query)", str(figures.calls["video/query"]), "some",
            figures.calls["video/query"] > 0),
        Row("calls refused", ", ".join(figures.refused.elements()) or "0", "none",
            not figures.refused),
        Row("tokens refreshed", str(figures.refreshes), "some", figures.refreshes > 0),
        Row("dead refresh tokens sent", str(figures.dead_refresh_tokens), "none",
            not figures.dead_refresh_tokens),
        Row("sign-ins", str(figures.sign_ins), "the first alone", figures.sign_ins == 1),
        Row("connected in the end", "yes" if figures.is_connected else "no", "yes",
            figures.is_connected),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("token-life")
    options.add_argument("--seconds", type=int, default=3600, help="of moved clock")
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    chosen = options.parse_args(arguments)
    with site_with_a_clock(chosen.database) as (site, clock):
        figures = measure(site, clock, seconds=chosen.seconds)
    title = f"Access tokens that live {ACCESS_LIFE} s, {chosen.database}"
    return report(title, rows(figures), vars(figures), chosen.json)
