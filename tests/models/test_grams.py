"""Grams: each text that holds a piece has those that are asked of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models.grams import NUMBERS, asked_of, grams_of
from portfolio.models.search_index import PART, numbers_in, packed, unpacked
from portfolio.models.search_text import pieces_of, text_of
from tests.models.test_normal_form import texts


def may_hold(caption: str, query: str) -> bool:
    return set(asked_of(pieces_of(query))) <= grams_of(text_of("", caption))


@given(st.lists(texts, min_size=1, max_size=4).map(" ".join), st.data())
def test_a_text_has_each_gram_that_is_asked_of_its_pieces(caption: str, data: st.DataObject):
    text = text_of("", caption)
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    piece = text[start:end]

    assert set(asked_of([piece])) <= grams_of(text)


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("bread", "broad beans"),
        ("rye bread", "bread"),
        ("qz", "quartz"),
        ("#bread", "bread"),
        ("#bread", "#breadmaking"),
        ("面包", "包面"),
        ("包", "面条"),
        ("🥐", "🍞"),
        ("กิน", "กน"),
        ("iphone面", "iphone 面"),
    ],
)
def test_a_text_without_a_piece_mostly_lacks_a_gram(query: str, caption: str):
    assert not may_hold(caption, query)
    assert may_hold(f"{caption} {query}", query)


def test_one_letter_of_an_alphabet_has_no_gram():
    assert asked_of(pieces_of("a ж")) == []
    assert asked_of(pieces_of("a ж bread")) == asked_of(pieces_of("bread"))


def test_a_long_query_asks_for_few_grams():
    assert 0 < len(asked_of(pieces_of("pumpernickel and other slow breads of rye"))) <= 8
    assert all(0 <= gram < NUMBERS for gram in asked_of(["pumpernickel", "面包"]))


@given(st.sets(st.integers(0, PART - 1)))
def test_a_set_of_videos_is_read_as_it_was_stored(places: set[int]):
    bits = sum(1 << place for place in places)

    assert unpacked(packed(bits)) == bits
    assert list(numbers_in(3, bits)) == [3 * PART + place for place in sorted(places)]
