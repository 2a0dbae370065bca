"""The parts of a public page: one of many videos is sent part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portfolio.services.pages import public_page
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import Outline, Section

#: The videos of a part: whole rows of two, three, four or five.
MOST = 60


def count(page: PublicPage) -> int:
    """Return the number of a page's parts; a page without videos has one."""
    return max(-(-page.count // MOST), 1)


def find(handle: str, number: int) -> PublicPage | None:
    """Return a part of the public page at `handle`, counted from 1; None if there is no page.

    A part that the page does not have is without videos.
    """
    return public_page.find(handle, _window(number))


def part(page: PublicPage, number: int) -> PublicPage:
    """Return the page with the videos of one of its parts alone, counted from 1."""
    shown = tuple(_within(page.sections, _window(number)))
    return replace(page, sections=shown, rest=page.overview)


def number_of(page: PublicPage, outline: Outline) -> int:
    """Return the number of the part in which a section begins."""
    outlines = page.overview.outlines
    before = outlines[: outlines.index(outline)]
    return sum(each.count for each in before) // MOST + 1


def _window(number: int) -> range:
    return range((number - 1) * MOST, number * MOST)


def _within(sections: tuple[Section, ...], window: range) -> Iterator[Section]:
    """Yield what the sections hold of the page's videos at these places."""
    place = 0
    for section in sections:
        start, stop = max(window.start - place, 0), min(window.stop - place, section.count)
        place += section.count
        if start >= stop:
            continue
        if (start, stop) == (0, section.count):
            yield section
        else:
            cards, whole = section.cards[start:stop], section.outline
            yield replace(section, cards=cards, before=start, whole=whole)
