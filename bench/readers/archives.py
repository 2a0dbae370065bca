"""Archives: a copy of the page is opened from a folder, and shows every video's cover."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import requests
from playwright.sync_api import Browser, sync_playwright

from bench.readers.installing import Needs
from bench.readers.judging import Seen
from bench.readers.reader import Kit, Reader, by_apt
from bench.readers.stage import Stage
from tests.support.chromium import launch_options, program

ARCHIVE_SECONDS = 60
TRIES = 4
#: Every picture that the opened copy should draw: its address, and its width when it is drawn.
DRAWN = """() => Promise.all([...document.images].map(async (image) => {
  image.loading = "eager";
  await image.decode().catch(() => {});
  return [image.currentSrc || image.src, image.naturalWidth, image.closest("li") !== null];
}))"""


def read_single_file(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let SingleFile save the page by Chromium into one file; open that without the site.

    Now and then it saves nothing, prints "Execution context not found" and ends with 0: it is
    asked again then.
    """
    copy = kit.folder / "copy.html"
    copy.unlink(missing_ok=True)
    script = kit.folder / "node_modules/single-file-cli/single-file-node.js"
    options = (f"--browser-executable-path={program()}", "--browser-arg=--no-sandbox")
    tries = 0
    while not copy.exists() and tries < TRIES:
        tries += 1
        kit.program("node", str(script), stage.page, str(copy), *options, seconds=ARCHIVE_SECONDS)
    seen = Seen("page")
    opened(copy, stage, seen)
    seen.also.append(f"{copy.stat().st_size / 1000:.0f} kB")
    if tries > 1:
        seen.also.append(f"at try {tries}: before, it saved nothing and ended with 0")
    yield seen


def opened(copy: Path, stage: Stage, seen: Seen) -> None:
    """Open a copy in a Chromium that reaches no network, and look at what it shows."""
    with sync_playwright() as playwright:
        chromium: Browser = playwright.chromium.launch(**launch_options())
        page = chromium.new_context(offline=True).new_page()
        page.goto(copy.as_uri())
        text = page.locator("body").inner_text()
        pictures = page.evaluate(DRAWN)
        chromium.close()
    seen.holds("name", text, stage.name)
    seen.holds("headline", text, stage.headline)
    for video in stage.videos:
        seen.holds("titles", text, video.title)
    drawn = {_bytes_of(address) for address, width, is_card in pictures if is_card and width}
    covers = {
        requests.get(f"{stage.address(each)}.jpg", timeout=20).content for each in stage.videos
    }
    count = f"{len(drawn & covers)} of {len(covers)}, and {len(drawn - covers)} others"
    seen.check("covers", drawn == covers and len(covers) == len(stage.videos), count)


def _bytes_of(address: str) -> bytes:
    """Return a picture of a copy, which holds it in its address or in a file beside it."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return base64.b64decode(unquote(parts.path.partition(",")[2]))
    return Path(unquote(parts.path)).read_bytes() if parts.scheme == "file" else b""


def read_wget(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let wget copy the page and its requisites, as its manual says; open that without the site.

    The covers are TikTok's, so they lie on another host: -H lets wget fetch them there.
    """
    made = kit.folder / "copy"
    shutil.rmtree(made, ignore_errors=True)
    options = ("--quiet", "-e", "robots=off", "-E", "-H", "-k", "-p", "-P", str(made))
    kit.program("wget", *options, stage.page, may_fail=True)
    [copy] = made.rglob(f"@{stage.handle}.html")
    seen = Seen("page")
    opened(copy, stage, seen)
    seen.also.append(f"{sum(each.is_file() for each in made.rglob('*'))} files")
    yield seen


READERS = (
    Reader(
        "single-file-cli",
        Needs(npm=("single-file-cli@2.0.83",), programs={"chromium": "chromium"}),
        read_single_file, "2.0.83",
    ),
    by_apt("wget", read_wget),
)  # fmt: skip
