"""The readable part of a text that a creator typed."""

from __future__ import annotations

import pytest

from portfolio.models.creator import Creator
from portfolio.models.texts import visible
from portfolio.services.pages.cards import caption_of

UNSEEN = [
    "", " ", "\n\t ", "\u00a0", "\u200b", "\u200d\u200c", "\ufeff", "\u2060", "\u00ad", "\u2800",
    "\u3164", "\u202e\u202c", "\u2067\u2069", "\ufe0f", "\x00\x07", " \u200b\u00a0\u2003 ",
]  # fmt: skip


@pytest.mark.parametrize("text", [*UNSEEN, None, 7, b"bytes"], ids=ascii)
def test_nothing_to_be_seen_is_an_empty_text(text: object):
    assert visible(text) == ""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (" bread ", "bread"),
        ("\u200b\u00a0bread and\u00a0butter\ufeff", "bread and\u00a0butter"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("❤\ufe0f ", "❤\ufe0f"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
        ("\u2067ليلى\u2069", "\u2067ليلى\u2069"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (".", "."),
    ],
    ids=ascii,
)
def test_what_is_seen_stays_as_it_was_typed(text: str, seen: str):
    assert visible(text) == seen


@pytest.mark.parametrize("title", UNSEEN, ids=ascii)
def test_a_title_in_which_nothing_is_seen_gives_way_to_the_description(title: str):
    assert caption_of(title, " Bread,\nslowly ") == "Bread, slowly"
    assert caption_of(title, title) == ""


@pytest.mark.parametrize("name", UNSEEN, ids=ascii)
def test_a_name_in_which_nothing_is_seen_gives_way_to_the_next(name: str):
    assert Creator(display_name=name, username="ines").name == "ines"
    assert Creator(display_name=name, username=name).name == "Creator"
