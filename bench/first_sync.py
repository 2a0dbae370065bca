"""The first sync of 10,000 videos against a bare loop of the same calls."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from bench.budget import everything
from bench.reporting import interleaved, median, parser, report
from bench.rows import grant, insert_creators, inside
from bench.table import Row
from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.sync import DONE, FULL, Sync
from portfolio.models.video import Video
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.paging import next_step
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

LATENCY = 100  # ms
PAGE = 20
#: Syncs follow each other here without a pause, so the call budget must not slow them.
CALLS_PER_MINUTE = "6000"


@dataclass
class Figures:
    videos: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    calls: list[int] = field(default_factory=list)
    loop_calls: list[int] = field(default_factory=list)


class Sides:
    """A new creator's first sync, and the bare loop of the same calls."""

    def __init__(self, site: Site, videos: int) -> None:
        self.site = site
        self.figures = Figures(videos)
        self._numbers = itertools.count(1)

    def _new_account(self) -> str:
        account = f"newcomer-{next(self._numbers)}"
        self.site.control("creators", {"account": account, "videos": self.figures.videos})
        self.site.control("settings", {"latency_ms": LATENCY})
        return account

    def loop(self) -> float:
        """Return the seconds of the calls, one after another, over one connection."""
        token = grant(self.site, self._new_account())[1]["access_token"]
        tiktok = TikTok(self.site.sandbox_url, user_agent="bench")
        cursor, calls = None, 0
        began = time.perf_counter()
        while calls == 0 or cursor is not None:
            page = tiktok.list_videos(token, cursor=cursor, max_count=PAGE)
            calls += 1
            cursor = next_step(cursor, page, calls).cursor  # the sync's own cursors
        took = time.perf_counter() - began
        self.figures.loop_calls.append(calls)
        return took

    def sync(self) -> float:
        """Return the seconds from the request for a sync to its end, by the database's times."""
        (creator_id,) = insert_creators(self.site, [self._new_account()], shown=0, public=False)
        self.site.control("calls", method="DELETE")
        sync_id = jobs.sync_later(creator_id, FULL)

        def ended() -> Any:
            row = db.session.execute(
                sa.select(Sync.started_at, Sync.ended_at, Sync.state).where(Sync.id == sync_id)
            ).one()
            db.session.rollback()
            return row.ended_at and row

        wait_for(lambda: time.sleep(0.2) or ended(), "the sync's end", seconds=300)
        row = ended()
        stored = db.session.scalar(
            sa.select(sa.func.count()).select_from(Video).where(Video.creator_id == creator_id)
        )
        db.session.rollback()
        if row.state != DONE or stored != self.figures.videos:
            raise AssertionError(f"the sync is {row.state} with {stored} videos")
        self.figures.calls.append(len(list(everything(self.site, "video/list"))))
        return float((row.ended_at - row.started_at).total_seconds())


def measure(site: Site, videos: int, rounds: int) -> Figures:
    sides = Sides(site, videos)
    sides.figures.seconds = interleaved({"loop": sides.loop, "sync": sides.sync}, rounds)
    return sides.figures


def rows(figures: Figures) -> list[Row]:
    loop, sync = median(figures.seconds["loop"]), median(figures.seconds["sync"])
    pages, most = max(figures.loop_calls), max(figures.calls)
    return [
        Row("videos", f"{figures.videos:,}"),
        Row("calls of a sync, of a loop", f"{most}, {pages}", "the same", most == pages),
        Row("a bare loop of them", f"{loop:.1f} s"),
        Row("a first sync", f"{sync:.1f} s"),
        Row("  of the loop", f"{sync / loop:.2f} ×", "at most 1.15 ×", sync <= 1.15 * loop),
        Row("  more for each page", f"{(sync - loop) / pages * 1000:.1f} ms"),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("first-sync")
    options.add_argument("--videos", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--database", default="sqlite", help="sqlite, postgres or an address")
    chosen = options.parse_args(arguments)
    limit = ["--calls-per-minute", CALLS_PER_MINUTE]
    settings = {"TIKTOK_CALLS_PER_MINUTE": CALLS_PER_MINUTE}
    with (
        showreel(chosen.database, sandbox_options=limit, env=settings) as site,
        inside(site),
    ):
        figures = measure(site, chosen.videos, chosen.rounds)
    return report(f"A first sync, {chosen.database}", rows(figures), asdict(figures), chosen.json)
