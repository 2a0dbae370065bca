"""A change of the draft in words, as the button that takes it back names it."""

from __future__ import annotations

from portfolio.languages import gettext, ngettext
from portfolio.services.drafts import draft_changes
from portfolio.services.drafts.draft_changes import Summary
from portfolio.views.presenting import isolated


def in_words(summary: Summary) -> str:
    """Return a change in words: "3 videos ticked", "Section Recipes removed"."""
    count = summary.count
    if summary.kind == draft_changes.TICKED:
        return ngettext("%(num)s video ticked", "%(num)s videos ticked", count)
    if summary.kind == draft_changes.UNTICKED:
        return ngettext("%(num)s video unticked", "%(num)s videos unticked", count)
    if summary.kind == draft_changes.TICKS:
        return ngettext("%(num)s tick changed", "%(num)s ticks changed", count)
    if summary.kind == draft_changes.PINNED:
        return gettext("Video pinned")
    if summary.kind == draft_changes.UNPINNED:
        return gettext("Video unpinned")
    if summary.kind == draft_changes.TEXTS:
        return gettext("Own texts of a video changed")
    if summary.kind == draft_changes.ORDER:
        return gettext("Order changed")
    if summary.kind == draft_changes.SETTINGS:
        return _of_settings(summary.name)
    if summary.kind == draft_changes.BROUGHT_BACK:
        return gettext("Edition %(number)s brought back", number=summary.name)
    return _of_sections(summary) or gettext("Several things changed")


def _of_sections(summary: Summary) -> str | None:
    title = isolated(summary.name)
    if summary.kind == draft_changes.SECTION_ADDED:
        return gettext("Section %(title)s added", title=title)
    if summary.kind == draft_changes.SECTION_REMOVED:
        return gettext("Section %(title)s removed", title=title)
    if summary.kind == draft_changes.SECTION_MOVED:
        return gettext("Section %(title)s moved", title=title)
    if summary.kind == draft_changes.SECTION_CHANGED:
        return gettext("Section %(title)s changed", title=title)
    return None


def _of_settings(column: str) -> str:
    words = {
        "accent": gettext("Colour changed"),
        "layout": gettext("Layout changed"),
        "headline": gettext("Headline changed"),
        "bio": gettext("Bio changed"),
        "links": gettext("Links changed"),
        "contact": gettext("Contact changed"),
        "shows_recent": gettext("Recent switched on or off"),
        "recent": gettext("Recent changed"),
    }
    return words.get(column) or gettext("Look changed")


def undone(summary: Summary, is_readable: bool) -> str:
    """Return the sentence that is spoken when a change was taken back, or given up."""
    change = in_words(summary)
    if not is_readable:
        return gettext(
            "This cannot be undone: %(change)s. Undo goes on with the change before it.",
            change=change,
        )
    return gettext("Undone: %(change)s.", change=change)


def outdated() -> str:
    return gettext(
        "Nothing was undone: the draft was changed elsewhere meanwhile. Here it is as it is now."
    )


def nothing() -> str:
    return gettext("There is nothing to undo.")
