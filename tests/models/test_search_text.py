"""Which videos a query finds: the rule alone, before any database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models.normal_form import normal
from portfolio.models.search_text import MOST_LETTERS, MOST_PIECES, pieces_of, text_of
from tests.models.test_normal_form import texts


def finds(query: str, caption: str) -> bool:
    return all(piece in text_of("", caption) for piece in pieces_of(query))


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("", []),
        (" \u200b\x00", []),
        ("Bread  Oven", ["bread", "oven"]),
        ("bread BREAD", ["bread"]),
        ('"home made" cake', ["home made", "cake"]),
        ('cake "home ma', ["cake", "home ma"]),
        ('“home  made”', ["home made"]),
        ('"', ['"']),
        ('""', ['"']),
        ('12" pan', ['12"', "pan"]),
        ("#Bread", ["\x1f#bread\x1f"]),
        ("#one#two", ["\x1f#one\x1f", "\x1f#two\x1f"]),
        ('"#bread"', ["#bread"]),
        ("#", ["#"]),
        ("c# #1!", ["c#", "#1!"]),
    ],
)  # fmt: skip
def test_a_query_is_read_as_pieces(query: str, pieces: list[str]):
    assert pieces_of(query) == pieces


def test_a_long_query_is_cut():
    assert pieces_of("a" * 5000) == ["a" * MOST_LETTERS]
    assert len(pieces_of(" ".join(map(str, range(100))))) == MOST_PIECES


@pytest.mark.parametrize(
    ("title", "description", "text"),
    [
        ("Bread", "slowly #bread", "bread slowly #bread\x1f#bread\x1f"),
        ("Bread", "Bread slowly", "bread slowly\x1f"),
        ("#bread", "#breadmaking", "#bread #breadmaking\x1f#bread\x1f#breadmaking\x1f"),
        ("", "#a #a #b", "#a #a #b\x1f#a\x1f#b\x1f"),
        ("#हिन्दी खाना", "", "#हिन्दी खाना\x1f#हिन्दी\x1f"),
        ("#خُبْز🥖", "", "#خبز🥖\x1f#خبز\x1f"),
        ("", "", "\x1f"),
        (None, b"bytes", "\x1f"),
        (7, "seven", "seven\x1f"),
    ],
)
def test_the_text_of_a_video_holds_its_words_and_its_tags(
    title: object, description: object, text: str
):
    assert text_of(title, description) == text


@given(texts)
def test_a_caption_is_found_by_each_of_its_own_words(caption: str):
    for word in normal(caption).replace('"', " ").split():
        assert finds(f'"{word}"', caption)


@given(st.lists(texts, max_size=4), texts)
def test_the_order_of_words_makes_no_difference(words: list[str], caption: str):
    words = [normal(word).replace('"', "") for word in words]

    assert finds(" ".join(words), caption) == finds(" ".join(reversed(words)), caption)
