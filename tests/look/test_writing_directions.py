"""Right-to-left names and captions do not mix with our own words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from portfolio.views.contexts import render
from tests.look.reading import VOID
from tests.look.samples import Sample, fragments, samples
from tests.look.written import rewritten

NAME, WORDS, CAPTION = "נור חדאד", "לחם, אש וסבלנות", "خبز الطابون كما كانت تصنعه جدتي"
RTL = re.compile("[\u0590-\u08ff]")
OURS = re.compile("[A-Za-z]")
ISOLATED = re.compile("\u2068[^\u2069]*(\u2069|$)")
#: Inline elements.
INLINE = {"a", "b", "span", "strong", "label", "code"}
#: Attributes that no reader sees, for scripts or addresses.
NOT_SHOWN = {"href", "src", "value", "data-caption"}


def turned(value: Any) -> Any:
    """Return the same value, with all texts of creators from right to left."""
    return rewritten(value, NAME, WORDS, CAPTION)


class Reader(HTMLParser):
    """Collects right-to-left texts that would mix with words beside them."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self._said: list[str] = []
        self.mixed: list[str] = []
        self.found = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.found += any(RTL.search(value) for value in told.values())
        self.mixed += [
            f"<{tag} {name}>: {value}"
            for name, value in told.items()
            if name not in NOT_SHOWN and is_mixed(value)
        ]
        if tag not in VOID:
            self._open.append((tag, tag == "bdi" or told.get("dir") == "auto"))
            self._said.append("")

    def handle_endtag(self, tag: str) -> None:
        _tag, is_apart = self._open.pop()
        said = self._said.pop()
        if is_mixed(said) or (RTL.search(said) and not is_apart and tag not in {*INLINE, "title"}):
            self.mixed.append(f"<{tag}>: {said.strip()}")
        elif self._said and not is_apart and tag in INLINE:
            self._said[-1] += said

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.found += bool(RTL.search(data))
        if self._said:
            self._said[-1] += data


def is_mixed(text: str) -> bool:
    left = ISOLATED.sub("", text)
    return bool(RTL.search(left) and OURS.search(left))


def answers() -> Iterator[Sample]:
    yield from samples()
    yield from fragments()


ANSWERS = list(answers())


@pytest.mark.parametrize("sample", ANSWERS, ids=[name for name, *_ in ANSWERS])
def test_what_is_written_from_right_to_left_is_kept_apart_from_our_words(
    app: Flask, sample: Sample
) -> None:
    _name, context = sample
    reader = Reader()
    with app.test_request_context("/"):
        reader.feed(render(turned(context)))

    assert reader.mixed == []
    assert reader.found or not RTL.search(repr(turned(context)))
