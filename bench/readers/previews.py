"""Link previews: the title, the words and the one picture that another site shows of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bench.readers.judging import Seen, card_trouble, cover_trouble, picture_trouble
from bench.readers.reader import Kit, by_npm, by_pip
from bench.readers.stage import Stage


def read_by(script: str) -> Any:
    """Return a reading by a script, which prints the title, text and picture of an address.

    A script whose library also gives an oEmbed answer prints that as `oembed`.
    """

    def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
        yield page(stage, kit.script(script, stage.page))
        for video in (stage.videos[0], stage.videos[-1]):
            seen = Seen("video" if video.caption else "photo post")
            found = kit.script(script, stage.address(video))
            title = video.title if video.caption else f"{video.title}, by {stage.name}"
            seen.same("title", found["title"], title)
            seen.same("text", found["text"], video.caption or title)
            seen.picture("picture", card_trouble(stage, found["picture"]))
            if oembed := found.get("oembed"):
                seen.same("title of the frame", oembed["title"], title)
                seen.picture("picture of the frame", cover_trouble(oembed["picture"], video))
            yield seen
        yield home(stage, kit.script(script, f"{stage.site.url}/"))

    return read


def home(stage: Stage, found: dict[str, Any]) -> Seen:
    seen = Seen("home")
    seen.check("title", str(found["title"]).startswith("Showreel: "), found["title"])
    seen.check("text", found["text"], "none")
    mark = r"/static/icons/large\.[0-9a-f]+\.png"
    is_mark = re.fullmatch(re.escape(stage.site.url) + mark, str(found["picture"]))
    seen.check("picture", is_mark, found["picture"])
    seen.picture("picture", picture_trouble(found["picture"]))
    return seen


def page(stage: Stage, found: dict[str, Any]) -> Seen:
    seen = Seen("page")
    seen.same("title", found["title"], stage.name)
    seen.same("text", found["text"], stage.headline)
    seen.picture("picture", card_trouble(stage, found["picture"]))
    if oembed := found.get("oembed"):
        seen.same("title of the frame", oembed["title"], stage.name)
        seen.check("frame", f'src="{stage.page}/embed"' in oembed["html"], oembed["html"])
        # The first video of the page as visitors see it: sections keep the order of the picks.
        seen.picture("picture of the frame", first_cover_trouble(stage, oembed["picture"]))
    return seen


def first_cover_trouble(stage: Stage, address: str) -> str:
    """Return what is wrong with a picture that should be the cover of one of the page's videos."""
    troubles = [cover_trouble(address, video) for video in stage.videos]
    return "" if "" in troubles else troubles[0]


METASCRAPER = "5.49.24"
RULES = [f"metascraper-{rule}@{METASCRAPER}" for rule in ("title", "description", "image")]

READERS = (
    by_npm("open-graph-scraper", "6.12.0", read_by("open_graph_scraper.mjs")),
    by_npm("metascraper", METASCRAPER, read_by("metascraper.mjs"), *RULES),
    by_npm("unfurl.js", "6.4.0", read_by("unfurl.mjs")),
    by_npm("link-preview-js", "4.0.4", read_by("link_preview_js.mjs")),
    by_pip("linkpreview", "0.13.2", read_by("linkpreview_reads.py")),
)
