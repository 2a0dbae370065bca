"""A public page as a feed, in the forms of Atom, RSS and JSON Feed.

Its values change with the page's content alone: pictures have lasting addresses, and texts are as
the creator wrote them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from portfolio.languages import current, gettext
from portfolio.models.texts import for_xml
from portfolio.services.pages import omissions
from portfolio.services.pages.cards import USUAL, Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import Section
from portfolio.services.pages.video_times import PageTimes, VideoTimes
from portfolio.views import addresses, contexts, formats, presenting
from portfolio.views.contexts import FeedLink
from portfolio.views.feed_contexts import Atom, Entry, EntryContent, Feed, Rss
from portfolio.views.letters import cut

ATOM, RSS, JSON = "application/atom+xml", "application/rss+xml", "application/feed+json"
#: The characters of a title at most, as many as an own one may have; the content has all of them.
TITLE_LENGTH = 200
#: The feeds in the order in which readers should find them: their views, types and names.
_FORMS = (
    ("feeds.atom", ATOM, "Atom"),
    ("feeds.rss", RSS, "RSS"),
    ("feeds.as_json", JSON, "JSON Feed"),
)
_LINE_END = re.compile("\r\n|\r|\n")


def links(page: PublicPage) -> Sequence[FeedLink]:
    """Return the links to a page's feeds, for its head."""
    name = presenting.isolated(page.name)
    return [
        FeedLink(addresses.in_full(view, handle=page.handle), content_type, f"{name} ({form})")
        for view, content_type, form in _FORMS
    ]


def atom(page: PublicPage, times: PageTimes) -> str:
    return contexts.render(Atom(feed_of(page, times), _address("feeds.atom", page)))


def rss(page: PublicPage, times: PageTimes) -> str:
    return contexts.render(Rss(feed_of(page, times), _address("feeds.rss", page)))


def as_json(page: PublicPage, times: PageTimes) -> str:
    """Return a JSON Feed: https://www.jsonfeed.org/version/1.1/"""
    feed = feed_of(page, times)
    author = {"name": feed.author, "url": feed.url, "avatar": feed.avatar}
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": _address("feeds.as_json", page),
        "description": feed.about,
        "icon": feed.avatar,
        "favicon": feed.icon,
        "authors": [author],
        "language": current(),
        "items": [_item(entry, author) for entry in feed.entries],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def feed_of(page: PublicPage, times: PageTimes) -> Feed:
    head = presenting.page_view(page)
    name = _line(page.name) or f"@{page.handle}"
    return Feed(
        id=_urn(page.creator_id, "page"),
        url=presenting.page_url(page.handle),
        title=name,
        about=_line(head.headline or head.bio or presenting.introduced(page.name)),
        author=name,
        avatar=_address("lasting_pictures.avatar", page),
        icon=addresses.of_file("icons/small.png"),
        updated=times.updated,
        entries=list(_entries(page, times)),
    )


def _entries(page: PublicPage, times: PageTimes) -> Iterator[Entry]:
    """Yield an entry for each video, without those that cannot be drawn."""
    for section in page.sections:
        for card in section.cards:
            if found := times.videos.get(card.id):
                draw = partial(_entry, page, section, card, found)
                if entry := omissions.drawn(draw, page.creator_id, card.id):
                    yield entry


def _entry(page: PublicPage, section: Section, card: Card, times: VideoTimes) -> Entry:
    title = _title(card, times.posted)
    url = presenting.video_url(page.handle, card.id)
    picture = _address("lasting_pictures.cover", page, video_id=card.id)
    width, height = USUAL
    caption = for_xml(card.description or card.title)
    content = EntryContent(
        url=url,
        picture=picture,
        width=width,
        height=height,
        alt=_line(card.alt) or title,
        lines=_LINE_END.split(caption) if caption else (),
    )
    return Entry(
        id=_urn(page.creator_id, f"video {card.id}"),
        url=url,
        title=title,
        # feedparser 6.0.14 turns &#34; into a quotation mark first, which ends an attribute early.
        content=contexts.render(content).replace("&#34;", "&quot;"),
        picture=picture,
        width=width,
        height=height,
        tiktok_url=for_xml(card.tiktok_url),
        section=_line(section.title or "") or None,
        published=times.posted,
        updated=times.updated,
    )


def _title(card: Card, posted: datetime | None) -> str:
    """Return a video's name; its day has the year, so that the name stays the same next year."""
    if title := _line(card.title):
        return cut(title, TITLE_LENGTH)
    if posted is None:
        return gettext("Video")
    return gettext("Video of %(day)s", day=formats.day(posted, lasting=True))


def _item(entry: Entry, author: dict[str, str]) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.tiktok_url,
        "title": entry.title,
        "content_html": entry.content,
        "image": entry.picture,
        "date_modified": formats.rfc3339(entry.updated),
        "authors": [author],
    }
    if entry.published:
        item["date_published"] = formats.rfc3339(entry.published)
    if entry.section:
        item["tags"] = [entry.section]
    return item


def _address(view: str, page: PublicPage, **values: object) -> str:
    return addresses.in_full(view, handle=page.handle, **values)


def _urn(creator_id: UUID, name: str) -> str:
    """Return an id that stays the same when handle or host change, and tells nothing of ours."""
    return uuid5(creator_id, name).urn


def _line(text: str) -> str:
    """Return a text on one line."""
    return _LINE_END.sub(" ", for_xml(text)).replace("\t", " ")
