"""The picker and the room of the order in Chromium: their files, and a long way of scrolling."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import BrowserContext, CDPSession, Page, Response, sync_playwright

from bench.page_weight import KB, squeezed
from bench.studio.asking import Asker
from bench.table import Row
from tests.servers.launch import Site
from tests.support.chromium import launch_options, without_windows

PHONE = {"width": 390, "height": 844}
THROTTLED = 4
#: The tiles of a page that somebody has looked at for a moment.
TILES = 60
MOST_HTML, MOST_PICKER, MOST_ORDER = 12 * KB, 17 * KB, 33 * KB
MOST_TASK, MOST_HEAP = 100, 1.5
#: Milliseconds for a library to be scrolled through.
PATIENCE = 1_800_000
#: Scrolls a screen further in each frame, and waits at the end while more tiles come.
SCROLL = """() => new Promise((done) => {
  const step = () => {
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (!atEnd) {
      scrollBy({ top: innerHeight, behavior: "instant" });
      requestAnimationFrame(step);
    } else if (document.querySelector(".more-tiles")) setTimeout(step, 50);
    else done();
  };
  step();
})"""
WATCH = """() => {
  window.tasks = [];
  const note = (list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
}"""


@dataclass
class Weight:
    """Bytes of a room as gzip sends them: of the HTML, and of each script by its path."""

    html: list[int] = field(default_factory=list)
    scripts: dict[str, int] = field(default_factory=dict)

    def note(self, answer: Response) -> None:
        kind, parts = answer.request.resource_type, urlsplit(answer.url)
        if kind == "script":
            self.scripts[parts.path] = squeezed(answer.url)
        elif parts.path.startswith("/studio/videos") and "html" in answer.headers["content-type"]:
            self.html.append(len(gzip.compress(answer.body())))


@dataclass(frozen=True)
class Scrolled:
    tiles: int
    #: Milliseconds of each task of more than 50, on a processor of a quarter of the speed.
    long_tasks: list[float]
    #: Bytes of JavaScript, and nodes of the document, before and after.
    heap: tuple[int, int]
    nodes: tuple[int, int]


def measure(site: Site, asker: Asker, videos: int) -> tuple[Weight, Weight, Scrolled]:
    """Return the weight of picker and order, and the figures of scrolling a whole library."""
    with _phone(site, asker) as context:
        page, order, answers = context.new_page(), Weight(), []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{site.url}/studio/order", wait_until="networkidle")
        for answer in answers:
            order.note(answer)
        picker, answers[:] = Weight(), []
        page.goto(f"{site.url}/studio/videos", wait_until="networkidle")
        _until_tiles(page, min(TILES, videos))
        page.wait_for_load_state("networkidle")
        for answer in answers:
            picker.note(answer)
        return picker, order, _scroll(context, page)


@contextmanager
def _phone(site: Site, asker: Asker) -> Iterator[BrowserContext]:
    """Yield a signed-in phone, in which all covers come at once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(without_windows()))
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
        context.add_cookies([{"name": "session", "value": asker.cookie, "url": site.url}])
        cover = _cover()
        context.route(
            f"{site.sandbox_url}/**",
            lambda route: route.fulfill(body=cover, content_type="image/jpeg"),
        )
        yield context
        browser.close()


def _cover() -> bytes:
    """Return a picture of the size of TikTok's covers."""
    made = io.BytesIO()
    Image.effect_mandelbrot((300, 400), (-2, -1.5, 1, 1.5), 60).save(made, "JPEG")
    return made.getvalue()


def _until_tiles(page: Page, count: int) -> None:
    while page.locator("#picks li.tile").count() < count:
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_timeout(50)


def _scroll(context: BrowserContext, page: Page) -> Scrolled:
    session = context.new_cdp_session(page)
    before = _memory(session)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLED})
    page.set_default_timeout(PATIENCE)
    page.evaluate(WATCH)
    page.evaluate(SCROLL)
    tasks = page.evaluate("window.tasks")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    after = _memory(session)
    tiles = page.locator("#picks li.tile").count()
    heap, nodes = zip(before, after, strict=True)
    return Scrolled(tiles, tasks, heap, nodes)


def _memory(session: CDPSession) -> tuple[int, int]:
    """Return the bytes that JavaScript holds on to, and the nodes."""
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics: Sequence[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    found = {each["name"]: int(each["value"]) for each in metrics}
    return found["JSHeapUsedSize"], found["Nodes"]


def rows_of(picker: Weight, order: Weight, scrolled: Scrolled) -> list[Row]:
    html, scripts = sum(picker.html), sum(picker.scripts.values())
    ordering = sum(order.scripts.values())
    longest = max(scrolled.long_tasks, default=0.0)
    (start, end), (fewer, more) = scrolled.heap, scrolled.nodes
    return [
        Row("picker of 60 tiles: HTML, gzip", f"{html / KB:.1f} kB",
            f"at most {MOST_HTML // KB} kB", 0 < html <= MOST_HTML),
        *(Row(f"  part {n} of it", f"{size / KB:.1f} kB")
          for n, size in enumerate(picker.html, start=1)),
        Row("picker: JavaScript, gzip", f"{scripts / KB:.1f} kB",
            f"at most {MOST_PICKER // KB} kB", 0 < scripts <= MOST_PICKER),
        *(Row(f"  {path}", f"{size / KB:.1f} kB") for path, size in picker.scripts.items()),
        Row("order: JavaScript, gzip", f"{ordering / KB:.1f} kB",
            f"at most {MOST_ORDER // KB} kB", 0 < ordering <= MOST_ORDER),
        Row("scrolled through, 4 × throttled: longest task", f"{longest:.0f} ms",
            f"at most {MOST_TASK} ms", longest <= MOST_TASK),
        Row("  tasks of more than 50 ms", str(len(scrolled.long_tasks))),
        Row("  tiles", f"{scrolled.tiles:,}"),
        Row("JavaScript's memory at the end", f"{end / start:.2f} × the start "
            f"({end / KB / KB:.1f} of {start / KB / KB:.1f} MB)",
            f"at most {MOST_HEAP} ×", end <= MOST_HEAP * start),
        Row("  nodes of the document", f"{more:,} of {fewer:,}"),
    ]  # fmt: skip
