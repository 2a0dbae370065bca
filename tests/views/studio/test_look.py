"""The room of the look over HTTP, and the page that visitors see then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.drafts import look_settings
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.pages import accents, look
from tests.services.drafts.test_look_settings import each_text
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of
from tests.views.studio.test_ordering import sends

Counted = Callable[[], dict[str, int]]

ROOM = "/studio/look"


@pytest.fixture
def looking(alice: Person) -> Person:
    """Alice, in the room of the look."""
    alice.browser.page(ROOM)
    return alice


def wrong_at(page: Document, field: str) -> str:
    control = page.one(id=field)
    assert control["aria-invalid"] == "true"
    named = [name for name in control["aria-describedby"].split() if name.endswith("-wrong")]
    return page.one(id=named[0]).text


def chosen(page: Document) -> dict[str, str]:
    radios = [each for each in page.all("input") if each.attributes.get("type") == "radio"]
    return {each["name"]: each["value"] for each in radios if "checked" in each.attributes}


def test_the_room_shows_every_choice_and_what_is_chosen(looking: Person):
    look_settings.choose(looking.creator_id, {"layout": "strip", "scheme": "dark"})

    page = looking.browser.page(ROOM)

    values = [each["value"] for each in page.all("input") if each.attributes.get("type") == "radio"]
    assert values == [*look.LAYOUTS, *look.PAIRINGS, *look.SCHEMES, *accents.NAMES]
    assert chosen(page) == {
        "layout": "strip",
        "pairing": "poster",
        "scheme": "dark",
        "accent": page_of(looking).accent,
    }


@pytest.mark.parametrize(
    ("room", "limits"),
    [
        (
            ROOM,
            ["120 characters", "600 characters in up to 12 lines", "Up to 10 links", "500", "60"],
        ),
        ("/studio/videos", ["Up to 500 videos fit on your page: there is room for 499 more."]),
        (
            "/studio/order",
            [
                "Up to 30 sections.",
                "At most 120 characters",
                "At most 600 characters",
                "At most 200",
            ],
        ),
        ("/studio/order/picks/{id}", ["At most 200 characters", "At most 500 characters"]),
    ],
)
def test_limits_are_said_beforehand(room: str, limits: list[str], looking: Person):
    looking.browser.post("/studio/sections", title="Recipes")
    looking.picks(looking.ids[0])

    text = looking.browser.page(room.format(id=looking.ids[0])).text

    for limit in limits:
        assert limit in text


def test_a_plain_form_leads_back_to_its_choice(looking: Person):
    answer = looking.browser.post(ROOM, layout="list")

    assert (answer.status_code, answer.location) == (303, f"{ROOM}#layout-choice")
    assert page_of(looking).layout == "list"


def test_htmx_gets_the_bar_and_a_sentence(looking: Person):
    looking.publishes(looking.ids[0])

    answer = sends(looking, ROOM, scheme="dark")

    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert "always dark" in answer.text
    assert "<form" not in answer.text.replace('action="/studio/editions"', "").partition("#bar")[0]


def test_a_value_that_is_none_of_ours_is_refused_at_its_choice(looking: Person):
    before = page_of(looking).accent

    answer = looking.browser.post(ROOM, accent="url(evil)")

    assert answer.status_code == 400
    page = Document(answer.text)
    assert page.one(id="accent-wrong").text == "Choose one of those shown."
    assert page_of(looking).accent == before


@each_text
def test_own_words_are_shown_exactly_to_visitors_and_in_their_fields(
    looking: Person, visitor: Browser, text: str
):
    looking.browser.post(f"{ROOM}/words", headline=text, bio=text)
    looking.browser.post(f"{ROOM}/links", label=[text], address=["example.com"])
    fields = looking.browser.page(ROOM)
    shown = visitor.page(looking.publishes(looking.ids[0]))

    assert fields.one(id="headline-own")["value"] == text
    assert fields.one(id="bio-own").text.strip() == text.strip()
    assert fields.one(id="label-0")["value"] == text
    assert shown.one("p", class_="headline").text == text
    assert shown.one("p", class_="bio").text == text
    assert shown.one("a", href="https://example.com").text == text


@on_one_database
@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "<b>" * 300, "\u202e" * 700], ids=["long", "b", "rlo"]
)
@pytest.mark.parametrize("as_htmx", [False, True])
def test_what_is_refused_stays_in_its_field_with_the_words(
    looking: Person, typed: str, as_htmx: bool
):
    send = sends if as_htmx else lambda person, path, **form: person.browser.post(path, **form)

    words = send(looking, f"{ROOM}/words", headline=typed, bio=typed + "a")
    links = send(looking, f"{ROOM}/links", label=[typed], address=[f"a{typed}"])

    page = Document(words.text)
    assert words.status_code == links.status_code == 400
    if "\u202e" not in typed:
        assert "too long: at most 120 fit" in wrong_at(page, "headline-own")
        assert page.one(id="headline-own")["value"] == typed
    assert "too long: at most 600 fit" in wrong_at(page, "bio-own")
    assert page.one(id="bio-own").text.strip() == typed + "a"
    page = Document(links.text)
    assert page.one(id="address-0")["value"] == f"a{typed}"
    assert wrong_at(page, "address-0")
    assert (page_of(looking).headline, page_of(looking).bio, page_of(looking).links) == (None,) * 3


def test_a_link_leads_where_it_says_and_says_whose_it_is(looking: Person, visitor: Browser):
    looking.browser.post(
        f"{ROOM}/links",
        label=["Prints", "", ""],
        address=["bücher.example/p", "+49 30 1234", ""],
        **{"label-contact": "", "address-contact": "me@example.com"},
    )

    page = visitor.page(looking.publishes(looking.ids[0]))

    prints, number = page.one("nav", class_="page-links").all("a")
    assert prints["href"] == "https://xn--bcher-kva.example/p"
    assert prints["rel"] == "me nofollow noopener ugc"
    assert (number["href"], number.text) == ("tel:+49301234", "+49 30 1234")
    contact = page.one("a", href="mailto:me@example.com")
    assert contact.text.strip() == "Contact"
    assert "main" in contact["class"].split()


def test_arrows_move_a_link_and_save_all_of_them(looking: Person):
    rows = {"label": ["A", "", "B", "C"], "address": ["a.example", "", "b.example", "c.example"]}

    answer = looking.browser.post(f"{ROOM}/links", up="3", **rows)

    assert answer.status_code == 303
    assert [each["label"] for each in page_of(looking).links or []] == ["A", "C", "B"]
    part = sends(looking, f"{ROOM}/links", down="0", **rows)
    assert Document(part.text).one(id="down-0")["autofocus"] is not None
    for garbage in ("99", "-1", "٣", "x", "9" * 40):
        assert looking.browser.post(f"{ROOM}/links", up=garbage, **rows).status_code == 303
    assert [each["label"] for each in page_of(looking).links or []] == ["A", "B", "C"]


def test_without_words_of_ones_own_the_bio_at_tiktok_is_shown(
    person: Callable[..., Person], visitor: Browser
):
    noor = person("noor", videos=2)
    noor.account.is_called(bio="Bread, fire.")
    path = noor.signs_in().publishes(*noor.ids)
    assert visitor.page(path).one("p", class_="headline").text == "Bread, fire."
    assert "Bread, fire." in noor.browser.page(ROOM).one(id="words").text

    look_settings.write(noor.creator_id, headline="", bio="Mine")
    noor.publishes()

    page = visitor.page(path)
    assert page.all("p", class_="headline") == []
    assert page.one("p", class_="bio").text == "Mine"


@pytest.mark.parametrize(
    ("scheme", "meta"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")]
)
def test_a_page_says_its_scheme_and_pairing_without_a_script(
    alice: Person, visitor: Browser, scheme: str, meta: str
):
    look_settings.choose(alice.creator_id, {"scheme": scheme, "pairing": "book"})
    path = alice.publishes(alice.ids[0])

    for address in (path, f"{path}/v/{alice.ids[0]}"):
        page = visitor.page(address)
        assert page.one("html")["data-scheme"] == scheme
        assert page.one("html")["data-pairing"] == "book"
        assert page.one("meta", name="color-scheme")["content"] == meta


@pytest.mark.parametrize("layout", look.LAYOUTS)
def test_videos_stand_in_the_layout_of_the_page(alice: Person, visitor: Browser, layout: str):
    look_settings.choose(alice.creator_id, {"layout": layout})

    page = visitor.page(alice.publishes(*alice.ids[:3]))

    assert page.one("ul", class_="video-grid")["data-layout"] == layout
    assert len(page.all("a", class_="cover")) == 3


def test_a_section_is_given_a_layout_in_the_room_of_order(alice: Person):
    alice.browser.page("/studio/order")
    alice.browser.post("/studio/sections", title="Work", about="", layout="list")

    page = alice.browser.page("/studio/order")

    options = [each for each in page.all("option", value="list") if "selected" in each.attributes]
    assert len(options) == 1


def test_nobody_but_alice_changes_her_look(
    alice: Person, bob: Person, visitor: Browser, counted: Counted
):
    look_settings.link(alice.creator_id, [TypedLink("", "example.com")], TypedLink())
    before = look.of(page_of(alice))

    bob.browser.page(ROOM)
    bob.browser.post(ROOM, layout="strip")
    bob.browser.post(f"{ROOM}/links")
    visitor.page("/login")
    for path in (ROOM, f"{ROOM}/words", f"{ROOM}/links"):
        assert visitor.post(path, headline="x").status_code == 401

    assert look.of(page_of(alice)) == before
