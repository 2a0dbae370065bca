"""Covers that live 20 seconds, in a real browser: none looks broken or is requested late."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.reporting import parser, report
from bench.table import Row
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options

MOST_IDS = 20  # TikTok's own limit for video/query
PICKS = {"mira": 12, "otis": 7}
SETTLED = 4.0  # seconds after which a cover on the screen that has not loaded counts as broken
LOADED = """all => all.filter(frame => {
    const image = frame.querySelector("img");
    return image && image.complete && image.naturalWidth > 0;
}).length"""


@dataclass
class Figures:
    """Counts from the browser, and from the sandbox's record."""

    reloads: int = 0
    covers: int = 0
    loaded: int = 0
    expired: int = 0
    tampered: int = 0
    queries: int = 0
    refused: int = 0
    strange_ids: int = 0
    most_ids: int = 0
    agents: set[str] = field(default_factory=set)
    slowest: float = 0.0

    @property
    def is_asked_by_workers_alone(self) -> bool:
        return bool(self.agents) and all("-worker/" in agent for agent in self.agents)


def measure(site: Site, browser: Browser, *, wait: float, reloads: int, over: float) -> Figures:
    """Publish two pages, leave them alone for `wait` s, then reload each repeatedly."""
    paths = {account: published(site, account, count) for account, count in PICKS.items()}
    site.control("calls", method="DELETE")
    site.control("covers/requests", method="DELETE")
    time.sleep(wait)
    figures = Figures()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    pages = {account: context.new_page() for account in PICKS}
    began = time.monotonic()
    for number in range(reloads):
        time.sleep(max(began + number * over / reloads - time.monotonic(), 0))
        for account, page in pages.items():
            asked = time.monotonic()
            page.goto(paths[account], wait_until="commit")
            figures.slowest = max(figures.slowest, time.monotonic() - asked)
            look(page, PICKS[account], figures)
        figures.reloads += 1
    context.close()
    read_record(site, figures)
    return figures


def published(site: Site, account: str, count: int) -> str:
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator.publish(count)


def look(page: Page, count: int, figures: Figures) -> None:
    """Scroll through the page, and count the covers that have loaded."""
    page.wait_for_load_state()
    page.bring_to_front()  # a hidden tab draws one frame a second
    frames = page.locator("main [data-video-id]")
    assert frames.count() == count, f"{frames.count()} videos are shown instead of {count}"
    for part in (0.3, 0.6, 1.0):
        page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
    ends = time.monotonic() + SETTLED
    while (loaded := int(frames.evaluate_all(LOADED))) < count and time.monotonic() < ends:
        page.wait_for_timeout(50)
    figures.covers += count
    figures.loaded += loaded


def read_record(site: Site, figures: Figures) -> None:
    pictures = site.control("covers/requests")
    figures.expired, figures.tampered = pictures["expired"], pictures["tampered"]
    theirs = {account: library(site, account) for account in PICKS}
    for call in site.control("calls?endpoint=video/query"):
        figures.queries += 1
        figures.refused += call["outcome"] != "ok"
        figures.strange_ids += len(set(call["ids"]) - theirs[call["account"]])
        figures.most_ids = max(figures.most_ids, len(call["ids"]))
        figures.agents.add(call["user_agent"])


def library(site: Site, account: str) -> set[str]:
    known: dict[str, Any] = site.control(f"creators/{account}")
    return {video["id"] for video in known["videos"]}


def rows(figures: Figures) -> list[Row]:
    return [
        Row("reloads of two pages", str(figures.reloads)),
        Row(
            "covers loaded", f"{figures.loaded} of {figures.covers}", "all",
            figures.loaded == figures.covers,
        ),
        Row("requests for an expired cover", str(figures.expired), "none", not figures.expired),
        Row("requests for an altered address", str(figures.tampered), "none", not figures.tampered),
        Row("video/query calls", str(figures.queries), "some", figures.queries > 0),
        Row("  refused", str(figures.refused), "none", not figures.refused),
        Row("  ids of another creator", str(figures.strange_ids), "none", not figures.strange_ids),
        Row("  most ids in one", str(figures.most_ids), f"at most {MOST_IDS}",
            figures.most_ids <= MOST_IDS),
        Row("  User-Agent", ", ".join(sorted(figures.agents)) or "none", "the worker's",
            figures.is_asked_by_workers_alone),
        Row("slowest answer of a page", f"{figures.slowest * 1000:.0f} ms"),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("living-covers")
    options.add_argument("--life", type=int, default=20, help="seconds a cover lives")
    options.add_argument("--wait", type=float, default=40, help="seconds before the first reload")
    options.add_argument("--reloads", type=int, default=10)
    options.add_argument("--over", type=float, default=120, help="seconds of all reloads together")
    options.add_argument(
        "--never-expires",
        action="store_true",
        help="negative control: web and workers believe that no cover expires",
    )
    chosen = options.parse_args(arguments)
    altered = ["bench.never_expires"] if chosen.never_expires else []
    with (
        showreel(sandbox_options=["--cover-life", str(chosen.life)], altered_by=altered) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options())
        figures = measure(site, browser, wait=chosen.wait, reloads=chosen.reloads, over=chosen.over)
        browser.close()
    title = f"Covers that live {chosen.life} s"
    return report(title, rows(figures), vars(figures), chosen.json)
