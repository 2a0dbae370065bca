"""5,000 creators due at once: the use of the call budget, which must never be overrun."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.answers import get
from bench.published import publish
from bench.reporting import parser, report
from bench.rows import age, creator_of, insert_creators, inside
from bench.table import Row
from portfolio import jobs
from portfolio.pagecache import FRESH_MEANWHILE
from portfolio.queues import UPKEEP
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

#: Videos on each page: one call renews them all.
SHOWN = 5
#: The creator with a page of thousands of videos, and one whose page is visited at that time.
GREAT, SMALL = "atlas", "otis"
SOON = 2.0  # seconds


@dataclass(frozen=True)
class Burst:
    """The calls that TikTok received in the rush."""

    calls: int
    busiest: int
    refused: int
    room: float


@dataclass(frozen=True)
class Fairness:
    """Seconds until the small creator's page was fresh, and the great one's calls in that time."""

    seconds: list[float]
    calls: int


def rush(site: Site, creators: int, seconds: float) -> Burst:
    """Let the pages of `creators` creators be due at once, and watch the calls for `seconds`."""
    insert_creators(site, [f"crowd-{number + 1}" for number in range(creators)], shown=SHOWN)
    site.control("calls", method="DELETE")
    wait_for(lambda: calls(site), "the first renewal", seconds=40)
    # The clock runs from the first call on; a plan is made every 15 s.
    time.sleep(seconds)
    found = calls(site)
    began = found[0]["at"]
    times = [call["at"] for call in found if call["at"] < began + seconds]
    room = budget.share_of(UPKEEP) * seconds / budget.WINDOW_SECONDS
    return Burst(
        calls=len(times),
        busiest=busiest_minute(times),
        refused=sum(call["status"] == 429 for call in found),
        room=room,
    )


def busiest_minute(times: Sequence[float]) -> int:
    """Return the most calls of any sliding minute."""
    first = most = 0
    for last, moment in enumerate(times):
        while times[first] <= moment - budget.WINDOW_SECONDS:
            first += 1
        most = max(most, last - first + 1)
    return most


def fairness(site: Site, rounds: int) -> Fairness:
    """Keep one creator's 10,000 due covers in work, and visit another's stale page."""
    # Before the first cover is fetched, or the budget would conclude that Redis was flushed.
    budget.before_call(Endpoint.VIDEO_QUERY)
    (great,) = insert_creators(site, [GREAT])
    theirs = [video["id"] for video in site.control(f"creators/{GREAT}")["videos"]]
    small_page = publish(site, SMALL, 7)
    small = creator_of(SMALL)
    site.control("calls", method="DELETE")
    waited = []
    for _ in range(rounds):
        # As if a visitor opened the great page: all its covers are requested at once.
        for first in range(0, len(theirs), 500):
            jobs.renew_covers_later(great, theirs[first : first + 500])
        dead = age(small)
        # Normally a page's cache policy ends before its covers; here the layer's copy must age.
        time.sleep(FRESH_MEANWHILE + 0.1)
        began = time.perf_counter()
        while time.perf_counter() - began < 30 and not is_fresh(small_page, dead):
            time.sleep(0.05)
        waited.append(time.perf_counter() - began)
    of_great = sum(call["account"] == GREAT for call in calls(site))
    return Fairness(waited, of_great)


def is_fresh(page: str, dead: set[str]) -> bool:
    html = get(page).body.decode().replace("&amp;", "&")
    if any(url in html for url in dead):
        raise AssertionError("a dead cover was shown")
    return html.count("<img") >= 7 and "data-pending-url" not in html


def calls(site: Site) -> list[dict[str, Any]]:
    return list(everything(site, "video/query"))


def everything(site: Site, endpoint: str) -> Iterator[dict[str, Any]]:
    """Yield every recorded call, page by page."""
    after = 0
    while part := site.control(f"calls?endpoint={endpoint}&after={after}"):
        yield from part
        after = part[-1]["id"]


def rows(burst: Burst, fair: Fairness, options: Any) -> list[Row]:
    limit = options.calls_per_minute
    return [
        Row("creators due at once", f"{options.creators:,}"),
        Row("calls TikTok saw", f"{burst.calls:,} in {options.seconds:g} s"),
        Row("  in the busiest minute", str(burst.busiest), f"at most {limit}",
            burst.busiest <= limit),
        Row("  answered with 429", str(burst.refused), "none", not burst.refused),
        Row("  of upkeep's share", f"{burst.calls / burst.room:.1%}", "at least 95 %",
            burst.calls >= 0.95 * burst.room),
        Row("calls for 10,000 due covers of one", str(fair.calls), "some", fair.calls > 0),
        Row("another's stale page is fresh after", f"{max(fair.seconds):.2f} s",
            f"within {SOON:.0f} s", max(fair.seconds) <= SOON),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("budget")
    options.add_argument("--creators", type=int, default=5_000)
    options.add_argument("--seconds", type=float, default=180)
    options.add_argument("--calls-per-minute", type=int, default=600)
    options.add_argument("--rounds", type=int, default=25, help="visits of the small page")
    chosen = options.parse_args(arguments)
    limit = str(chosen.calls_per_minute)
    sandbox_options = ["--calls-per-minute", limit]
    settings = {"TIKTOK_CALLS_PER_MINUTE": limit}
    with showreel(env=settings, sandbox_options=sandbox_options) as site, inside(site):
        burst = rush(site, chosen.creators, chosen.seconds)
    with showreel(env=settings, sandbox_options=sandbox_options) as site, inside(site):
        fair = fairness(site, chosen.rounds)
    figures = {"rush": asdict(burst), "fairness": asdict(fair)}
    return report("The call budget", rows(burst, fair, chosen), figures, chosen.json)
