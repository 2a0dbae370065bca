"""The parts of a public page: one of many videos is sent part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portfolio.services.pages.public_page import PublicPage, Section

#: The videos of a part: whole rows of two, three, four or five.
MOST = 60


def count(page: PublicPage) -> int:
    """Return the number of parts; a page without videos has one."""
    return max(-(-len(list(page.cards())) // MOST), 1)


def part(page: PublicPage, number: int) -> PublicPage:
    """Return the page with the videos of one of its parts alone, counted from 1."""
    first = (number - 1) * MOST
    return replace(page, sections=tuple(_within(page.sections, first, first + MOST)))


def number_of(page: PublicPage, section: Section) -> int:
    """Return the number of the part in which a section begins."""
    before = page.sections[: page.sections.index(section)]
    return sum(each.count for each in before) // MOST + 1


def _within(sections: tuple[Section, ...], first: int, end: int) -> Iterator[Section]:
    """Yield what the sections hold of the page's videos from `first` up to `end`."""
    place = 0
    for section in sections:
        start, stop = max(first - place, 0), min(end - place, section.count)
        place += section.count
        if start >= stop:
            continue
        if (start, stop) == (0, section.count):
            yield section
        else:
            yield replace(section, cards=section.cards[start:stop], before=start, whole=section)
