"""The room of editions: the public one, the history, and bringing one back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from werkzeug.test import TestResponse

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.services.drafts import drafts
from portfolio.views import formats
from tests.support.databases import on_one_database
from tests.support.html import Document, Element
from tests.support.people import Browser, Person
from tests.support.stored import page_of, picks_of, rows

Counted = Callable[[], dict[str, int]]
TimePasses = Callable[..., None]
ROOM = "/studio/editions"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def noon(time_passes: TimePasses) -> datetime:
    """Noon of a day with another date in Auckland, in UTC."""
    now = clock.now()
    time_passes(seconds=(12 * 3600 - now.hour * 3600 - now.minute * 60 - now.second) % 86_400)
    return clock.now()


def entries(page: Document | Element) -> list[Element]:
    return page.one("ol", class_="history").all("li")


def numbers(page: Document | Element) -> list[str]:
    return [entry.one("p", class_="number").text for entry in entries(page)]


def parts_of(answer: TestResponse) -> dict[str, Element]:
    return {part["hx-target"]: part for part in Document(answer.text).all("hx-partial")}


def test_the_room_is_one_of_the_studio(alice: Person):
    page = alice.browser.page("/studio/videos")

    link = page.one("a", href=ROOM)

    assert link.text == "Editions"
    assert alice.browser.page(ROOM).one("h1").text == "Editions"


def test_before_the_first_publish_it_says_so(alice: Person):
    page = alice.browser.page(ROOM)

    assert "None yet" in page.one("section", aria_labelledby="history").text
    assert "No edition is public now" in page.one("section", aria_labelledby="draft").text


def test_each_publish_is_an_entry_with_what_it_changed_and_by_whom(alice: Person):
    alice.publishes(*alice.ids[:3])
    alice.picks(alice.ids[4])
    alice.browser.unticks(alice.ids[0])
    alice.browser.post(ROOM)

    newest, first = entries(alice.browser.page(ROOM))

    assert "by you" in newest.text
    assert "On your page now" in newest.text
    assert "3 videos: 1 added, 1 removed" in newest.text
    assert "3 videos: the first edition" in first.text
    assert "On your page now" not in first.text


def test_what_publish_would_change_is_told_with_the_names(alice: Person):
    alice.publishes(*alice.ids[:3])
    alice.picks(alice.ids[4])
    alice.browser.unticks(alice.ids[0])

    draft = alice.browser.page(ROOM).one("section", aria_labelledby="draft")

    assert "Publish changes the page so: 1 added, 1 removed." in draft.text
    assert [heading.text for heading in draft.all("h3")] == ["Added", "Removed"]
    assert len(draft.all("li")) == 2


def test_times_are_in_the_creators_zone(alice: Person, noon: datetime):
    alice.publishes(alice.ids[0])
    assert "Times are in UTC." in alice.browser.page(ROOM).text

    alice.browser.post("/studio/account/zones", zone="Pacific/Auckland")

    page = alice.browser.page(ROOM)
    there = noon.astimezone(ZoneInfo("Pacific/Auckland"))
    assert there.day != noon.day
    assert "Times are in Pacific/Auckland." in page.text
    told = entries(page)[0].one("time")
    assert told.text == formats.day_and_time(there)
    at = rows(Edition, alice.creator_id)[0].published_at
    assert datetime.fromisoformat(told["datetime"]) == at.replace(microsecond=0)


def test_a_zone_is_chosen_in_the_account_and_shown_there(alice: Person):
    alice.browser.page("/studio/account")

    answer = alice.browser.post("/studio/account/zones", zone="Asia/Ho_Chi_Minh")

    assert answer.location == "/studio/account"
    select = alice.browser.page("/studio/account").one("select", id="zone")
    chosen = [option for option in select.all("option") if "selected" in option]
    assert [(option["value"], option.text) for option in chosen] == [
        ("Asia/Ho_Chi_Minh", "Asia/Ho Chi Minh")
    ]


def chooses_zone(person: Person, zone: str, room: str) -> TestResponse:
    """Send a choice of the time zone as htmx does in this room."""
    person.browser.page(room)
    return person.browser._open(
        "POST",
        "/studio/account/zones",
        data={"csrf_token": person.browser._token, "zone": zone},
        headers={**HTMX, "HX-Current-URL": f"http://localhost{room}"},
    )


def test_htmx_gets_the_field_of_the_zone_in_the_account(alice: Person):
    answer = chooses_zone(alice, "Asia/Tokyo", "/studio/account")

    parts = parts_of(answer)
    assert answer.status_code == 200
    assert set(parts) == {"#zone-field", "#said"}
    assert parts["#said"].text == "Saved."
    chosen = [each for each in parts["#zone-field"].all("option") if "selected" in each]
    assert [each["value"] for each in chosen] == ["Asia/Tokyo"]


def test_htmx_gets_the_room_of_editions_in_the_zone_that_was_chosen_there(
    alice: Person, noon: datetime
):
    alice.publishes(alice.ids[0])

    answer = chooses_zone(alice, "Pacific/Auckland", ROOM)

    parts = parts_of(answer)
    assert set(parts) >= {"#editions", "#bar", "#said"}
    there = noon.astimezone(ZoneInfo("Pacific/Auckland"))
    assert formats.day_and_time(there) in parts["#editions"].text


@pytest.mark.parametrize(
    ("before", "shown"),
    [("2", ["1"]), ("0", ["2", "1"]), ("x", ["2", "1"]), ("9" * 99, ["2", "1"])],
)
def test_a_choice_of_the_zone_keeps_the_page_of_the_history(
    before: str, shown: list[str], alice: Person
):
    alice.publishes(alice.ids[0])
    alice.publishes(alice.ids[1])
    alice.browser.page(ROOM)
    form = {"csrf_token": alice.browser._token, "zone": "Asia/Tokyo"}
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{ROOM}?before={before}"}

    answer = alice.browser._open("POST", "/studio/account/zones", data=form, headers=headers)

    assert numbers(parts_of(answer)["#editions"]) == shown


@pytest.mark.parametrize("room", ["/studio/account", ROOM])
def test_htmx_is_told_that_a_zone_is_none(room: str, alice: Person):
    answer = chooses_zone(alice, "Mars/Olympus", room)

    parts = parts_of(answer)
    assert answer.status_code == 400
    assert parts["#said"].text == "Choose one of the time zones shown."
    if room == "/studio/account":
        wrong = parts["#zone-field"].one(id="zone-wrong")
        assert wrong.text == "Choose one of the time zones shown."


@on_one_database
@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "localtime", "\0", "U" * 99]
)
def test_a_zone_of_nowhere_is_refused(zone: str, alice: Person):
    alice.browser.page("/studio/account")

    answer = alice.browser.post("/studio/account/zones", zone=zone)

    assert answer.status_code == 400
    assert "Choose one of the time zones shown." in answer.text
    assert alice.creator.time_zone is None


def test_an_edition_is_shown_as_visitors_saw_it(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    public = visitor.page(path)
    alice.browser.unticks(alice.ids[0])
    alice.browser.post(ROOM)

    answer = alice.browser.get(f"{ROOM}/1")

    page = Document(answer.text)
    ids = [span["data-video-id"] for span in page.all("span", data_video_id=True)]
    assert ids == alice.ids[:3]
    assert page.one("main").text == public.one("main").text
    header = public.one("header")
    for public_alone in (header.one("button").text, header.one("p", class_="on-paper").text):
        assert public_alone not in page.one("header").text
    assert page.one("header").one("h1").text == header.one("h1").text
    assert "Edition 1, published on" in page.one("aside").text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_video_of_an_edition_has_its_own_page(alice: Person):
    alice.publishes(*alice.ids[:2])
    link = alice.browser.page(f"{ROOM}/1").all("a", class_="cover")[1]

    page = alice.browser.page(link["href"])

    assert link["href"] == f"{ROOM}/1/v/{alice.ids[1]}"
    assert alice.ids[1] in page.one("iframe")["src"]
    alice.browser.page(f"{ROOM}/1/v/{alice.ids[5]}", status=404)


def test_looking_at_an_edition_counts_no_visit(alice: Person):
    alice.publishes(alice.ids[0])
    before = page_of(alice).heat, page_of(alice).seen_at

    for path in (f"{ROOM}/1", f"{ROOM}/1/v/{alice.ids[0]}", "/studio/preview"):
        alice.browser.page(path)
    alice.browser.is_counted()

    assert (page_of(alice).heat, page_of(alice).seen_at) == before


def test_an_edition_is_brought_back_into_the_draft(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    alice.browser.unticks(alice.ids[0])
    alice.browser.post(ROOM)
    page = alice.browser.page(ROOM)
    form = entries(page)[1].one("form")

    answer = alice.browser.post(form["action"])

    assert (answer.status_code, answer.location) == (303, f"{ROOM}#history")
    assert picks_of(alice) == alice.ids[:3]
    assert len(visitor.page(path).all("a", class_="cover")) == 2
    assert "Same as your draft" in entries(alice.browser.page(ROOM))[1].text
    alice.browser.post(ROOM)
    assert len(visitor.page(path).all("a", class_="cover")) == 3


def test_htmx_gets_the_room_the_bar_and_a_sentence(alice: Person):
    alice.publishes(*alice.ids[:3])
    alice.browser.unticks(alice.ids[0])
    alice.browser.page(ROOM)

    answer = alice.browser._open(
        "POST",
        f"{ROOM}/1/returns",
        data={"csrf_token": alice.browser._token},
        headers=HTMX,
    )

    parts = parts_of(answer)
    assert set(parts) == {"#editions", "#bar", "#said", "#steps"}
    assert parts["#said"].text == "Edition 1 is your draft again. Publish shows it."
    assert "All of it is published" in parts["#bar"].text


def test_an_edition_that_is_not_kept_is_a_conflict_with_those_that_are(
    alice: Person, counted: Counted
):
    alice.publishes(alice.ids[0])
    alice.browser.page(ROOM)
    before = counted()

    answer = alice.browser.post(f"{ROOM}/2/returns")

    assert answer.status_code == 409
    page = Document(answer.text)
    assert "not kept any more" in page.one("div", class_="notice").text
    assert numbers(page) == ["1"]
    assert counted() == before


@pytest.mark.parametrize(
    "path", ["/7", "/7/v/1", "/7/covers?ids=1", "/0", "/99999999999", "/-1", "/x"]
)
def test_what_is_not_kept_is_404(path: str, alice: Person):
    alice.publishes(alice.ids[0])

    assert alice.browser.get(f"{ROOM}{path}").status_code == 404


@pytest.mark.parametrize("before", ["0", "-1", "99999999999"])
def test_a_part_of_the_history_out_of_range_is_refused(before: str, alice: Person):
    assert alice.browser.get(f"{ROOM}?before={before}").status_code == 400


def test_older_editions_are_a_page_further(alice: Person):
    alice.publishes(alice.ids[0])
    for number in range(11):
        change = alice.browser.unticks if number % 2 else alice.browser.ticks
        change(alice.ids[1])
        alice.browser.post(ROOM)
    newest = alice.browser.page(ROOM)
    assert numbers(newest) == [str(number) for number in range(12, 2, -1)]

    older = alice.browser.page(
        next(a["href"] for a in newest.all("a") if a.text == "Older editions")
    )

    assert numbers(older) == ["2", "1"]
    assert not older.all("section", aria_labelledby="draft")


def test_bob_sees_and_changes_nothing_of_alices(alice: Person, bob: Person):
    alice.publishes(*alice.ids[:2])
    bob.picks(bob.ids[0])
    bob.browser.page(ROOM)

    assert bob.browser.get(f"{ROOM}/1").status_code == 404
    assert bob.browser.post(f"{ROOM}/1/returns").status_code == 409
    assert picks_of(bob) == [bob.ids[0]]
    assert picks_of(alice) == alice.ids[:2]


def test_unpublishing_is_offered_with_its_consequences_while_there_is_a_page(
    alice: Person, visitor: Browser
):
    path = alice.publishes(alice.ids[0])
    section = alice.browser.page(ROOM).one("section", aria_labelledby="unpublish")
    assert "Visitors find nothing at the address until you publish again." in section.text

    alice.browser.post(section.one("form")["action"])

    visitor.page(path, status=404)
    page = alice.browser.page(ROOM)
    assert not page.all("section", aria_labelledby="unpublish")
    assert "No edition is public now" in page.one("section", aria_labelledby="draft").text
    assert numbers(page) == ["1"]


def test_publish_leads_back_to_the_room_where_it_was_pressed(alice: Person):
    alice.picks(alice.ids[0])

    answer = alice.browser._open(
        "POST",
        ROOM,
        data={"csrf_token": alice.browser._token},
        headers={"Referer": f"http://127.0.0.1:8000{ROOM}"},
    )

    assert answer.location == ROOM


def test_a_brought_back_draft_is_the_whole_edition(alice: Person):
    alice.publishes(*alice.ids[:3], recent=True)
    before = drafts.read(alice.creator_id).content
    alice.browser.post("/studio/sections", title="New", about="")
    alice.saves_page()
    alice.browser.unticks(alice.ids[1])

    alice.browser.post(f"{ROOM}/1/returns")

    db.session.rollback()
    assert drafts.read(alice.creator_id).content == before
