"""The picker over HTTP: ticks with and without JavaScript, and refusals to Bob and a visitor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portfolio.models.video import Video
from portfolio.services.drafts import drafts, picks
from portfolio.transactions import writing
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of, picks_of
from tests.support.tiktok import TikTok

Counted = Callable[[], dict[str, int]]
Change = Callable[[Browser, str], TestResponse]


def ids_in(answer: Document) -> list[str]:
    """Return the ids of the picks in an answer, in order."""
    return [each for each in answer.one(id="picked")["data-ids"].split(",") if each]


def test_a_tick_is_saved_at_once_and_answered_with_picks_and_bar(alice: Person):
    alice.browser.page("/studio/videos")

    answer = Document(alice.browser.ticks(alice.ids[2]).text)

    assert ids_in(answer) == picks_of(alice) == [alice.ids[2]]
    assert answer.one(id="bar").one("p", class_="count").text == "1"


def test_an_untick_is_saved_at_once(alice: Person):
    alice.picks(*alice.ids[:3])

    answer = Document(alice.browser.unticks(alice.ids[1]).text)

    assert ids_in(answer) == picks_of(alice) == [alice.ids[0], alice.ids[2]]


def test_a_range_is_one_request(alice: Person):
    alice.browser.page("/studio/videos")

    answer = Document(alice.browser.ticks(*alice.ids[5:1:-1]).text)

    assert ids_in(answer) == picks_of(alice) == alice.ids[5:1:-1]


def test_a_state_that_arrives_late_changes_nothing(alice: Person):
    alice.browser.page("/studio/videos")
    first, second = alice.ids[:2]

    def arrives(turn: int, tab: str = "a", **boxes: object) -> list[str]:
        return ids_in(
            Document(alice.browser.post("/studio/picks", tab=tab, turn=turn, **boxes).text)
        )

    assert arrives(2, shown=first) == []
    assert arrives(1, shown=first, pick=first) == []
    assert arrives(2, shown=second, pick=second) == []
    assert arrives(3, shown=second, pick=second) == [second]
    assert arrives(1, tab="b", shown=first, pick=first) == [second, first]
    assert picks_of(alice) == [second, first]


def test_a_question_without_boxes_is_answered_with_what_is_stored_and_outdates_what_is_late(
    alice: Person,
):
    alice.picks(alice.ids[0])
    newest = drafts.read(alice.creator_id).newest

    answer = Document(alice.browser.post("/studio/picks", tab="a", turn=2).text)
    alice.browser.post("/studio/picks", tab="a", turn=1, shown=alice.ids[1], pick=alice.ids[1])

    assert ids_in(answer) == picks_of(alice) == [alice.ids[0]]
    assert drafts.read(alice.creator_id).newest == newest


def test_a_turn_is_remembered_only_while_an_earlier_one_may_be_late(alice: Person):
    alice.browser.page("/studio/videos")

    alice.browser.ticks(alice.ids[0])
    alice.browser.ticks(alice.ids[1])
    assert page_of(alice).tick_turns is None

    alice.browser.post("/studio/picks", tab="a", turn=3, answered=1, shown=alice.ids[0])
    assert page_of(alice).tick_turns == {"a": 3}


def test_the_turns_of_a_few_tabs_are_remembered(alice: Person):
    alice.browser.page("/studio/videos")
    for number in range(20):
        alice.browser.post("/studio/picks", tab=f"tab{number}", turn=5, shown=alice.ids[0])

    assert page_of(alice).tick_turns == {f"tab{number}": 5 for number in range(12, 20)}


def test_all_that_is_found_is_ticked_and_unticked_by_one_request(alice: Person):
    alice.browser.page("/studio/videos")
    htmx = {"HX-Request": "true"}

    def presses(all_or_none: str) -> Document:
        form = {"all": all_or_none, "csrf_token": alice.browser._token, "sort": "oldest"}
        path = "/studio/picks/found"
        return Document(alice.browser._open("POST", path, data=form, headers=htmx).text)

    answer = presses("tick")
    assert ids_in(answer) == picks_of(alice) == alice.ids[::-1]
    assert "7 videos ticked." in answer.text

    answer = presses("none")
    assert ids_in(answer) == picks_of(alice) == []
    assert "7 videos unticked." in answer.text


def test_all_goes_by_a_plain_form_too(alice: Person):
    page = alice.browser.page("/studio/videos?sort=oldest")
    form = page.one("form", id="all-form")
    fields = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    assert form.one("button", id="tick-all").text == "Tick all 7"

    answer = alice.browser.post(form["action"], **{**fields, "all": "tick"})

    assert (answer.status_code, answer.location) == (303, "/studio/videos?sort=oldest")
    assert picks_of(alice) == alice.ids[::-1]


def test_more_than_a_page_holds_is_said_before_all_is_ticked(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 3)

    page = alice.browser.page("/studio/videos")

    assert page.one("button", id="tick-all").text == "Tick the first 3 of 7"


def test_the_room_that_is_left_is_said_before_all_is_ticked(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 5)
    alice.picks(*alice.ids[:3])

    page = alice.browser.page("/studio/videos")

    assert page.one("button", id="tick-all").text == "Tick up to 2 more of 7"
    assert page.one(id="room").text == (
        "Up to 5 videos fit on your page: there is room for 2 more."
    )


def test_an_answer_to_a_tick_says_how_much_room_is_left(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 2)
    alice.browser.page("/studio/videos")

    assert "there is room for 1 more." in alice.browser.ticks(alice.ids[0]).text
    assert "all of the 2 videos that fit" in alice.browser.ticks(alice.ids[1]).text
    assert "there is room for 1 more." in alice.browser.unticks(alice.ids[1]).text


def test_a_full_page_offers_all_and_says_that_none_fits(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 2)
    alice.picks(*alice.ids[:2])

    page = alice.browser.page("/studio/videos")

    assert page.one("button", id="tick-all").text == "Tick all 7"
    assert "Untick one to tick another." in page.one(id="room").text


def test_a_library_that_still_grows_says_how_many_are_ticked_at_most(person: Callable[..., Person]):
    alice = person("alice", videos=45).signs_in()

    page = alice.browser.page("/studio/videos?state=off")

    assert page.one("button", id="tick-all").text == "Tick all, up to 500"


def test_the_exact_number_comes_after_the_first_tiles(person: Callable[..., Person]):
    alice = person("alice", videos=45).signs_in()
    page = alice.browser.page("/studio/videos?state=off")
    head = page.one(id="found-count")
    assert head.text == "More than 20 videos found"

    counted = Document(alice.browser.get(head.one("span")["hx-get"]).text)

    assert counted.one(id="found-count").text == "45 videos found"
    assert counted.one("button", id="tick-all").text == "Tick all 45"


def test_ticks_twice_do_no_harm(alice: Person):
    alice.picks(alice.ids[0], alice.ids[1], alice.ids[0])
    assert picks_of(alice) == alice.ids[:2]

    assert alice.browser.unticks(alice.ids[5]).status_code == 200
    assert picks_of(alice) == alice.ids[:2]


@pytest.mark.parametrize("change", [Browser.ticks, Browser.unticks])
def test_bob_cannot_touch_a_tick_of_alices_video(
    change: Change, alice: Person, bob: Person, counted: Counted
):
    alice.picks(alice.ids[0])
    bob.browser.page("/studio/videos")
    before = counted()

    answer = change(bob.browser, alice.ids[0])

    assert answer.status_code == 403
    assert counted() == before


def test_bobs_form_with_alices_video_stores_nothing_at_all(
    alice: Person, bob: Person, counted: Counted
):
    bob.browser.page("/studio/videos")
    before = counted()

    answer = bob.browser.post("/studio/picks", shown=bob.ids, pick=[bob.ids[0], alice.ids[0]])

    assert answer.status_code == 403
    assert counted() == before


@pytest.mark.parametrize("video_id", ["1", "abc", "🌊", "9" * 300, "..", "a\0b"])
def test_a_video_that_nobody_has_is_not_there(video_id: str, alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    # No row can hold a NUL: PostgreSQL raises an error, SQLite finds no row.
    expected = {400, 404} if "\0" in video_id else {404}
    assert alice.browser.ticks(video_id).status_code in expected
    assert counted() == before


def test_a_pick_whose_video_has_left_the_library_cannot_be_ticked_but_unticked(alice: Person):
    alice.picks(*alice.ids[:2])
    with writing() as session:
        session.execute(sa.delete(Video).where(Video.id == alice.ids[0]))

    assert alice.browser.unticks(alice.ids[0]).status_code == 200
    assert picks_of(alice) == [alice.ids[1]]
    assert alice.browser.ticks(alice.ids[0]).status_code == 404
    assert picks_of(alice) == [alice.ids[1]]


def test_a_full_page_says_so_at_the_tick(
    alice: Person, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 2)
    alice.picks(*alice.ids[:2])
    before = counted()

    for answer in (
        alice.browser.ticks(alice.ids[2]),
        alice.browser.post("/studio/picks", shown=alice.ids, pick=alice.ids),
    ):
        assert 400 <= answer.status_code < 500
        assert "at most 2 videos" in Document(answer.text).text
    assert counted() == before


def test_without_javascript_the_form_saves_what_it_showed(alice: Person):
    alice.picks(alice.ids[6], alice.ids[0])
    alice.browser.page("/studio/videos")

    answer = alice.browser.post(
        "/studio/picks", shown=alice.ids[:4], pick=[alice.ids[2], alice.ids[3]]
    )

    assert (answer.status_code, answer.location) == (303, "/studio/videos")
    # A pick that the form did not show stays; one that it showed unticked is removed.
    assert picks_of(alice) == [alice.ids[6], alice.ids[2], alice.ids[3]]


def test_the_form_leads_back_to_where_it_was(person: Callable[..., Person]):
    alice = person("alice", videos=45).signs_in()
    more = alice.browser.page("/studio/videos").one("div", class_="more-tiles").one("a")["href"]
    second = alice.browser.page(more)
    shown = [each["value"] for each in second.all("input", name="shown")]
    assert shown == alice.ids[20:40]

    after = second.one("input", name="after")["value"]
    answer = alice.browser.post("/studio/picks", shown=shown, pick=shown[:1], after=after)

    assert answer.location == more
    assert picks_of(alice) == shown[:1]


def test_two_tabs_see_each_others_ticks(alice: Person, app, tiktok: TikTok, worker):
    phone = Person(alice.account, Browser(app, tiktok), worker).signs_in()
    alice.picks(alice.ids[0])

    phone.picks(alice.ids[1])

    bar = phone.browser.page("/studio/videos").one("p", class_="count")
    assert bar.text == "2"
    assert picks_of(alice) == alice.ids[:2]


def test_a_tick_without_a_token_is_refused(alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    assert alice.browser.ticks(alice.ids[0], token=False).status_code == 400
    assert counted() == before


def test_a_visitor_cannot_tick(alice: Person, visitor: Browser, counted: Counted):
    visitor.page("/login")  # for a token of their own
    before = counted()

    assert visitor.ticks(alice.ids[0]).status_code == 401
    assert counted() == before


def test_after_publishing_a_tick_is_a_change_that_is_not_public(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2])

    alice.picks(alice.ids[4])

    bar = alice.browser.page("/studio/videos").one(id="bar")
    assert "Not published yet: 1 added" in bar.text
    assert len(visitor.page(path).all("a", class_="cover")) == 2
