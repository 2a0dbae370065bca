"""A thousand visitors to one stale page at the same moment, and one visitor alone."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from redis import Redis

from bench.answers import get
from bench.idle_connections import many_files
from bench.published import publish
from bench.reporting import interleaved, median, parser, report, share
from bench.rows import age, creator_of, grant, inside
from bench.table import Row
from bench.visitors import Seen, Visits
from portfolio.pagecache import FRESH_MEANWHILE
from portfolio.services.pages.public_page import FIRST_SCREEN
from portfolio.tiktok.client import TikTok
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

VISITED, OTHER = "mira", "otis"
VIDEOS, OTHERS = 24, 7
LATENCY = 150  # ms
CALLS = 2  # for 24 videos, 20 at a time
MEANWHILE = 4.0  # seconds of requests for the other page
IMAGE = re.compile(r'<img[^>]* src="([^"]+)"')


@dataclass
class Figures:
    calls: list[int] = field(default_factory=list)
    jobs: list[int] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    ceiling: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    others_alone: list[float] = field(default_factory=list)
    failed: int = 0
    broken: int = 0
    answers: int = 0
    pending: int = 0
    alone: list[float] = field(default_factory=list)
    round_trip: list[float] = field(default_factory=list)


class Stage:
    """Two published pages; one of them is about to be stale."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.page = publish(site, VISITED, VIDEOS)
        self.other = publish(site, OTHER, OTHERS)
        self.creator_id = creator_of(VISITED)
        _, tokens, videos = grant(site, VISITED)
        self.token = tokens["access_token"]
        self.ids = [video["id"] for video in videos]
        self.tiktok = TikTok(site.sandbox_url, user_agent="bench")

    def make_stale(self) -> set[str]:
        """Let the covers expire, and clear the record of calls."""
        wait_for(lambda: get(self.page)["Cache-Control"] != "no-store", "fresh covers")
        dead = age(self.creator_id)
        # Normally a page's cache policy ends before its covers. Here the covers end at once, so the
        # copies of both processes must first be too old to be shown, even during a check.
        time.sleep(FRESH_MEANWHILE + 0.1)
        self.site.control("calls", method="DELETE")
        return dead

    def queries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.site.control("calls?endpoint=video/query")
        return found

    def round_trip(self) -> float:
        """Return the seconds of a bare call for the first covers, over an open connection."""
        began = time.perf_counter()
        self.tiktok.query_videos(self.token, self.ids[:20])
        return time.perf_counter() - began

    def visit_alone(self) -> float:
        """Return the seconds one visitor waits for the stale page with all covers of the screen.

        As in production, the page layer must not have been asked in the last second.
        """
        dead = self.make_stale()
        began = time.perf_counter()
        body = get(self.page).body.decode()
        took = time.perf_counter() - began
        covers = len(IMAGE.findall(body))
        if covers < FIRST_SCREEN or shows_any(body, dead):
            raise AssertionError(f"{covers} covers in the answer to one visitor")
        return took

    def stampede(self, visitors: int, figures: Figures) -> None:
        dead = self.make_stale()
        neighbour = Visits("steadily", self.other, MEANWHILE)
        crowd = Visits("once", self.page, visitors)
        with counting_jobs(self.site.redis_url, str(self.creator_id)) as jobs:
            neighbour.go()
            time.sleep(MEANWHILE / 8)
            crowd.go()
            seen = crowd.seen()
            figures.others += neighbour.seen().seconds
        wait_for(lambda: len(self.queries()) >= CALLS, "the calls", seconds=10)
        figures.calls.append(len(self.queries()))
        figures.jobs.append(len(jobs))
        figures.slowest.append(max(seen.seconds))
        figures.failed += seen.failed
        look_at(seen, dead, figures)

    def hot(self, visitors: int) -> float:
        """Return the crowd's own cost: the seconds until all visitors have a hot page."""
        get(self.other)
        crowd = Visits("once", self.other, visitors)
        crowd.go()
        return max(crowd.seen().seconds)


def look_at(seen: Seen, dead: set[str], figures: Figures) -> None:
    for body, count in seen.bodies.items():
        figures.answers += count
        figures.broken += count * shows_any(body, dead)
        figures.pending += count * ("data-pending-url" in body)


def shows_any(body: str, dead: set[str]) -> bool:
    return any(html.unescape(address) in dead for address in IMAGE.findall(body))


@contextmanager
def counting_jobs(redis_url: str, creator_id: str) -> Iterator[set[str]]:
    """Gather the ids of the renewal jobs queued for a creator during the block."""
    found: set[str] = set()
    client = Redis.from_url(redis_url)

    def listen() -> None:
        for command in monitor.listen():
            text = command["command"]
            if "stop-counting" in text:
                return
            if "renew_covers_now" in text and creator_id in text and text.startswith("HSET"):
                found.add(text.split()[1])

    with client.monitor() as monitor:
        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield found
        finally:
            client.echo("stop-counting")
            listener.join()
            client.close()


def measure(site: Site, visitors: int, rounds: int) -> Figures:
    figures = Figures()
    stage = Stage(site)
    site.control("settings", {"latency_ms": LATENCY})
    stage.round_trip()
    with many_files(2 * visitors):
        for _ in range(rounds):
            figures.ceiling.append(stage.hot(visitors))
            stage.stampede(visitors, figures)
            neighbour = Visits("steadily", stage.other, MEANWHILE / 2)
            neighbour.go()
            figures.others_alone += neighbour.seen().seconds
    sides = {"alone": stage.visit_alone, "call": stage.round_trip}
    found = interleaved(sides, 3 * rounds)
    figures.alone, figures.round_trip = found["alone"], found["call"]
    return figures


def rows(figures: Figures, visitors: int) -> list[Row]:
    rounds = len(figures.calls)
    p99, p99_alone = share(figures.others, 0.99) * 1000, share(figures.others_alone, 0.99) * 1000
    over = (median(figures.alone) - median(figures.round_trip)) * 1000
    return [
        Row("visitors at once, rounds", f"{visitors:,} × {rounds}"),
        Row("calls of TikTok, each round", words(figures.calls), f"{CALLS} each",
            all(calls == CALLS for calls in figures.calls)),
        Row("renewal jobs, each round", words(figures.jobs), "1 each",
            all(jobs == 1 for jobs in figures.jobs)),
        Row("the last has an answer after", f"{max(figures.slowest):.2f} s", "within 2 s",
            max(figures.slowest) <= 2),
        Row("  of a hot page (the ceiling)", f"{max(figures.ceiling):.2f} s"),
        Row("answers that failed", str(figures.failed), "none", not figures.failed),
        Row("answers with a broken cover", f"{figures.broken} of {figures.answers:,}", "none",
            not figures.broken),
        Row("answers with cards that wait", f"{figures.pending / max(figures.answers, 1):.0%}"),
        Row("another page's p99 meanwhile", f"{p99:.0f} ms", "at most 100 ms", p99 <= 100),
        Row("  at other times", f"{p99_alone:.0f} ms"),
        Row("a bare call", f"{median(figures.round_trip) * 1000:.0f} ms"),
        Row("the stale page, one visitor", f"{median(figures.alone) * 1000:.0f} ms"),
        Row("  more than the call", f"{over:.0f} ms", "at most 60 ms", over <= 60),
    ]  # fmt: skip


def words(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def main(arguments: Sequence[str]) -> bool:
    options = parser("stampede")
    options.add_argument("--visitors", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args(arguments)
    # Two processes suffice to show that processes share the work of one page.
    with showreel(env={"WEB_WORKERS": "2"}) as site, inside(site):
        figures = measure(site, chosen.visitors, chosen.rounds)
    return report(
        f"{chosen.visitors:,} visitors to one stale page",
        rows(figures, chosen.visitors),
        asdict(figures),
        chosen.json,
    )
