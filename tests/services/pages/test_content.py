"""An edition's content: every stored format can be read, and garbage never raises."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from json import dumps, loads
from typing import Any

import pytest
from hypothesis import given

from portfolio.services.pages.content import (
    Content,
    Entry,
    Section,
    as_json,
    read,
    read_noting,
)
from portfolio.services.pages.links import Link
from portfolio.services.pages.look import Look
from portfolio.services.pages.rules import Rule
from tests.support import garbage

#: One stored example of each format. Never change them: hosts have such rows.
STORED_0 = """{"accent": "mint", "recent": true, "sections": [
    {"title": null, "videos": [{"id": "7301", "title": null}, {"id": "7302", "title": "Own"}]},
    {"title": "Work", "videos": [{"id": "7303", "title": null}]}]}"""
STORED_1 = """{"format": 1, "look": {"accent": "mint"}, "shows_recent": true, "sections": [
    {"title": null, "about": null, "entries": [
        {"video_id": "7301", "title": null, "alt": null},
        {"video_id": "7302", "title": "Own", "alt": null}]},
    {"title": "Work", "about": null, "entries": [
        {"video_id": "7303", "title": null, "alt": null}]}]}"""
STORED_2 = """{"format": 2, "shows_recent": true, "look": {
        "accent": "mint", "scheme": "dark", "layout": "strip", "pairing": "book",
        "headline": "Bread", "bio": "One\\nTwo",
        "links": [{"label": "Prints", "address": "https://b\u00fccher.example/\u00e4?a=1#b"},
                  {"label": "", "address": "http://example.com:8080"}],
        "contact": {"label": "", "address": "mailto:me@example.com"}},
    "sections": [
        {"title": null, "about": null, "layout": null, "entries": [
            {"video_id": "7301", "title": null, "alt": null},
            {"video_id": "7302", "title": "Own", "alt": null}]},
        {"title": "Work", "about": null, "layout": "list", "entries": [
            {"video_id": "7303", "title": null, "alt": null}]}]}"""
STORED_3 = """{"format": 3, "shows_recent": true,
    "recent": {"format": 1, "sort": "newest", "count": 6, "words": null, "period": "any",
               "left_out": ["7309"]},
    "look": {"accent": "mint", "scheme": "auto", "layout": "grid", "pairing": "poster",
             "headline": null, "bio": null, "links": [], "contact": null},
    "sections": [
        {"title": null, "about": null, "layout": null, "rule": null, "entries": [
            {"video_id": "7301", "title": null, "alt": null},
            {"video_id": "7302", "title": "Own", "alt": null}]},
        {"title": "Work", "about": null, "layout": null, "entries": [
            {"video_id": "7303", "title": null, "alt": null}],
         "rule": {"format": 1, "sort": "views", "count": 12, "words": "#recipes",
                  "period": "year", "left_out": []}}]}"""
STORED_4 = """{"format": 4, "shows_recent": true,
    "recent": {"format": 1, "sort": "newest", "count": 12, "words": null, "period": "any",
               "left_out": []},
    "look": {"accent": "mint", "scheme": "auto", "layout": "grid", "pairing": "poster",
             "headline": null, "bio": null, "links": [], "contact": null},
    "sections": [
        {"title": null, "about": null, "layout": null, "rule": null, "pinned": "7301", "entries": [
            {"video_id": "7301", "title": null, "alt": null},
            {"video_id": "7302", "title": "Own", "alt": null}]},
        {"title": "Work", "about": null, "layout": null, "rule": null, "pinned": null, "entries": [
            {"video_id": "7303", "title": null, "alt": null}]}]}"""
CONTENT = Content(
    Look("mint"),
    (
        Section(entries=(Entry("7301"), Entry("7302", "Own"))),
        Section("Work", entries=(Entry("7303"),)),
    ),
    shows_recent=True,
)
CONTENT_2 = Content(
    Look(
        "mint",
        "dark",
        "strip",
        "book",
        "Bread",
        "One\nTwo",
        (
            Link("Prints", "https://b\u00fccher.example/\u00e4?a=1#b"),
            Link("", "http://example.com:8080"),
        ),
        Link("", "mailto:me@example.com"),
    ),
    (CONTENT.sections[0], replace(CONTENT.sections[1], layout="list")),
    shows_recent=True,
)
CONTENT_3 = replace(
    CONTENT,
    sections=(
        CONTENT.sections[0],
        replace(CONTENT.sections[1], rule=Rule("views", 12, "#recipes", "year")),
    ),
    recent=Rule("newest", 6, left_out=("7309",)),
)
CONTENT_4 = replace(
    CONTENT, sections=(replace(CONTENT.sections[0], pinned="7301"), CONTENT.sections[1])
)
in_order = partial(dumps, sort_keys=True)
WITH_THEIR_CONTENTS = [
    (STORED_0, CONTENT),
    (STORED_1, CONTENT),
    (STORED_2, CONTENT_2),
    (STORED_3, CONTENT_3),
    (STORED_4, CONTENT_4),
]
each_format = pytest.mark.parametrize(
    ("stored", "whole"), WITH_THEIR_CONTENTS, ids=["0", "1", "2", "3", "4"]
)


@each_format
def test_an_edition_of_each_format_is_read_whole(stored: str, whole: Content):
    assert read_noting(loads(stored)) == (whole, True)


def test_what_is_stored_is_the_newest_format():
    assert as_json(CONTENT_4) == loads(STORED_4)


def test_all_that_a_content_holds_is_stored():
    section = Section(
        "Work", "Since May", (Entry("7301", "Own", "A cat"),), "feature", Rule("likes"), "7301"
    )
    content = Content(Look("jade"), (section,), shows_recent=True)

    assert read(loads(dumps(as_json(content)))) == content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dark", "pink"),
        ("strip", "carousel"),
        ("book", "https://example.com/x.css"),
        ('"list"', '["list"]'),
        ("https://", "javascript://"),
        ("me@example.com", "me@example.com?body=x"),
        ('"Prints"', "null"),
        ('"Bread"', "7"),
        ('"links": [', '"links": [null, '),
        ('"format": 2', '"format": 5'),
    ],
)
def test_what_no_look_may_hold_is_left_out_and_known(old: str, new: str):
    raw = loads(STORED_2.replace(old, new))

    content, is_whole = read_noting(raw)

    assert not is_whole
    assert read_noting(as_json(content)) == (content, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"views"', '"random"'),
        ('"count": 12', '"count": 25'),
        ('"count": 12', '"count": "12"'),
        ('"#recipes"', "7"),
        ('"year"', '"decade"'),
        ('["7309"]', '["7309", "7309"]'),
        ('["7309"]', "[7309]"),
        ('"format": 1, "sort": "views"', '"format": 2, "sort": "views"'),
    ],
)
def test_what_no_rule_may_hold_is_left_out_and_known(old: str, new: str):
    content, is_whole = read_noting(loads(STORED_3.replace(old, new)))

    assert not is_whole
    assert read_noting(as_json(content)) == (content, True)


@each_format
@pytest.mark.parametrize(("old", "new"), [('"7301"', "7301"), ("true", "1"), ('"mint"', '"pink"')])
def test_what_is_of_another_shape_is_left_out_and_known(
    stored: str, whole: Content, old: str, new: str
):
    raw = loads(stored.replace(old, new))

    content, is_whole = read_noting(raw)

    assert content != whole
    assert not is_whole


@pytest.mark.parametrize("pinned", ['"7302"', '"7303"', '""', "7301", "true", '["7301"]'])
def test_only_the_first_entry_of_a_section_can_be_pinned(pinned: str):
    raw = loads(STORED_4.replace('"pinned": "7301"', f'"pinned": {pinned}'))

    assert read_noting(raw) == (CONTENT, False)


@given(garbage.json)
def test_garbage_is_read_as_a_content_that_can_be_stored(raw: Any):
    content = read(raw)

    assert read_noting(as_json(content)) == (content, True)


@given(garbage.json)
def test_only_what_is_stored_exactly_so_counts_as_read_whole(raw: Any):
    content, is_whole = read_noting(raw)

    if isinstance(raw, dict) and raw.get("format") != 1 and "format" in raw:
        assert is_whole == (in_order(as_json(content)) == in_order(raw))
    elif is_whole and "format" in raw:
        assert set(raw["look"]) == {"accent"}
    elif is_whole:
        assert set(raw) == {"accent", "recent", "sections"}
