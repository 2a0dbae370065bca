"""Any text of a creator comes through each form of a feed as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio import languages
from portfolio.models.texts import for_xml
from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import Section
from portfolio.services.pages.video_times import PageTimes, VideoTimes
from portfolio.views import presenting_feeds
from portfolio.views.presenting_feeds import TITLE_LENGTH
from tests.look.sample_pages import WHEN, card, public_page
from tests.support.databases import on_one_database
from tests.support.feeds import FORMS, ReadFeed, updates
from tests.support.html import Document

pytestmark = on_one_database

AWKWARD = (
    "", "<slow>", "&lt;slow&gt; &amp;", "]]>", "<![CDATA[", "<!--", "-->", "<script>x()</script>",
    "\x00\x08\x0b\x1b", "\ufffe\uffff", "\ud800", "\x85\u2028\u2029", "\u202eabc\u202c", "خبز",
    "👩\u200d👩\u200d👧", "{{ 7 * 7 }}", "%(day)s", "'\"`", "a\r\nb\rc\nd\te", "\ufeff", "\u00a0",
    "\U0001fffe", "long " * 1000, "x" * 5000,
)  # fmt: skip
#: Some of these at random, and any other text.
texts = st.lists(
    st.sampled_from(AWKWARD) | st.text(st.characters(codec=None), max_size=20), max_size=4
).map("".join)
WRITE = {
    "feed.atom": presenting_feeds.atom,
    "feed.xml": presenting_feeds.rss,
    "feed.json": presenting_feeds.as_json,
}


def written(app: Flask, page: PublicPage, times: PageTimes | None = None) -> dict[str, bytes]:
    """Return each form of a page's feed."""
    times = times or PageTimes(WHEN, {each.id: VideoTimes(WHEN, WHEN) for each in page.cards()})
    with app.test_request_context("/"):
        return {form: write(page, times).encode() for form, write in WRITE.items()}


def read(app: Flask, page: PublicPage, times: PageTimes | None = None) -> list[ReadFeed]:
    return [FORMS[form][1](body) for form, body in written(app, page, times).items()]


def page_with(*cards: Card, title: str | None = None, **fields: Any) -> PublicPage:
    page = replace(public_page(), sections=(Section(title, "all", cards),) if cards else ())
    return replace(page, **fields)


def on_one_line(text: str) -> str:
    return for_xml(text).replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\n\t"), " "))


def in_lines(text: str) -> str:
    return for_xml(text).replace("\r\n", "\n").replace("\r", "\n")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    words=st.lists(st.tuples(texts, texts, texts), max_size=4),
    name=texts.filter(bool),
    title=texts,
)
def test_any_texts_come_through_each_form_in_order(
    app: Flask, words: Sequence[tuple[str, str, str]], name: str, title: str
):
    cards = [
        replace(card(number), title=own, description=caption, alt=alt)
        for number, (own, caption, alt) in enumerate(words)
    ]

    first, *others = read(app, page_with(*cards, title=title, name=name))

    for each in others:
        assert each.entries == first.entries
        assert (each.title, each.about) == (first.title, first.about)
    assert first.title == (on_one_line(name) or "@noorhaddad")
    assert [each.url.rpartition("/")[2] for each in first.entries] == [each.id for each in cards]
    for entry, (own, caption, _alt) in zip(first.entries, words, strict=True):
        line = on_one_line(own)
        assert entry.author == first.title
        assert entry.section == (on_one_line(title) or None)
        if len(line) > TITLE_LENGTH:
            assert line.startswith(entry.title.removesuffix("…"))
        else:
            assert entry.title == (line or "Video of 9 Oct 2026")
        assert entry.caption == in_lines(caption or own)


@pytest.mark.parametrize("number", range(0x20))
def test_a_control_character_never_breaks_a_feed(number: int, app: Flask):
    awkward = f"a{chr(number)}b"

    feeds = read(app, page_with(replace(card(0), title=awkward), name=awkward))

    assert {each.entries[0].title for each in feeds} == {"a b" if chr(number) in "\t\n\r" else "ab"}


def test_a_video_without_words_has_its_day_for_a_title(app: Flask):
    nameless = [replace(card(number), title="", description="") for number in range(3)]
    days = (WHEN, datetime(2019, 3, 2, tzinfo=UTC), None)
    times = {
        each.id: VideoTimes(day, day or WHEN) for each, day in zip(nameless, days, strict=True)
    }

    for feed in read(app, page_with(*nameless), PageTimes(WHEN, times)):
        titles = [each.title for each in feed.entries]
        assert titles == ["Video of 9 Oct 2026", "Video of 2 Mar 2019", "Video"]
        assert [each.published for each in feed.entries] == list(days)
        assert {each.caption for each in feed.entries} == {""}


def test_an_unknown_day_is_left_out_and_the_entry_still_says_when_it_changed(app: Flask):
    times = PageTimes(WHEN, {card(0).id: VideoTimes(None, WHEN - timedelta(days=1))})

    atom = written(app, page_with(card(0)), times)["feed.atom"]

    assert b"<published>" not in atom
    assert updates(atom) == ("2026-10-09T12:00:00Z", {card(0).title: "2026-10-08T12:00:00Z"})


def test_a_long_title_is_cut_at_a_word_and_the_content_has_all_of_it(app: Flask):
    long = "word " * 100

    for feed in read(app, page_with(replace(card(0), title=long.strip(), description=long))):
        (entry,) = feed.entries
        assert entry.title.endswith("word…")
        assert len(entry.title) <= TITLE_LENGTH
        assert entry.caption == long


@pytest.mark.parametrize("code", ["de", "ar"])
def test_our_own_words_are_in_the_creators_language(code: str, app: Flask):
    page = page_with(replace(card(0), title="", description=""), bio=None)
    times = PageTimes(WHEN, {card(0).id: VideoTimes(WHEN, WHEN)})

    with app.test_request_context("/"), languages.speaking(code):
        feed = FORMS["feed.json"][1](presenting_feeds.as_json(page, times).encode())

    assert feed.language == code
    assert feed.entries[0].title != "Video of 9 Oct 2026"
    assert "on TikTok" not in feed.about


def test_quotation_marks_stay_inside_the_words_for_a_picture(app: Flask):
    quoting = replace(card(0), alt='A "loaf" &#34;of&#34; <bread>')

    for feed in read(app, page_with(quoting)):
        (entry,) = feed.entries
        assert "&#34;" not in entry.content
        assert Document(entry.content).one("img")["alt"] == quoting.alt


def test_a_page_without_videos_is_a_feed_without_entries(app: Flask):
    for feed in read(app, page_with()):
        assert feed.entries == []
        assert feed.title == "Noor Haddad"


def test_pictures_are_named_by_their_lasting_addresses_alone(app: Flask):
    cards = [card(0), replace(card(1), cover=None, due=True), replace(card(2), refused=True)]

    for body in written(app, page_with(*cards)).values():
        assert b"x-signature" not in body
        assert b"tiktokcdn" not in body
        assert body.count(b"/v/" + cards[1].id.encode() + b".jpg") >= 2


def test_a_video_that_cannot_be_drawn_is_left_out(app: Flask):
    odd = replace(card(1), title=7)  # type: ignore[arg-type]

    for feed in read(app, page_with(card(0), odd, card(2))):
        assert [each.url.rpartition("/")[2] for each in feed.entries] == [card(0).id, card(2).id]
