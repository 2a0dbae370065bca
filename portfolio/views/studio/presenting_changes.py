"""Differences in words: the changes of the next Publish, or of an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portfolio.languages import gettext, ngettext
from portfolio.services.drafts.differences import Difference
from portfolio.views import formats
from portfolio.views.studio import presenting_look

#: The parts that the bar has room for; the room of editions has all of them.
MOST_IN_THE_BAR = 4


def in_short(difference: Difference) -> str:
    """Return "3 added, 1 removed, order changed, accent Pine, 2 more"; "" if nothing changes."""
    parts = list(_parts(difference))
    more = len(parts) - MOST_IN_THE_BAR
    if more > 1:
        parts[MOST_IN_THE_BAR:] = [ngettext("%(num)s more", "%(num)s more", more)]
    return formats.listed(parts)


def in_full(difference: Difference) -> str:
    """Return the same with every part."""
    return formats.listed(list(_parts(difference)))


def published(difference: Difference | None) -> str:
    """Return the sentence after Publish; None: the page showed the draft before."""
    if difference is None:
        return gettext("There is nothing to publish: visitors see it as it is.")
    changes = in_full(difference)
    return gettext("Published: %(changes)s.", changes=changes) if changes else gettext("Published.")


def _parts(difference: Difference) -> Iterator[str]:
    if count := len(difference.added):
        yield ngettext("%(num)s added", "%(num)s added", count)
    if count := len(difference.removed):
        yield ngettext("%(num)s removed", "%(num)s removed", count)
    if difference.is_rearranged:
        yield gettext("order changed")
    if difference.has_other_pins:
        yield gettext("pins changed")
    if difference.has_other_headings:
        yield gettext("sections changed")
    if count := len(difference.reworded):
        yield ngettext("%(num)s text changed", "%(num)s texts changed", count)
    if difference.shows_recent is not None:
        yield gettext("Recent shown") if difference.shows_recent else gettext("Recent hidden")
    if difference.has_other_rules:
        yield gettext("rules changed")
    yield from _parts_of_look(difference.look)


def _parts_of_look(look: Mapping[str, object]) -> Iterator[str]:
    """Yield a part for each value: the chosen one, or only the fact that it changed."""
    chosen: Mapping[str, Callable[[str], str]] = {
        "accent": lambda name: gettext("accent %(name)s", name=name),
        "layout": lambda name: gettext("layout %(name)s", name=name),
        "pairing": lambda name: gettext("type %(name)s", name=name),
    }
    others = {
        "auto": gettext("light or dark as visitors have it"),
        "light": gettext("always light"),
        "dark": gettext("always dark"),
        "headline": gettext("headline changed"),
        "bio": gettext("bio changed"),
        "links": gettext("links changed"),
        "contact": gettext("contact changed"),
    }
    for name, value in look.items():
        if name in chosen:
            yield chosen[name](presenting_look.in_words(name, str(value)))
        else:
            yield others.get(name) or others[str(value)]
