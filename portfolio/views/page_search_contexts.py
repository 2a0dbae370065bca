"""The context of a visitor's search on a public page: the videos that it found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portfolio.services.pages.sections import Section
from portfolio.views.contexts import Context, Page, PageSearch


@dataclass(frozen=True)
class PageFound(Context):
    template = "page/found.html"
    page: Page
    search: PageSearch
    #: How many videos were found, in words.
    outcome: str
    sections: Sequence[Section]
    earlier: str
    more: str
    pending_url: str
    covers_last: int
    canonical: str
    #: The address of the whole page.
    whole: str
    play: Callable[..., str]
