"""The search in the picker: its address, its form, and its words when it finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.video import Video
from tests.support.databases import on_both_databases
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.searched import NOON, has_videos
from tests.support.stored import picks_of

pytestmark = on_both_databases

MORE_THAN_A_PAGE = 25


@pytest.fixture(autouse=True)
def no_waiting(settings_are: Callable[..., None]) -> None:
    settings_are(render_wait=0)  # for covers that these rows do not have


@pytest.fixture
def baker(alice: Person) -> Person:
    """Alice with 25 videos about bread, the first of them photo posts, and one about cake."""
    rows: list[dict[str, object]] = [
        {"title": f"Bread {n} #bread", "views": n * 100, "likes": 5, "duration": 0 if n < 3 else n}
        for n in range(MORE_THAN_A_PAGE)
    ]
    cake = {"title": "Cake", "created_at": NOON.replace(year=2024), "is_aigc": True, "views": 9}
    has_videos(alice, [*rows, cake])
    return alice


def ticks(page: Document) -> list[str]:
    return [box["value"] for box in page.all("input", type="checkbox", name="pick")]


def chosen(page: Document, name: str) -> list[str]:
    options = page.one("select", name=name).all("option")
    return [option["value"] for option in options if "selected" in option]


def ways(page: Document) -> dict[str, str]:
    return {link.text.strip(): link["href"] for link in page.one(id="found").all("a")}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("q=cake", ["25"]),
        ("q=%23bread&kind=photo", ["0", "1", "2"]),
        ("sort=oldest&q=bread&length=-6", ["5", "4", "3"]),
        ("sort=views&views=2300-", ["24", "23"]),
        ("sort=longest&length=23-60", ["24", "23"]),
        ("sort=likes&views=-200&year=2026", ["1", "0"]),
        ("year=2024", ["25"]),
        ("year=2024&month=5", []),
        ("month=6&views=9-10", ["25"]),
        ("ai=1", ["25"]),
        ("kind=video&ai=0&views=-400", ["3"]),
    ],
)
def test_the_address_is_the_search(query: str, ids: list[str], baker: Person):
    page = baker.browser.page(f"/studio/videos?{query}")

    assert ticks(page) == ids
    for parameter in query.split("&"):
        name, value = parameter.split("=")
        if name == "q":
            assert page.one("input", name="q", type="search")["value"] == value.replace("%23", "#")
        else:
            assert chosen(page, name) == [value]


def test_the_picks_and_those_that_are_gone_are_found_by_their_state(baker: Person):
    baker.picks("3", "7")
    db.session.execute(sa.update(Video).where(Video.id == "5").values(missing_at=NOON))
    db.session.execute(sa.update(Video).where(Video.id.in_(["6", "7"])).values(unlisted_at=NOON))
    db.session.commit()

    def found(state: str) -> list[str]:
        return ticks(baker.browser.page(f"/studio/videos?q=bread&state={state}"))

    assert found("on") == ["3", "7"]
    assert found("gone") == ["5", "6"]  # an unlisted pick is asked for first
    assert found("off")[:4] == ["0", "1", "2", "4"]


def test_more_tiles_are_those_of_the_same_search(baker: Person):
    page = baker.browser.page("/studio/videos?q=bread&sort=oldest")
    more = page.one("div", class_="more-tiles")

    rest = ticks(Document(baker.browser.get(more["hx-get"]).text))
    without_javascript = ticks(baker.browser.page(more.one("a")["href"]))

    assert rest == without_javascript == ["4", "3", "2", "1", "0"]
    assert ticks(page) == [str(n) for n in range(24, 4, -1)]


def test_an_answer_while_typing_is_what_its_address_shows(baker: Person):
    answer = baker.browser.get("/studio/videos/found?q=%23Bread&sort=newest&kind=photo&year=")

    address = answer.headers["HX-Push-Url"]
    assert address == "/studio/videos?q=%23Bread&kind=photo"
    assert not Document(answer.text).is_page
    assert ticks(Document(answer.text)) == ticks(baker.browser.page(address)) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("before", "after", "header"),
    [
        ("", "q=b", "HX-Push-Url"),
        ("q=b", "q=br", "HX-Replace-Url"),
        ("q=b", "q=", "HX-Push-Url"),
        ("q=b", "q=b", "HX-Replace-Url"),
        ("", "kind=photo", "HX-Push-Url"),
        ("q=b", "q=b&kind=photo", "HX-Push-Url"),
        ("kind=photo", "kind=photo", "HX-Replace-Url"),
    ],
)
def test_back_leads_to_the_search_before_and_not_to_each_letter(
    before: str, after: str, header: str, baker: Person
):
    here = {"HX-Current-URL": f"http://127.0.0.1:8000/studio/videos?{before}"}

    answer = baker.browser.get(f"/studio/videos/found?{after}", headers=here)

    assert header in answer.headers
    assert ("HX-Push-Url" in answer.headers) != ("HX-Replace-Url" in answer.headers)


NO_VALUES = (
    *("sort=best", "year=0", "year=next", "month=13", "month=-1", "length=9", "length=60-15"),
    *("length=-", f"length={'9' * 30}-", f"views={'9' * 30}-", "views=a-b", "kind=film"),
    *("ai=yes", "state=lost", "year=٢٠٢٦x", "views=--"),
)


@pytest.mark.parametrize("address", ["/studio/videos", "/studio/videos/found"])
def test_a_value_that_is_none_is_named_and_narrows_nothing(
    address: str, baker: Person, subtests: pytest.Subtests
):
    for query in NO_VALUES:
        with subtests.test(query):
            answer = baker.browser.get(f"{address}?q=bread&{query}")

            assert answer.status_code == 200
            page = Document(answer.text)
            assert len(ticks(page)) == 20
            note = page.one("p", class_="found-note").text
            assert query.partition("=")[2] in note


def test_a_query_that_is_too_long_is_cut_and_says_so(baker: Person):
    page = baker.browser.page(f"/studio/videos?q={'bread+' * 100}")

    assert len(ticks(page)) == 20
    assert "first 10 words" in page.one("p", class_="found-note").text


@pytest.mark.parametrize("query", ["%00", "%FF%FE", '"', "%25", "<script>", "‮bread", "\ud7ff"])
def test_any_query_is_answered(query: str, baker: Person):
    for address in ("/studio/videos", "/studio/videos/found", "/studio/videos/tiles"):
        given = query if query.startswith("%") else quote(query)
        assert baker.browser.get(f"{address}?q={given}").status_code == 200


@pytest.mark.parametrize(
    ("query", "label", "ids"),
    [
        ("q=cake&kind=photo", "Leave out “Photo posts”", ["25"]),
        ("q=zebra&kind=photo", "Leave out “zebra”", ["0", "1", "2"]),
        ("q=%23cake", "Search for “cake”", ["25"]),
        ('q="cake+bread"+cake&year=2024', "Leave out “2024”", None),
        ("kind=photo&ai=1", "Leave out “With AI label”", ["0", "1", "2"]),
        ("q=cake&kind=photo&year=2026", "Leave out all filters", ["25"]),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_loosen(
    query: str, label: str, ids: list[str] | None, baker: Person
):
    page = baker.browser.page(f"/studio/videos?{query}")
    offered = ways(page)

    assert ticks(page) == []
    assert "Nothing found" in page.one(id="found-count").text
    for name, address in offered.items():
        if name.startswith(("Leave out “", "Search for")):
            assert ticks(baker.browser.page(address)), name
    assert (label in offered) == (ids is not None)
    if ids is not None:
        assert ticks(baker.browser.page(offered[label])) == ids
    assert len(ticks(baker.browser.page(offered["Show all videos"]))) == 20


def test_each_filter_in_use_is_shown_and_can_be_left_out(baker: Person):
    page = baker.browser.page("/studio/videos?q=bread&kind=photo&views=-150&sort=views")

    assert page.one(id="filter-count").text.startswith("2")
    assert "2 videos found" in page.one(id="found-count").text
    assert ways(page) == {
        "Leave out Photo posts": "/studio/videos?q=bread&sort=views&views=-150",
        "Leave out Views: Under 150": "/studio/videos?q=bread&sort=views&kind=photo",
    }


def test_saving_without_javascript_comes_back_to_the_same_search(baker: Person):
    page = baker.browser.page("/studio/videos?q=bread&sort=oldest&kind=photo")
    form = {
        each["name"]: each["value"] for each in page.one(id="found").all("input", type="hidden")
    }
    assert form["q"] == "bread"
    form.pop("shown")

    answer = baker.browser.post("/studio/picks", shown=["0", "1", "2"], pick=["1"], **form)

    assert answer.location == "/studio/videos?q=bread&sort=oldest&kind=photo"
    assert picks_of(baker) == ["1"]


def test_a_library_without_videos_has_no_search(person: Callable[..., Person]):
    nobody = person("nobody").signs_in()

    assert not nobody.browser.page("/studio/videos?q=bread").all(id="search")


def test_bob_finds_none_of_alices_videos(baker: Person, bob: Person, visitor: Browser):
    assert ticks(bob.browser.page("/studio/videos?q=cake")) == []
    assert visitor.get("/studio/videos/found?q=cake").location == "/login"
    fragment = visitor.get("/studio/videos/found?q=cake", headers={"HX-Request": "true"})
    assert fragment.status_code == 401
