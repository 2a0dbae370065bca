"""The samples, with all texts of creators replaced by a test's text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from portfolio.services.pages.cards import Card
from portfolio.views import presenting
from portfolio.views.contexts import Page
from tests.look.sample_pages import CAPTIONS, LONG_NAME

NAMES = {"Noor Haddad", "Noor", LONG_NAME}
SAID = {
    "Start here",
    "Over fire",
    "If you only watch four.",
    "Bread, fire and patience.",
    "I bake in Rotterdam-Zuid.",
    "Prints",
    "Work with me",
    "All of it hot.",
    "Own",
    "Lost",
    "Bread.",
}


def rewritten(value: Any, name: str, words: str, caption: str) -> Any:
    """Return the same value with other names, texts and captions."""

    def turned(value: Any) -> Any:
        if isinstance(value, str):
            if value and value in CAPTIONS:
                return caption
            return name if value in NAMES else words if value in SAID else value
        if isinstance(value, Card):
            title = caption if value.title else ""
            return replace(value, title=title, description=f"{caption} " * 9)
        if isinstance(value, dict):
            return {key: turned(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(turned, value))
        if is_dataclass(value) and not isinstance(value, type):
            changes = {f.name: turned(getattr(value, f.name)) for f in fields(value)}
            if isinstance(value, Page):
                changes["name_length"] = presenting.longest_line(changes["name"])
            return replace(value, **changes)
        return value

    return turned(value)
