"""Feed readers: each entry has its title, its words, its author, its day and its picture."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from bench.readers.installing import Needs
from bench.readers.judging import Seen, cover_trouble
from bench.readers.reader import Kit, Reader, by_npm, by_pip
from bench.readers.stage import Stage

FORMS = {"Atom": "feed.atom", "RSS": "feed.xml", "JSON Feed": "feed.json"}
IMAGE = re.compile(r'<img [^>]*src="([^"]*)"')


def read_by(script: str, *forms: str) -> Any:
    """Return a reading of these forms by a script, which prints the feed in one common shape."""

    def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
        for form in forms:
            found = kit.script(script, f"{stage.page}/{FORMS[form]}", form)
            yield judged(form, stage, found)

    return read


def judged(form: str, stage: Stage, feed: dict[str, Any]) -> Seen:
    """Judge a feed: its title, and of each entry link, title, author, published, html, pictures."""
    seen = Seen(form)
    seen.same("name", feed["title"], stage.name)
    found = {entry["link"]: entry for entry in feed["entries"]}
    missing = [each.id for each in stage.videos if stage.address(each) not in found]
    seen.check("all videos", not missing and len(found) == len(stage.videos), f"not {missing}")
    for link, entry in found.items():
        if (video := stage.by_address(link)) is None:
            seen.check("link", is_right=False, words=link)
            continue
        seen.same("title", entry["title"], video.lasting_title)
        text = unescape(re.sub(r"<[^>]*>", " ", entry["html"]))
        seen.holds("text", text, video.caption)
        seen.same("author", entry["author"], stage.name)
        if entry["published"] is not None:
            posted = datetime.fromisoformat(entry["published"])
            seen.check("day", posted == video.day, entry["published"])
        shown = [unescape(address) for address in IMAGE.findall(entry["html"])]
        seen.picture("picture in the text", cover_trouble(shown[0] if shown else None, video))
        for address in entry["pictures"]:
            seen.picture("picture beside it", cover_trouble(address, video))
    return seen


def read_in_newsboat(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let newsboat fetch a feed into its cache, an SQLite file, and print its articles."""
    for form in ("Atom", "RSS"):
        home = kit.folder / form
        home.mkdir(exist_ok=True)
        (home / "urls").write_text(f"{stage.page}/{FORMS[form]}\n")
        cache = home / f"cache-{time.time_ns()}.db"
        own = ("-u", str(home / "urls"), "-c", str(cache), "-C", "/dev/null")
        kit.program("newsboat", *own, "-x", "reload")
        yield judged(form, stage, kit.script("newsboat_cache.py", str(cache)))


READERS = (
    by_pip("feedparser", "6.0.14", read_by("feedparser_reads.py", "Atom", "RSS")),
    by_npm("rss-parser", "3.13.0", read_by("rss_parser.mjs", "Atom", "RSS")),
    by_npm("feedsmith", "3.0.1", read_by("feedsmith.mjs", "Atom", "RSS", "JSON Feed")),
    Reader("newsboat", Needs(programs={"newsboat": "newsboat"}), read_in_newsboat),
)
