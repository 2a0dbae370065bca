"""Screenshots of every page in every language, at the widths of a phone and a desktop.

The creator's captions are not translated; all other words are in the language of the folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.reporting import parser, report
from bench.table import Row
from portfolio.languages import LANGUAGES
from portfolio.supervisor.processes import ROOT
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options

WIDTHS = {390: 844, 1440: 900}
PUBLIC = {"home": "/", "sign-in": "/login", "privacy": "/privacy", "terms": "/terms", "404": "/@no"}
STUDIO = {
    "picker": "/studio/videos",
    "order": "/studio/order",
    "look": "/studio/look",
    "page": "/studio/page",
    "editions": "/studio/editions",
    "preview": "/studio/preview",
    "account": "/studio/account",
    "leaving": "/studio/leaving",
}


def main(arguments: Sequence[str]) -> bool:
    options = parser("screenshots")
    options.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    options.add_argument("--to", type=Path, default=ROOT / "test-results" / "screenshots")
    options.add_argument("--account", default="mirasol", help="a creator of the sandbox")
    chosen = options.parse_args(arguments)
    taken = {code: take(code, chosen.to / code, chosen.account) for code in chosen.languages}
    rows = [Row(LANGUAGES[code], f"{count} pictures") for code, count in taken.items()]
    return report(f"Screenshots in {chosen.to}", rows, taken, chosen.json)


def take(code: str, folder: Path, account: str) -> int:
    """Take the pictures of the site in one language; return their number."""
    folder.mkdir(parents=True, exist_ok=True)
    with showreel(env={"SITE_LANGUAGE": code}) as site:
        site.control("creators", {"account": "screens", "videos": 24, "display_name": "Mira Søn"})
        creator = Creator(site, "screens")
        creator.sign_in()
        wait_for(creator.is_synced, "the library")
        path = creator.publish(14).removeprefix(site.url)
        with browsers(code, site, creator) as contexts:
            return sum(shoot(context, site.url, path, folder) for context in contexts)


@contextmanager
def browsers(code: str, site: Site, creator: Creator) -> Iterator[list[BrowserContext]]:
    """Yield a signed-in browser of each width, set to this language."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        contexts = []
        for width, height in WIDTHS.items():
            context = chromium.new_context(
                viewport={"width": width, "height": height}, locale=code, reduced_motion="reduce"
            )
            context.add_cookies(
                [
                    {"name": n, "value": v, "url": site.url}
                    for n, v in creator.browser.cookies.items()
                ]
            )
            contexts.append(context)
        yield contexts
        chromium.close()


def shoot(context: BrowserContext, site: str, path: str, folder: Path) -> int:
    page = context.new_page()
    width = (page.viewport_size or {})["width"]
    shown = {**PUBLIC, **STUDIO, "public": path}
    for name, address in shown.items():
        page.goto(f"{site}{address}")
        picture(page, folder / f"{name}-{width}.png")
    page.goto(f"{site}{path}")
    page.locator("main a.cover").nth(1).click()
    page.locator("dialog[open]").wait_for()
    page.screenshot(path=folder / f"player-{width}.png")
    page.goto(page.url)
    picture(page, folder / f"video-{width}.png")
    return len(shown) + 2


def picture(page: Page, file: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=True)
