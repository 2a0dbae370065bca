"""The feeds of a public page: the same entries in three forms, and no visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portfolio import clock
from portfolio.services.accounts import departures, language
from portfolio.services.drafts import editions, moves, pick_texts
from portfolio.services.library import videos
from portfolio.services.pages import freshness
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section
from tests.services.pages.test_handles import change
from tests.support.databases import on_one_database
from tests.support.feeds import FORMS, ReadFeed, read_atom, updates
from tests.support.html import Document
from tests.support.people import Browser, Person, a_second_later
from tests.support.stored import covers_of, page_of
from tests.support.tiktok import TikTok
from tests.support.wire import ask

TimePasses = Callable[..., None]
each_form = pytest.mark.parametrize("form", FORMS)


def read(browser: Browser, path: str, form: str) -> ReadFeed:
    answer = browser.get(f"{path}/{form}")
    assert answer.status_code == 200
    content_type, reader = FORMS[form]
    assert answer.content_type == content_type
    return reader(answer.data)


@each_form
def test_a_feed_has_the_videos_of_the_page_in_its_order(
    form: str, alice: Person, path: str, visitor: Browser, app: Flask
):
    feed = read(visitor, path, form)

    whole = f"{app.extensions['settings'].public_url}{path}"
    assert (feed.url, feed.address, feed.title) == (whole, f"{whole}/{form}", "Alice")
    assert (feed.language, feed.picture) == ("en", f"{whole}/avatar.jpg")
    assert [each.url for each in feed.entries] == [f"{whole}/v/{each}" for each in alice.ids]
    assert [each.picture for each in feed.entries] == [
        f"{whole}/v/{each}.jpg" for each in alice.ids
    ]
    assert {each.author for each in feed.entries} == {"Alice"}


def test_the_three_feeds_tell_the_same(path: str, visitor: Browser):
    first, *others = (read(visitor, path, form) for form in FORMS)

    assert len(first.entries) == 7
    for each in others:
        assert each.entries == first.entries
        assert each.about == first.about


def test_the_icon_of_a_feed_is_a_small_png(path: str, visitor: Browser):
    atom, _rss, as_json = (read(visitor, path, form) for form in FORMS)

    icon = visitor.get(atom.icon)

    assert as_json.icon == atom.icon
    assert (icon.content_type, icon.data[:4]) == ("image/png", b"\x89PNG")


def test_the_pictures_of_a_stored_feed_are_the_covers_of_now(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, tiktok: TikTok
):
    stored = read(visitor, path, "feed.atom")
    time_passes(days=2)
    alice.worker.works()
    visitor.get(path)
    alice.worker.works()

    for video_id, entry in zip(alice.ids, stored.entries, strict=True):
        answer = visitor.get(entry.picture)
        assert (answer.status_code, answer.location) == (302, covers_of(alice)[video_id].url)
        assert tiktok.shows(answer.location)
    assert visitor.get(stored.picture).status_code in (200, 302)


def test_an_entry_begins_with_its_picture_and_has_the_whole_caption(
    alice: Person, path: str, visitor: Browser
):
    caption = "Bread <slow> & 'good' 🥖\n\nSecond “paragraph” " + "long " * 800
    pick_texts.write(alice.creator_id, alice.ids[1], title="", alt="A loaf")
    alice.account.changes(alice.ids[0], title="Bread", video_description=caption)
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    alice.publishes()

    bread, loaf, *_ = read_atom(visitor.get(f"{path}/feed.atom").data).entries

    assert bread.title == "Bread"
    assert bread.caption == caption.strip()
    picture = Document(bread.content).all()[2]
    assert (picture.tag, picture["src"]) == ("img", bread.picture)
    assert (picture.parent["href"], picture.parent.parent.tag) == (bread.url, "p")
    assert 'width="300" height="400" alt="Bread"' in bread.content
    assert 'alt="A loaf"' in loaf.content


@each_form
def test_a_feed_names_sections_and_own_titles(
    form: str, alice: Person, path: str, visitor: Browser
):
    moves.to_place(alice.creator_id, alice.ids[:2], add_section(alice, "Feuer & Öl"), 0)
    pick_texts.write(alice.creator_id, alice.ids[0], title="خبز <الطابون>", alt="")
    language.choose(alice.creator_id, "ar")
    alice.publishes()

    feed = read(visitor, path, form)

    assert feed.language == "ar"
    assert feed.entries[-2].title == "خبز <الطابون>"
    assert [each.section for each in feed.entries] == [None] * 5 + ["Feuer & Öl"] * 2


@each_form
def test_a_renewal_of_covers_changes_no_byte(
    form: str, alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    first = visitor.get(f"{path}/{form}")
    version, covers = page_of(alice).version, [each.url for each in covers_of(alice).values()]

    for hours in (7, 30):  # no cover is safe; then the avatar is not either
        time_passes(hours=hours)
        unsafe = visitor.get(f"{path}/{form}")
        visitor.get(path)
        alice.worker.works()
        renewed = visitor.get(f"{path}/{form}")

        for answer in (unsafe, renewed):
            assert answer.data == first.data
            assert answer.headers["ETag"] == first.headers["ETag"]
            assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]

    assert page_of(alice).version > version
    assert [each.url for each in covers_of(alice).values()] != covers


@each_form
def test_a_new_edition_changes_the_feed(
    form: str, alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    first = visitor.get(f"{path}/{form}")
    time_passes(minutes=1)
    alice.browser.page("/studio/videos")
    alice.browser.unticks(alice.ids[0])
    alice.publishes()

    second = visitor.get(f"{path}/{form}", headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]
    assert [each.url[-19:] for each in FORMS[form][1](second.data).entries] == alice.ids[1:]


def test_only_an_entry_whose_words_changed_is_updated(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    feed_before, before = updates(visitor.get(f"{path}/feed.atom").data)
    time_passes(hours=1)
    pick_texts.write(alice.creator_id, alice.ids[2], title="Mine", alt="")
    alice.publishes()

    feed_after, after = updates(visitor.get(f"{path}/feed.atom").data)

    assert feed_after > feed_before
    assert after.pop("Mine") == feed_after
    assert after.items() <= before.items()
    assert len(after) == 6


def test_a_caption_that_changes_at_tiktok_updates_its_entry_alone(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    feed_before, before = updates(visitor.get(f"{path}/feed.atom").data)
    time_passes(hours=1)
    alice.account.changes(alice.ids[2], title="Other words")
    for _ in range(2):  # the second sync brings the same words again
        alice.browser.post("/studio/syncs")
        alice.worker.works()

        feed_after, after = updates(visitor.get(f"{path}/feed.atom").data)

        assert after.pop("Other words") == feed_after > feed_before
        assert after.items() <= before.items()
        seen = feed_after
        time_passes(hours=1)
        assert updates(visitor.get(f"{path}/feed.atom").data)[0] == seen


@on_one_database
@each_form
def test_to_read_a_feed_is_no_visit_and_asks_for_nothing(
    form: str,
    app: Flask,
    alice: Person,
    path: str,
    visitor: Browser,
    time_passes: TimePasses,
):
    alice.worker.works()
    app.extensions["visits"].forget()
    time_passes(days=3)

    for _ in range(3):
        assert visitor.get(f"{path}/{form}").status_code == 200

    assert app.extensions["visits"].forget() == {}
    assert alice.worker.queued() == []


@each_form
def test_the_ids_of_entries_survive_another_handle(
    form: str, alice: Person, path: str, visitor: Browser
):
    before = read(visitor, path, form)
    change(alice, "another")

    moved = visitor.get(f"{path}/{form}")
    after = read(visitor, "/@another", form)

    assert (moved.status_code, moved.location) == (301, f"/@another/{form}")
    assert [each.id for each in after.entries] == [each.id for each in before.entries]
    assert len({each.id for each in after.entries}) == 7
    assert str(alice.creator_id) not in visitor.get(f"/@another/{form}").text


@each_form
def test_what_tiktok_no_longer_shows_is_left_out_and_nothing_makes_an_empty_feed(
    form: str, alice: Person, path: str, visitor: Browser
):
    creator_id, now = alice.creator_id, clock.now()
    for hidden in (alice.ids[:2], alice.ids):
        with writing() as session:
            videos.mark_missing(session, creator_id, hidden, now, doubtful=False)
            freshness.raise_version(session, creator_id)

        feed = read(visitor, path, form)

        left = [each for each in alice.ids if each not in hidden]
        assert [each.url.rpartition("/")[2] for each in feed.entries] == left
        assert feed.title == "Alice"


@each_form
def test_a_page_that_is_not_public_has_no_feed(
    form: str, alice: Person, path: str, visitor: Browser
):
    assert visitor.get(f"{path}/{form}").status_code == 200
    assert visitor.get(f"/@nobody/{form}").status_code == 404

    editions.withdraw(alice.creator_id)
    assert visitor.get(f"{path}/{form}").status_code == 404

    editions.publish(alice.creator_id)
    assert visitor.get(f"{path}/{form}").status_code == 200

    departures.leave(alice.creator_id)
    assert visitor.get(f"{path}/{form}").status_code == 404


@each_form
def test_a_feed_is_the_same_for_everybody(
    form: str, alice: Person, bob: Person, path: str, visitor: Browser, app: Flask
):
    alices = [
        reader.get(f"{path}/{form}", headers={"Accept": accept, "Accept-Language": "de"})
        for reader in (alice.browser, bob.browser, visitor)
        for accept in ("*/*", "image/png;q=x,,", "text/html")
    ]
    bobs = read(visitor, bob.publishes(*bob.ids), form)

    assert len({(answer.status_code, answer.data) for answer in alices}) == 1
    assert {each.author for each in bobs.entries} == {"Bob"}
    assert not {each.id for each in bobs.entries} & {
        each.id for each in FORMS[form][1](alices[0].data).entries
    }


@on_one_database
@each_form
def test_nothing_is_sent_to_a_feed(form: str, path: str, app: Flask):
    same_site = [("Sec-Fetch-Site", "same-origin")]

    for method in ("POST", "PUT", "DELETE"):
        assert ask(app, method, f"{path}/{form}", same_site).status == 405


def test_the_page_and_its_videos_lead_to_the_feeds(
    alice: Person, path: str, visitor: Browser, app: Flask
):
    whole = f"{app.extensions['settings'].public_url}{path}"
    wanted = [
        ("application/atom+xml", f"{whole}/feed.atom", "Alice (Atom)"),
        ("application/rss+xml", f"{whole}/feed.xml", "Alice (RSS)"),
        ("application/feed+json", f"{whole}/feed.json", "Alice (JSON Feed)"),
    ]

    for address in (path, f"{path}/v/{alice.ids[0]}"):
        head = visitor.page(address).one("head")

        links = [each for each in head.all("link", rel="alternate") if "oembed" not in each["type"]]
        assert [(each["type"], each["href"], each["title"]) for each in links] == wanted


def test_a_preview_leads_to_no_feed(alice: Person, path: str):
    for address in ("/studio/preview", "/studio/editions/1", f"/studio/preview/v/{alice.ids[0]}"):
        assert alice.browser.page(address).all("link", rel="alternate") == []


def test_a_spelling_of_the_address_leads_to_it(path: str, visitor: Browser, app: Flask):
    for form in FORMS:
        for spelling in (f"{path.upper()}/{form}", f"/{path}/{form}/?a=1", f"{path}//{form}"):
            answer = ask(app, "GET", spelling)

            assert (answer.status, answer.header("Location")) == (301, f"{path}/{form}")
    a_second_later(app)
