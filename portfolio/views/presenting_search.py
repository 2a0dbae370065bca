"""A visitor's search on a public page, in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask import url_for

from portfolio.languages import gettext, ngettext
from portfolio.models.search_text import MOST_LETTERS
from portfolio.services.pages import page_search, parts
from portfolio.services.pages.page_search import Wanted
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import addresses, contexts, presenting
from portfolio.views.contexts import Choice, Option, PageSearch
from portfolio.views.letters import cut
from portfolio.views.page_search_contexts import PageFound

#: The letters of a query that are repeated in a heading.
_MOST_SAID = 60


def form_of(page: PublicPage, wanted: Wanted | None = None) -> PageSearch | None:
    """Return the form of a page that offers a search; None of one that does not."""
    if not page_search.is_offered(page):
        return None
    wanted = wanted or Wanted()
    action = url_for("search.show", handle=page.handle)
    return PageSearch(action, wanted.query, MOST_LETTERS, list(_choices(page, wanted)))


def _choices(page: PublicPage, wanted: Wanted) -> Iterator[Choice]:
    titled = [(each.slug, each.title) for each in page.overview.outlines if each.title]
    if len(titled) > 1:
        named = [("", gettext("All sections")), *titled]
        yield _choice("section", gettext("Section"), named, wanted.section)
    sorts = {
        page_search.PLACE: gettext("As on the page"),
        page_search.NEWEST: gettext("Newest first"),
        page_search.VIEWS: gettext("Most viewed first"),
    }
    yield _choice("sort", gettext("Order"), list(sorts.items()), wanted.sort)


def _choice(name: str, label: str, named: list[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, [Option(value, words, value == chosen) for value, words in named])


def found(page: PublicPage, results: PublicPage, wanted: Wanted, number: int) -> str:
    """Return a part of the videos that a search on this page found."""
    form = form_of(page, wanted) or PageSearch(
        url_for("search.show", handle=page.handle), wanted.query, MOST_LETTERS, []
    )
    part = parts.part(results, number)
    ids, count = presenting.pending_ids(part), parts.count(results)
    asked = partial(
        url_for,
        "search.show",
        handle=page.handle,
        q=wanted.query or None,
        section=wanted.section or None,
        sort=wanted.sort if wanted.sort != page_search.PLACE else None,
    )
    more = asked(part=number + 1) if number < count else ""
    earlier = asked(part=number - 1 if number > 2 else None) if number > 1 else ""
    shown = PageFound(
        page=presenting.page_view(page),
        search=form,
        outcome=_outcome(results.count, wanted.query),
        sections=part.sections,
        earlier=earlier,
        more=more,
        pending_url=url_for("page.covers", handle=page.handle, ids=ids) if ids or more else "",
        covers_last=presenting.covers_last(part.cards()),
        canonical=addresses.in_full("search.show", handle=page.handle),
        whole=url_for("page.show", handle=page.handle),
        play=addresses.of_videos("page.play", handle=page.handle),
    )
    return contexts.render(shown)


def _outcome(count: int, query: str) -> str:
    words = presenting.isolated(cut(query.strip(), _MOST_SAID))
    if not words:
        return ngettext("%(num)s video", "%(num)s videos", count)
    if not count:
        return gettext("No video with “%(words)s”", words=words)
    return ngettext(
        "%(num)s video with “%(words)s”", "%(num)s videos with “%(words)s”", count, words=words
    )
