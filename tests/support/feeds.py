"""Feeds as programs read them: Atom, RSS and JSON Feed as the same values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

from tests.support.html import Document

ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
AUTHOR = "{http://purl.org/dc/elements/1.1/}creator"


@dataclass(frozen=True)
class ReadEntry:
    id: str
    url: str
    title: str
    content: str
    author: str
    picture: str
    section: str | None
    published: datetime | None

    @property
    def caption(self) -> str:
        """The text of the content, in its lines."""
        (_picture, *rest) = Document(self.content).all("p")
        lines: list[str] = [""]
        for each in rest[0].children if rest else []:
            if isinstance(each, str):
                lines[-1] += each
            else:
                lines.append("")
        return "\n".join(lines)


@dataclass(frozen=True)
class ReadFeed:
    title: str
    about: str
    url: str
    address: str
    language: str
    picture: str
    #: The site's icon; RSS has no place for it.
    icon: str | None
    entries: list[ReadEntry]


def read_atom(body: bytes) -> ReadFeed:
    root = ET.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    links = {each.attrib["rel"]: each.attrib["href"] for each in root.findall(f"{ATOM}link")}
    return ReadFeed(
        title=told(root, f"{ATOM}title"),
        about=told(root, f"{ATOM}subtitle"),
        url=links["alternate"],
        address=links["self"],
        language=root.attrib["{http://www.w3.org/XML/1998/namespace}lang"],
        picture=told(root, f"{ATOM}logo"),
        icon=told(root, f"{ATOM}icon"),
        entries=[_atom_entry(each) for each in root.findall(f"{ATOM}entry")],
    )


def _atom_entry(entry: ET.Element) -> ReadEntry:
    (link,), (thumbnail,) = entry.findall(f"{ATOM}link"), entry.findall(f"{MEDIA}thumbnail")
    content = entry.find(f"{ATOM}content")
    category = entry.find(f"{ATOM}category")
    assert content is not None
    assert content.attrib == {"type": "html"}
    assert told(entry, f"{ATOM}updated")
    return ReadEntry(
        id=told(entry, f"{ATOM}id"),
        url=link.attrib["href"],
        title=told(entry, f"{ATOM}title"),
        content=content.text or "",
        author=told(entry, f"{ATOM}author/{ATOM}name"),
        picture=thumbnail.attrib["url"],
        section=None if category is None else category.attrib["term"],
        published=_moment(entry.findtext(f"{ATOM}published")),
    )


def read_rss(body: bytes) -> ReadFeed:
    root = ET.fromstring(body)
    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    (channel,) = root
    address = channel.find(f"{ATOM}link")
    assert address is not None
    assert parsedate_to_datetime(told(channel, "lastBuildDate"))
    assert told(channel, "image/title") == told(channel, "title")
    assert told(channel, "image/link") == told(channel, "link")
    return ReadFeed(
        title=told(channel, "title"),
        about=told(channel, "description"),
        url=told(channel, "link"),
        address=address.attrib["href"],
        language=told(channel, "language"),
        picture=told(channel, "image/url"),
        icon=None,
        entries=[_rss_entry(each) for each in channel.findall("item")],
    )


def _rss_entry(item: ET.Element) -> ReadEntry:
    guid, enclosure = item.find("guid"), item.find("enclosure")
    (thumbnail,) = item.findall(f"{MEDIA}thumbnail")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}
    assert enclosure is not None
    picture = thumbnail.attrib["url"]
    assert enclosure.attrib == {"url": picture, "type": "image/jpeg", "length": "0"}
    posted = item.findtext("pubDate")
    return ReadEntry(
        id=guid.text or "",
        url=told(item, "link"),
        title=told(item, "title"),
        content=told(item, "description"),
        author=told(item, AUTHOR),
        picture=picture,
        section=item.findtext("category"),
        published=None if posted is None else parsedate_to_datetime(posted),
    )


def read_json(body: bytes) -> ReadFeed:
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    return ReadFeed(
        title=feed["title"],
        about=feed["description"],
        url=feed["home_page_url"],
        address=feed["feed_url"],
        language=feed["language"],
        picture=feed["icon"],
        icon=feed["favicon"],
        entries=[
            ReadEntry(
                id=item["id"],
                url=item["url"],
                title=item["title"],
                content=item["content_html"],
                author=item["authors"][0]["name"],
                picture=item["image"],
                section=item.get("tags", [None])[0],
                published=_moment(item.get("date_published")),
            )
            for item in feed["items"]
        ],
    )


#: Each form by the last part of its address, with its content type.
FORMS: dict[str, tuple[str, Callable[[bytes], ReadFeed]]] = {
    "feed.atom": ("application/atom+xml", read_atom),
    "feed.xml": ("application/rss+xml", read_rss),
    "feed.json": ("application/feed+json", read_json),
}


def updates(body: bytes) -> tuple[str, dict[str, str]]:
    """Return the `updated` of an Atom feed, and of its entries by their titles."""
    root = ET.fromstring(body)
    entries = root.findall(f"{ATOM}entry")
    times = {told(each, f"{ATOM}title"): told(each, f"{ATOM}updated") for each in entries}
    return told(root, f"{ATOM}updated"), times


def told(element: ET.Element, path: str) -> str:
    """Return the text of the one element at this path."""
    (found,) = element.findall(path)
    return found.text or ""


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
