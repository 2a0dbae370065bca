"""The room of order over HTTP: plain forms, parts for htmx, refusals with the present state."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from portfolio import clock, jobs
from portfolio.models.sync import FULL
from portfolio.queues import VISITORS
from portfolio.services.drafts import picks
from portfolio.views import formats
from tests.services.drafts.test_order import add_section, stored, titled
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.undoing import number_of

Counted = Callable[[], dict[str, int]]


@pytest.fixture
def ordered(alice: Person) -> Person:
    """Alice, with four picks and an empty section, in the room of order."""
    picks.change(alice.creator_id, add=alice.ids[:4])
    add_section(alice, "Recipes")
    alice.browser.page("/studio/order")
    return alice


def section_of(person: Person, title: str = "Recipes") -> UUID:
    return next(
        group.heading.id
        for group in stored(person)
        if group.heading is not None and group.heading.title == title
    )


def sends(person: Person, path: str, **form: object) -> TestResponse:
    """Send a form as htmx does."""
    data = {"csrf_token": person.browser._token, **form}
    return person.browser._open("POST", path, data=data, headers={"HX-Request": "true"})


def shown(page: Document) -> list[str]:
    return [row["data-id"] for row in page.all("li", class_="order-row")]


def test_each_pick_is_a_row_in_its_section(ordered: Person):
    page = ordered.browser.page("/studio/order")

    assert shown(page) == ordered.ids[:4]
    assert [each.text for each in page.all("h2")] == ["Top of the page", "Recipes", "A new section"]
    assert "4 videos have no description" in page.text


def test_after_an_answer_that_was_lost_htmx_gets_the_stored_order(ordered: Person):
    answer = ordered.browser.get("/studio/order", headers={"HX-Request": "true"})

    parts = {part["hx-target"]: part for part in Document(answer.text).all("hx-partial")}
    assert list(parts) == ["#order", "#bar", "#said"]
    assert shown(parts["#order"]) == ordered.ids[:4]
    assert parts["#said"].text.endswith("What you see now is what is saved.")


def test_a_plain_form_moves_a_row_and_leads_back_to_it(ordered: Person):
    ids = ordered.ids

    answer = ordered.browser.post("/studio/order/moves", down=ids[0])

    assert (answer.status_code, answer.location) == (303, f"/studio/order#row-{ids[0]}")
    assert titled(ordered)[None] == [ids[1], ids[0], *ids[2:4]]


def test_htmx_gets_the_order_the_bar_and_a_sentence(ordered: Person):
    ids = ordered.ids

    answer = sends(ordered, "/studio/order/moves", up=ids[2])

    page = Document(answer.text)
    parts = [each["hx-target"] for each in page.all("hx-partial")]
    assert answer.status_code == 200
    assert parts == ["#order", "#bar", "#said"]
    assert shown(page) == [ids[0], ids[2], ids[1], ids[3]]
    said = page.all("hx-partial")[-1].text
    assert said == "Moved to place 2 of 4 at the top of the page."


def test_a_page_that_shows_the_present_order_gets_the_moved_rows_alone(ordered: Person):
    ids = ordered.ids
    page = ordered.browser.page("/studio/order")
    state = page.one("input", id="state")["value"]

    answer = Document(sends(ordered, "/studio/order/moves", up=ids[2], state=state).text)

    parts = {each["hx-target"]: each["hx-swap"] for each in answer.all("hx-partial")}
    assert shown(answer) == [ids[2]]
    assert parts[f"[id='row-{ids[2]}']"] == "delete"
    assert parts[f"[id='row-{ids[0]}']"] == "afterend"
    now = ordered.browser.page("/studio/order").one("input", id="state")["value"]
    assert answer.one("input", id="state")["value"] == now != state


def test_a_move_between_sections_gets_the_whole_order(ordered: Person):
    page = ordered.browser.page("/studio/order")
    state = page.one("input", id="state")["value"]

    answer = Document(sends(ordered, "/studio/order/moves", down=ordered.ids[3], state=state).text)

    assert shown(answer) == ordered.ids[:4]
    assert answer.one("ol", data_section=str(section_of(ordered))).all("li")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"to": "top"}, [2, 3, 0, 1]),
        ({"to": "end"}, [0, 1, 2, 3]),
        ({"to": "place", "place": "2"}, [0, 2, 3, 1]),
        ({"to": "place", "place": "-7"}, [2, 3, 0, 1]),
        ({"to": "place", "place": "9" * 30}, [0, 1, 2, 3]),
        ({"to": "place", "place": ""}, [0, 1, 2, 3]),
        ({"to": "place", "place": "٢"}, [0, 2, 3, 1]),
    ],
)
def test_ticked_rows_move_together(form: dict[str, str], expected: list[int], ordered: Person):
    ids = ordered.ids

    ordered.browser.post("/studio/order/moves", pick=[ids[3], ids[2]], into="same", **form)

    assert titled(ordered)[None] == [ids[each] for each in expected]


def test_ticked_rows_move_into_another_section(ordered: Person):
    ids = ordered.ids

    answer = sends(
        ordered,
        "/studio/order/moves",
        pick=[ids[0], ids[2]],
        to="place",
        into=str(section_of(ordered)),
    )

    assert titled(ordered) == {None: [ids[1], ids[3]], "Recipes": [ids[0], ids[2]]}
    assert "2 videos moved. Moved to place 1 of 2 in Recipes." in answer.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"to": "top"}, "Tick the videos to move first."),
        ({"to": "place", "place": "third"}, "Type the place as a number."),
        ({"to": "place", "place": "9" * 9000}, "Type the place as a number."),
    ],
)
def test_a_bad_move_is_told_at_its_field_and_keeps_what_was_typed(
    form: dict[str, str], words: str, ordered: Person, counted: Counted
):
    ticked = [] if form["to"] == "top" else ordered.ids[:1]
    before, rows = counted(), stored(ordered)

    answer = ordered.browser.post("/studio/order/moves", pick=ticked, **form)

    page = Document(answer.text)
    assert answer.status_code == 400
    assert words in page.text
    assert page.one("input", id="place")["value"] == form.get("place", "")
    assert (counted(), stored(ordered)) == (before, rows)


def test_a_dropped_row_follows_the_one_before_it(ordered: Person):
    ids = ordered.ids

    sends(ordered, "/studio/order/moves", drop=ids[0], behind=ids[2], into="none")
    assert titled(ordered)[None] == [ids[1], ids[2], ids[0], ids[3]]

    sends(ordered, "/studio/order/moves", drop=ids[0], behind="", into=str(section_of(ordered)))
    assert titled(ordered)["Recipes"] == [ids[0]]


def test_a_row_is_pinned_and_unpinned_by_plain_forms(ordered: Person):
    ids = ordered.ids

    answer = ordered.browser.post("/studio/order/pins", pin=ids[2])

    assert (answer.status_code, answer.location) == (303, f"/studio/order#row-{ids[2]}")
    page = ordered.browser.page("/studio/order")
    assert shown(page) == [ids[2], ids[0], ids[1], ids[3]]
    assert page.one("li", id=f"row-{ids[2]}").one("b", class_="pin-mark").text == "Pinned"
    (unpin,) = page.all("button", name="unpin")
    assert (unpin["value"], unpin["form"]) == (ids[2], "pins")
    assert unpin.text.startswith("Unpin: ")
    assert [each["value"] for each in page.all("button", name="pin")] == [ids[0], ids[1], ids[3]]

    ordered.browser.post("/studio/order/pins", unpin=ids[2])

    page = ordered.browser.page("/studio/order")
    assert shown(page) == [ids[2], ids[0], ids[1], ids[3]]
    assert not page.all("button", name="unpin")


def test_htmx_is_told_of_each_pin_in_a_sentence(ordered: Person):
    ids = ordered.ids
    section = str(section_of(ordered))

    def said(path: str, **form: object) -> str:
        answer = Document(sends(ordered, f"/studio/order/{path}", **form).text)
        return answer.all("hx-partial")[-1].text

    assert said("pins", pin=ids[3]) == "Pinned: it stays first at the top of the page."
    assert said("moves", down=ids[3]) == "It stays first: it is pinned."
    assert said("moves", up=ids[0]) == "It stays at place 2 of 4, behind the pinned video."
    together = {"pick": [ids[3], ids[0]], "to": "end", "into": "same"}
    assert said("moves", **together) == "Moved to place 4 of 4 at the top of the page."
    into = {"pick": [ids[3]], "to": "top", "into": section}
    assert said("moves", **into) == "Moved to place 1 of 1 in Recipes. It is no longer pinned."
    assert said("pins", pin=ids[3]) == "Pinned: it stays first in Recipes."
    both = {"pick": [ids[3], ids[1]], "to": "top", "into": "none"}
    assert said("moves", **both) == (
        "2 videos moved. Moved to place 1 of 4 at the top of the page."
        " 1 of them is no longer pinned."
    )
    assert said("pins", pin=ids[3]) == "Pinned: it stays first at the top of the page."
    assert said("pins", unpin=ids[3]) == (
        "No longer pinned. It stays at place 1 of 4 until it is moved."
    )


def test_a_pin_keeps_the_focus_and_can_be_undone(ordered: Person):
    answer = Document(sends(ordered, "/studio/order/pins", pin=ordered.ids[1]).text)

    focused = answer.one("button", id=f"pin-{ordered.ids[1]}")
    assert focused["name"] == "unpin"
    assert "data-focus" in focused.attributes
    assert answer.one("button", id="undo-newest")["title"] == "Undo: Video pinned"


def test_a_second_tab_gets_the_present_order(ordered: Person):
    section = section_of(ordered)
    ordered.browser.post(f"/studio/sections/{section}/removals")
    picks.change(ordered.creator_id, remove=[ordered.ids[1]])
    before = stored(ordered)

    for path, form in (
        ("/studio/order/moves", {"up": ordered.ids[1]}),
        ("/studio/order/moves", {"drop": ordered.ids[0], "into": str(section)}),
        ("/studio/order/pins", {"pin": ordered.ids[1]}),
        ("/studio/order/pins", {"unpin": ordered.ids[1]}),
        (f"/studio/sections/{section}", {"title": "Again"}),
        (f"/studio/sections/{section}/moves", {"to": "up"}),
        (f"/studio/sections/{section}/removals", {}),
    ):
        for answer in (sends(ordered, path, **form), ordered.browser.post(path, **form)):
            page = Document(answer.text)
            assert answer.status_code == 409
            assert shown(page) == [ordered.ids[0], *ordered.ids[2:4]]
            assert "changed elsewhere" in page.text
    assert stored(ordered) == before


def test_bob_touches_nothing_of_alices(ordered: Person, bob: Person):
    section = section_of(ordered)
    before = stored(ordered)
    bob.browser.page("/studio/order")
    theirs = ordered.ids[0]

    assert bob.browser.post("/studio/order/moves", up=theirs).status_code == 403
    assert bob.browser.post("/studio/order/moves", pick=theirs, to="top").status_code == 403
    assert bob.browser.post("/studio/order/pins", pin=theirs).status_code == 403
    assert bob.browser.post("/studio/order/pins", unpin=theirs).status_code == 403
    own = bob.browser.post("/studio/order/pins", pin=bob.ids[0], into=str(section))
    assert own.status_code == 403
    assert bob.browser.post(f"/studio/order/picks/{theirs}", title="x").status_code == 403
    assert bob.browser.get(f"/studio/order/picks/{theirs}").status_code == 403
    assert sends(bob, f"/studio/order/picks/{theirs}", title="x").status_code == 403
    for path in ("", "/moves", "/removals"):
        answer = bob.browser.post(f"/studio/sections/{section}{path}", title="x")
        assert answer.status_code == 403
    assert bob.browser.post("/studio/order/sorts", into=str(section), by="views").status_code == 403
    assert stored(ordered) == before


def test_a_section_is_added_changed_moved_and_removed(ordered: Person):
    post = ordered.browser.post
    post("/studio/sections", title=" Places ", about="Near\r\nand far")
    places = section_of(ordered, "Places")

    post(f"/studio/sections/{places}", title="Far places", about="")
    post(f"/studio/sections/{places}/moves", to="up")
    assert list(titled(ordered)) == [None, "Far places", "Recipes"]

    answer = sends(ordered, f"/studio/sections/{places}/moves", to="down")
    assert "Far places is now section 2 of 2." in answer.text
    post(f"/studio/sections/{places}/removals")
    assert list(titled(ordered)) == [None, "Recipes"]


@pytest.mark.parametrize("as_htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("title", "about", "field", "words"),
    [
        ("", "A line", "title", "Give the section a title."),
        ('"><b>' + "x" * 120, "", "title", "5 characters too long: at most 120 fit."),
        ("Fine", "x" * 601, "about", "1 character too long: at most 600 fit."),
    ],
)
def test_a_bad_section_is_told_at_its_field_and_keeps_what_was_typed(
    title: str, about: str, field: str, words: str, as_htmx: bool, ordered: Person, counted: Counted
):
    before, section = counted(), section_of(ordered)

    for path, of in (("/studio/sections", "new"), (f"/studio/sections/{section}", str(section))):
        form = {"title": title, "about": about}
        answer = sends(ordered, path, **form) if as_htmx else ordered.browser.post(path, **form)

        page = Document(answer.text)
        control = page.one(id=f"{field}-{of}")
        assert answer.status_code == 400
        assert words in page.one(id=f"{field}-{of}-wrong").text
        assert control["aria-invalid"] == "true"
        assert page.one("input", id=f"title-{of}")["value"] == title
        assert page.one("textarea", id=f"about-{of}").text == about
    assert counted() == before
    assert list(titled(ordered)) == [None, "Recipes"]


def test_own_texts_are_kept_and_shown_after_publish(ordered: Person, visitor: Browser):
    first = ordered.ids[0]
    own, alt = "Bread <b>&</b> fire", 'A "loaf"'
    answer = ordered.browser.post(f"/studio/order/picks/{first}", title=own, alt=alt)
    assert answer.location == f"/studio/order#row-{first}"
    form = ordered.browser.page(f"/studio/order/picks/{first}")
    assert form.one("input", id="title-own")["value"] == own
    assert form.one("textarea", id="alt-own").text == alt
    assert "3 videos have no description" in ordered.browser.page("/studio/order").text

    page = visitor.page(ordered.publishes())

    link = page.one("li", id=f"v-{first}")
    assert link.one("span", class_="title").text == own
    assert link.one("img")["alt"] == alt


@on_one_database
@pytest.mark.parametrize(
    ("title", "alt", "field"), [("x" * 201, "Kept", "title"), ("Kept", "x" * 501, "alt")]
)
def test_a_long_text_is_told_at_its_field(title: str, alt: str, field: str, ordered: Person):
    path = f"/studio/order/picks/{ordered.ids[0]}"

    answer = ordered.browser.post(path, title=title, alt=alt)

    page = Document(answer.text)
    assert answer.status_code == 400
    assert "1 character too long" in page.one(id=f"{field}-own-wrong").text
    assert page.one("input", id="title-own")["value"] == title
    assert page.one("textarea", id="alt-own").text == alt
    assert stored(ordered)[0].picks[0].title is None


def test_own_texts_are_saved_and_undone_by_htmx_in_their_room(ordered: Person):
    path = f"/studio/order/picks/{ordered.ids[0]}"
    there = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8000{path}"}

    def sent(to: str, **form: object) -> tuple[int, dict[str, Document]]:
        data = {"csrf_token": ordered.browser._token, **form}
        answer = ordered.browser._open("POST", to, data=data, headers=there)
        parts = Document(answer.text).all("hx-partial")
        return answer.status_code, {each["hx-target"]: each for each in parts}

    status, parts = sent(path, title="Own", alt="A loaf")
    assert (status, list(parts)) == (200, ["#texts", "#bar", "#said"])
    assert parts["#said"].text == "Saved."
    assert parts["#texts"].one("input", id="title-own")["value"] == "Own"
    undo = parts["#bar"].one("button", id="undo-newest")
    assert undo["title"] == "Undo: Own texts of a video changed"

    status, parts = sent(path, title="x" * 201, alt="Kept")
    assert (status, list(parts)) == (400, ["#texts", "#bar", "#said"])
    words = parts["#texts"].one(id="title-own-wrong").text
    assert words == parts["#said"].text == "This is 1 character too long: at most 200 fit."
    assert parts["#texts"].one("textarea", id="alt-own").text == "Kept"

    status, parts = sent("/studio/editions")
    assert parts["#said"].text == "Published: 4 added."
    status, parts = sent("/studio/undos", number=undo["value"])
    assert parts["#said"].text == "Undone: Own texts of a video changed."
    assert parts["#texts"].one("input", id="title-own")["value"] == ""

    picks.change(ordered.creator_id, remove=ordered.ids[:1])
    status, parts = sent(path, title="Late", alt="")
    assert (status, list(parts)) == (409, ["#bar", "#steps", "#said"])
    assert parts["#said"].text == "This video is no longer on your page. Nothing was saved."


def test_undo_in_the_room_of_own_texts_leads_back_to_it(ordered: Person):
    path = f"/studio/order/picks/{ordered.ids[0]}"
    ordered.browser.post(path, title="Own", alt="")
    headers = {"Referer": f"http://127.0.0.1:8000{path}"}

    def undone() -> str:
        data = {"csrf_token": ordered.browser._token, "number": number_of(ordered)}
        answer = ordered.browser._open("POST", "/studio/undos", data=data, headers=headers)
        assert answer.status_code == 303
        return answer.location

    assert undone() == path
    assert undone() == path  # the section
    assert undone() == "/studio/order"  # the ticks, and the pick with them


def test_a_public_page_shows_sections_in_the_order_of_the_draft(ordered: Person, visitor: Browser):
    ids = ordered.ids
    ordered.browser.post("/studio/sections", title="Places", about="Near and far")
    places = str(section_of(ordered, "Places"))
    ordered.browser.post("/studio/order/moves", pick=ids[2], to="end", into=places)
    into = str(section_of(ordered))
    ordered.browser.post("/studio/order/moves", pick=ids[1], to="end", into=into)
    ordered.browser.post(f"/studio/sections/{places}/moves", to="up")

    page = visitor.page(ordered.publishes())

    assert [each.text for each in page.one("main").all("h2")] == ["Places", "Recipes"]
    assert page.one("p", class_="about").text == "Near and far"
    frames = page.all("span", data_video_id=True)
    assert [each["data-video-id"] for each in frames] == [ids[0], ids[3], ids[2], ids[1]]


def test_a_video_that_tiktok_shows_no_more_is_named_until_it_is_back_in_its_place(
    alice: Person, visitor: Browser, time_passes: Callable[..., None]
):
    ids = alice.ids
    path, lost = alice.publishes(*ids[:3]), ids[1]
    alice.account.changes(lost, title="Two loaves")
    jobs.sync_later(alice.creator_id, FULL)
    alice.worker.works()

    def shown() -> list[str]:
        page = visitor.page(path)
        return [span["data-video-id"] for span in page.all("span", data_video_id=True)]

    def asks_tiktok() -> None:
        time_passes(hours=5)
        jobs.renew_covers_later(alice.creator_id, ids, VISITORS)
        alice.worker.works()

    assert not alice.browser.page("/studio/order").all(id="gone")
    alice.account.hides([lost])
    asks_tiktok()

    assert shown() == [ids[0], ids[2]]
    told = alice.browser.page("/studio/order").one(id="gone")
    assert "TikTok does not show 1 of your videos now" in told.text
    (line,) = told.all("li")
    assert line.text == f"Two loaves, since {formats.day(clock.now())}"
    bar = alice.browser.page("/studio/videos").one(id="bar")
    assert bar.one("a", href="/studio/order#gone").text.startswith("1 hidden")

    alice.account.shows([lost])
    asks_tiktok()

    assert shown() == ids[:3]
    assert not alice.browser.page("/studio/order").all(id="gone")
