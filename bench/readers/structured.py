"""Structured data: what search engines are told of the page and its videos, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bench.readers.judging import Seen, avatar_trouble, cover_trouble
from bench.readers.reader import Kit, by_npm, by_pip
from bench.readers.stage import Stage, Video

SCHEMA = "https://schema.org/"


def read_linked_data(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let extruct take the JSON-LD out of a page, and pyld expand it."""
    found = kit.script("extruct_reads.py", stage.page)
    seen = Seen("page")
    seen.check("one object", len(found) == 1, f"{len(found)}")
    profile = found[0]
    seen.check("ProfilePage", profile["@type"] == [f"{SCHEMA}ProfilePage"], profile["@type"])
    [creator] = profile[f"{SCHEMA}mainEntity"]
    seen.same("name", value(creator, "name"), stage.name)
    seen.same("text", value(creator, "description"), stage.headline)
    seen.picture("avatar", avatar_trouble(value(creator, "image")))
    shown = profile[f"{SCHEMA}hasPart"]
    seen.check("all videos", len(shown) == len(stage.videos), f"{len(shown)}")
    for each in shown:
        if video := stage.by_address(value(each, "url")):
            _judge_video(seen, each, video)
        else:
            seen.check("addresses", is_right=False, words=value(each, "url"))
    yield seen
    video = stage.videos[0]
    seen = Seen("video")
    [described] = kit.script("extruct_reads.py", stage.address(video))
    _judge_video(seen, described, video)
    yield seen


def _judge_video(seen: Seen, described: dict[str, Any], video: Video) -> None:
    seen.check("VideoObject", described["@type"] == [f"{SCHEMA}VideoObject"], described["@type"])
    seen.same("title", value(described, "name"), video.title)
    if video.caption:
        seen.same("words", value(described, "description"), video.caption)
    posted = datetime.fromisoformat(value(described, "uploadDate"))
    seen.check("day", posted == video.day, posted)
    length = f"PT{video.seconds}S" if video.seconds else None
    seen.check("length", value(described, "duration") == length, value(described, "duration"))
    seen.picture("covers", cover_trouble(value(described, "thumbnailUrl"), video))


def value(described: dict[str, Any], name: str) -> Any:
    """Return a property of expanded JSON-LD: its value, or its id."""
    given = described.get(f"{SCHEMA}{name}") or [{}]
    return given[0].get("@value", given[0].get("@id"))


def read_by_adobe(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let Adobe's validator judge by Google's rules; it fetches no vocabulary of schema.org."""
    for form, address in (("page", stage.page), ("video", stage.address(stage.videos[0]))):
        issues = kit.script("adobe_validator.mjs", address)
        seen = Seen(form)
        seen.check("structured data", issues["types"], "no structured data")
        errors = [each["issueMessage"] for each in issues["issues"] if each["severity"] == "ERROR"]
        seen.check("what Google requires", not errors, errors)
        more = {name for each in issues["issues"] for name in each["fieldNames"]}
        seen.also += [f"it would like more: {', '.join(sorted(more))}"] if more else []
        yield seen


def read_sitemap(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let ultimate-sitemap-parser find the tree of sitemaps from the site's address."""
    found = kit.script("sitemap_parser.py", stage.site.url)
    seen = Seen("robots.txt, sitemaps")
    pages = {each["url"]: each for each in found}
    wanted = [stage.page, *(stage.address(video) for video in stage.videos)]
    missing = [each for each in wanted if each not in pages]
    seen.check("page and all videos", not missing, f"without {missing}")
    dated = [each for each in wanted if each in pages and pages[each]["lastmod"]]
    seen.check("their changes", len(dated) == len(wanted), f"{len(dated)} of {len(wanted)}")
    for video in stage.videos:
        pictures = pages.get(stage.address(video), {}).get("images") or [None]
        seen.picture("covers", cover_trouble(pictures[0], video))
    seen.picture("avatar", avatar_trouble((pages.get(stage.page, {}).get("images") or [None])[0]))
    yield seen


READERS = (
    by_pip("extruct", "0.18.0", read_linked_data, "pyld==3.3.0"),
    by_npm("@adobe/structured-data-validator", "1.7.1", read_by_adobe,
           "@marbec/web-auto-extractor@2.2.1"),
    by_pip("ultimate-sitemap-parser", "1.8.1", read_sitemap),
)  # fmt: skip
