"""WordPress with a database of its own: a post that holds an address, and a feed on a page.

WordPress finds the oEmbed answer itself, filters it, and Chromium shows the post.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.answers import running
from bench.readers.feeds import FORMS, judged
from bench.readers.installing import Needs, program
from bench.readers.judging import Seen, cover_trouble
from bench.readers.reader import Kit, Reader
from bench.readers.running import last_json, run
from bench.readers.stage import Stage
from portfolio.supervisor.processes import Child
from tests.servers.surroundings import free_port
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options

DEBIANS = Path("/usr/share/wordpress")
SECONDS = 120
SHOWN_WITHIN = 15_000  # milliseconds
PACKAGES = {
    "php": "php-cli", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server",
    "chromium": "chromium",
}  # fmt: skip
#: Debian's packages without a program of their own, each with a file of it.
FILES = {
    "wordpress": DEBIANS / "wp-load.php",
    "wordpress-theme-twentytwentytwo": DEBIANS / "wp-content/themes/twentytwentytwo/style.css",
    "php-mysql": Path("/usr/share/php8.2-mysql/mysql/mysqli.ini"),
    "php-xml": Path("/usr/share/php8.2-xml/xml/dom.ini"),
}


@dataclass(frozen=True)
class Blog:
    """A running WordPress at `url`, whose files lie in `folder`."""

    url: str
    folder: Path
    settings: dict[str, str]

    def php(self, script: str, *arguments: str) -> Any:
        command = [program("php") or "php", str(self.folder / script), *arguments]
        return last_json(run(command, self.folder, seconds=SECONDS, env=self.settings))


@contextmanager
def database(folder: Path) -> Iterator[Path]:
    """Run a MariaDB in a folder, for this machine's sockets alone; yield the socket's path."""
    data, socket = folder / "data", folder / "socket"
    shutil.rmtree(data, ignore_errors=True)
    socket.unlink(missing_ok=True)
    owner = ("--no-defaults", f"--datadir={data}", "--user=root")
    made = program("mariadb-install-db") or ""
    run([made, *owner, "--auth-root-authentication-method=normal"], folder, seconds=SECONDS)
    command = [program("mariadbd") or "", *owner, "--skip-networking", f"--socket={socket}",
               f"--pid-file={folder / 'pid'}"]  # fmt: skip
    server = Child("mariadb", command, dict(os.environ), log=folder / "mariadb.log")
    server.start()
    try:
        wait_for(socket.exists, "MariaDB", server, seconds=SECONDS)
        yield socket
    finally:
        server.kill()


@contextmanager
def blog(kit: Kit) -> Iterator[Blog]:
    """Copy Debian's WordPress, set it up, and serve it by PHP's own server."""
    site, port = kit.folder / "site", free_port()
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(DEBIANS, site, ignore_dangling_symlinks=True)
    shutil.copytree(kit.folder / "wordpress", site, dirs_exist_ok=True)
    with database(kit.folder) as socket:
        url = f"http://127.0.0.1:{port}"
        settings = {"READ_BY": url, "DATABASE_SOCKET": str(socket), "PHP_CLI_SERVER_WORKERS": "4"}
        made = Blog(url, site, settings)
        made.php("set_up.php")
        command = [program("php") or "php", "-S", f"127.0.0.1:{port}", "-t", str(site)]
        server = Child("php", command, {**os.environ, **settings}, log=kit.folder / "php.log")
        with running(server, port):
            yield made


def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
    with blog(kit) as made, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        try:
            video = stage.videos[0]
            for form, address in (("page in a post", stage.page),
                                  ("video in a post", stage.address(video))):  # fmt: skip
                post = made.php("write_post.php", address)
                page = chromium.new_page()
                page.goto(post["address"])
                yield embedded(form, stage, address, page)
                page.close()
        finally:
            chromium.close()
        for form in ("Atom", "RSS"):
            feed = made.php("read_feed.php", f"{stage.page}/{FORMS[form]}")
            yield judged(f"{form} (SimplePie {feed['version']})", stage, feed)


def embedded(form: str, stage: Stage, address: str, page: Page) -> Seen:
    """Look at the frame in a post: its words, its pictures, its height, and where it leads."""
    seen = Seen(form)
    frames = page.locator("iframe.wp-embedded-content")
    seen.check("one frame", frames.count() == 1, f"{frames.count()}")
    if frames.count() != 1:
        return seen
    frames.scroll_into_view_if_needed()
    expect(frames).to_be_visible(timeout=SHOWN_WITHIN)
    quotation = page.locator("blockquote.wp-embedded-content")
    seen.check("no quotation beside it", not quotation.is_visible(), "still there")
    title = stage.videos[0].title if "/v/" in address else stage.name
    seen.holds("title", frames.get_attribute("title") or "", title)
    inside = frames.content_frame
    body = inside.locator("body")
    body.wait_for(timeout=SHOWN_WITHIN)
    text = body.inner_text()
    seen.holds("name", text, stage.name)
    videos = stage.videos[:6] if address == stage.page else stage.videos[:1]
    for video in videos:
        seen.holds("titles", text, video.title)
        picture = inside.locator(f'img[src$="/v/{video.id}.jpg"]')
        width = picture.evaluate("(each) => each.decode().then(() => each.naturalWidth)")
        seen.check("covers drawn", width, "not drawn")
        seen.picture("covers", cover_trouble(picture.get_attribute("src"), video))
    wanted = body.evaluate("() => document.documentElement.scrollHeight")
    box = frames.bounding_box() or {"height": 0}
    seen.check("height", abs(box["height"] - wanted) <= 1, f"{box['height']}, not {wanted}")
    inside.locator(f'a[href*="/v/{videos[0].id}"]').first.click()
    try:
        page.wait_for_url(f"{stage.page}/**", timeout=SHOWN_WITHIN)
    except Exception:
        seen.check("a click leads to the video", is_right=False, words=page.url)
    else:
        seen.check("a click leads to the video", videos[0].id in page.url, page.url)
    return seen


READERS = (Reader("wordpress", Needs(programs=PACKAGES, files=FILES), read),)
