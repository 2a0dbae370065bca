"""The content of an edition as typed values, and the only module that knows how it is stored.

Editions are kept as long as their page: `read` accepts every format ever stored
(`content_formats`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.services.pages import links, rules
from portfolio.services.pages.content_formats import FORMAT, FORMATS, Format, number_of
from portfolio.services.pages.links import Link
from portfolio.services.pages.look import CHOICES, LAYOUTS, Look
from portfolio.services.pages.rules import Rule
from portfolio.tiktok import reading


@dataclass(frozen=True)
class Entry:
    """A video in its section, with the creator's own title and description if there are any."""

    video_id: str
    title: str | None = None
    alt: str | None = None


@dataclass(frozen=True)
class Section:
    """A group of videos, in order; those that a rule finds follow its entries.

    Without a layout of its own it has the page's.
    """

    title: str | None = None
    about: str | None = None
    entries: tuple[Entry, ...] = ()
    layout: str | None = None
    rule: Rule | None = None
    #: The id of its first entry, if the creator pinned that.
    pinned: str | None = None


@dataclass(frozen=True)
class Content:
    """All that a creator publishes at once."""

    look: Look
    sections: tuple[Section, ...] = ()
    shows_recent: bool = False
    #: The rule of Recent, if it is shown.
    recent: Rule = rules.RECENT

    @property
    def has_rules(self) -> bool:
        """Whether a part of it keeps itself."""
        return self.shows_recent or any(section.rule for section in self.sections)

    @property
    def is_empty(self) -> bool:
        """Whether it could show no video."""
        return not self.entries and not self.has_rules

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def video_ids(self) -> list[str]:
        return [entry.video_id for entry in self.entries]


def as_json(content: Content) -> dict[str, Any]:
    """Return the dict that is stored for a content."""
    return {
        "format": FORMAT,
        "look": _look_as_json(content.look),
        "sections": [
            {
                "title": section.title,
                "about": section.about,
                "layout": section.layout,
                "rule": rules.as_json(section.rule),
                "pinned": section.pinned,
                "entries": [
                    {"video_id": entry.video_id, "title": entry.title, "alt": entry.alt}
                    for entry in section.entries
                ],
            }
            for section in content.sections
        ],
        "shows_recent": content.shows_recent,
        "recent": rules.as_json(content.recent),
    }


def _look_as_json(look: Look) -> dict[str, Any]:
    contact = None if look.contact is None else links.as_json([look.contact])[0]
    return {**vars(look), "links": links.as_json(look.links), "contact": contact}


def read(raw: object) -> Content:
    """Return a stored content of any format, without its unreadable parts. Never raises."""
    return read_noting(raw)[0]


def read_noting(raw: object) -> tuple[Content, bool]:
    """Return the result of `read`, and whether no part was left out or replaced."""
    whole, is_dict = (raw, True) if isinstance(raw, dict) else ({}, False)
    reader = _Reader(FORMATS.get(number_of(whole), FORMATS[FORMAT]))
    return reader.content(whole), is_dict and reader.is_whole


class _Reader:
    """One reading. `is_whole` becomes False at the first part that no format would hold."""

    def __init__(self, names: Format) -> None:
        self._names = names
        self._seen: set[str] = set()
        self.is_whole = True

    def content(self, whole: dict[str, Any]) -> Content:
        names = self._names
        shows_recent = whole.get(names.shows_recent)
        self.is_whole &= whole.keys() == names.whole and isinstance(shows_recent, bool)
        self.is_whole &= number_of(whole) in FORMATS
        look = whole if names.look is None else self._dict(whole.get("look"), names.look)
        sections = self._dicts(whole.get("sections"), names.section)
        return Content(
            look=self._look(look),
            sections=tuple([self._section(section) for section in sections]),
            shows_recent=shows_recent is True,
            recent=self._recent(whole.get("recent")),
        )

    def _recent(self, raw: object) -> Rule:
        if not self._names.has_rules:
            return rules.RECENT
        rule = self._rule(raw)
        self.is_whole &= rule is not None
        return rule or rules.RECENT

    def _rule(self, raw: object) -> Rule | None:
        rule, is_whole = rules.read_noting(raw)
        self.is_whole &= is_whole
        return rule

    def _look(self, look: dict[str, Any]) -> Look:
        known = {"accent"} if self._names.look is None else self._names.look
        chosen: dict[str, Any] = {
            name: self._one_of(values, look.get(name))
            for name, values in CHOICES.items()
            if name in known
        }
        if "contact" not in known:
            return Look(**chosen)
        contact = look.get("contact")
        return Look(
            **chosen,
            headline=self._text(look.get("headline")),
            bio=self._text(look.get("bio")),
            links=self._links(look.get("links")),
            contact=None if contact is None else next(iter(self._links([contact])), None),
        )

    def _one_of(self, choices: tuple[str, ...], value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        self.is_whole = False
        return choices[0]

    def _links(self, raw: object) -> tuple[Link, ...]:
        found, is_whole = links.read(raw)
        self.is_whole &= is_whole
        return tuple(found)

    def _section(self, section: dict[str, Any]) -> Section:
        title, about = self._text(section.get("title")), self._text(section.get("about"))
        raw = self._dicts(section.get(self._names.entries), self._names.entry)
        entries = tuple(self._entries(raw))
        layout = section.get("layout")
        if layout is not None and layout not in LAYOUTS:
            layout, self.is_whole = None, False
        rule = self._rule(section.get("rule"))
        return Section(title, about, entries, layout, rule, self._pinned(section, entries))

    def _pinned(self, section: dict[str, Any], entries: Sequence[Entry]) -> str | None:
        pinned = section.get("pinned")
        if pinned is None or (entries and pinned == entries[0].video_id):
            return pinned
        self.is_whole = False
        return None

    def _entries(self, entries: Iterable[dict[str, Any]]) -> Iterator[Entry]:
        """Yield the entries, each video only once."""
        name, seen = self._names.video_id, self._seen
        for entry in entries:
            video_id = reading.identifier(entry.get(name))
            if video_id is None or video_id in seen:
                self.is_whole = False
                continue
            seen.add(video_id)
            title, alt = entry.get("title"), entry.get("alt")
            if title is alt is None:
                yield Entry(video_id)  # nearly all entries
            else:
                yield Entry(video_id, self._text(title), self._text(alt))

    def _text(self, value: object) -> str | None:
        read = reading.text(value)
        self.is_whole &= read == value
        return read

    def _dict(self, value: object, keys: frozenset[str]) -> dict[str, Any]:
        for each in self._dicts([value], keys):
            return each
        return {}

    def _dicts(self, values: object, keys: frozenset[str]) -> Iterator[dict[str, Any]]:
        if not isinstance(values, list):
            self.is_whole, values = False, []
        for value in values:
            if not isinstance(value, dict):
                self.is_whole = False
                continue
            self.is_whole &= value.keys() == keys
            yield value
