"""Makes the demo page by hand: signs in, ticks and publishes over HTTP, as a creator would.

`python3 -m portfolio.supervisor.demo_page <site> <note>` writes the page's path to the note.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests

from portfolio.supervisor.browser import Browser, Page

CREATOR = "mira"  # The sandbox's demo creator with 45 videos.
PICKS = 12
LIBRARY_WITHIN = 60.0  # Seconds for the first videos to come in.


def walk(site: str) -> str:
    """Return the path of the finished page, below the site's own address."""
    browser = Browser()
    consent = browser.press(browser.open(f"{site}/login"), "Continue with TikTok")
    consent.form_with("Continue").tick("account", [CREATOR])
    browser.press(consent, "Continue")

    tick(browser, library(browser, site))
    published = browser.press(browser.open(f"{site}/studio/videos"), "Publish")
    address = published.links["See the page"]
    browser.press(browser.open(f"{site}/studio/account"), "Sign out")
    return urlsplit(address).path.removeprefix(urlsplit(site).path)


def library(browser: Browser, site: str) -> Page:
    """Return the picker once it shows enough videos, or those that came in time."""
    deadline = time.monotonic() + LIBRARY_WITHIN
    while True:
        page = browser.open(f"{site}/studio/videos")
        if len(boxes(page)) >= PICKS:
            return page
        if time.monotonic() > deadline:
            if boxes(page):
                return page
            raise LookupError("no video came in")
        time.sleep(0.3)


def tick(browser: Browser, page: Page) -> None:
    """Tick as a creator might: the newest few, then one here and there, on two pages."""
    first = boxes(page)
    save(browser, page, [*first[:3], *first[4::3]][: PICKS - 4])
    if more := page.links.get("Show more"):
        older = browser.open(more)
        save(browser, older, boxes(older)[1::4][:4])


def save(browser: Browser, page: Page, videos: list[str]) -> None:
    form = page.form_of("pick")
    if form:
        form.tick("pick", videos)
        browser.send(form)


def boxes(page: Page) -> list[str]:
    """Return the ids of the videos that can be ticked on this page, in its order."""
    form = page.form_of("pick")
    both = form.fields + form.boxes if form else []
    shown = [value for name, value in both if name == "shown"]
    return sorted((v for name, v in both if name == "pick"), key=shown.index)


def main(site: str, note: Path) -> int:
    try:
        path = walk(site)
    except (requests.RequestException, LookupError) as error:
        print(f"The walk to the demo page stopped: {error}", file=sys.stderr)
        return 1
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps({"page": path}))
    draft.rename(note)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
