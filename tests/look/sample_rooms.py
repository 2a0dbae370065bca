"""The studio's rooms for the tests of the look: the values of each of their parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.drafts.picker import Tile
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import contexts, presenting, studio_contexts
from portfolio.views.contexts import Action, Choice, Option, Strip
from portfolio.views.edition_contexts import (
    Appointment,
    Draft,
    EditionList,
    EditionRow,
    Named,
)
from portfolio.views.look_contexts import LookRoom, Words
from portfolio.views.order_contexts import (
    Kept,
    KeptRow,
    OrderList,
    OrderRow,
    OrderSection,
)
from portfolio.views.picker_contexts import (
    Library,
    Picker,
    Sync,
)
from portfolio.views.search_contexts import Outcome, SearchForm
from portfolio.views.studio import look_form, presenting_look
from portfolio.views.studio_contexts import (
    Bar,
    Connected,
    Fields,
    Step,
    Undo,
)
from tests.look.sample_pages import CAPTIONS, LINKS, LONG_NAME, card, laid_out, show

NO_FIELDS = Fields({}, {})
ME = studio_contexts.Me("Noor", presenting.avatar_of("Noor", None), Connected("Connected"))
STEPS = (
    Step("Connect TikTok", "Connected", "/studio/account", True, False),
    Step("Library", "Coming in: 1,204 videos so far", "/studio/videos", True, False),
    Step("Choose videos", "Tick the ones worth showing", "/studio/videos#picks", False, True),
    Step("Publish", "Look at the order, then press Publish", "/studio/order#bar", False, False),
)
NEW = replace(ME, steps=STEPS)
UNDO = Undo(7, "3 videos ticked")
LIVE_URL = "https://showreel.example/@noorhaddad"
BAR = Bar(
    picked=2,
    hidden=0,
    most=500,
    changes="3 added, order changed, accent Pine",
    live_url=LIVE_URL,
    can_publish=True,
    undo=UNDO,
)
EMPTY_BAR = Bar(
    picked=0, hidden=0, most=500, changes="", live_url=None, can_publish=False, undo=None
)
LIBRARY = Library(total=1204, is_growing=False, checked_ago="4 minutes ago", next_check="14:30 UTC")
NEW_LIBRARY = Library(total=0, is_growing=True, checked_ago=None, next_check="14:30 UTC")


def tiles() -> list[Tile]:
    cards = [*(card(n, pending=n % 4 == 2) for n in range(20)), card(20, gone=True)]
    return [Tile(each, 1 if n == 3 else None) for n, each in enumerate(cards)]


def picker(tiles: list[Tile], bar: Bar = BAR, **others: Any) -> Picker:
    """Return a picker of these tiles, with nothing more to load, no sync and no search."""
    shown = {"library": LIBRARY, "sync": None, "after": "", "more_after": None, "covers_last": 600}
    search = {"search": search_fields(), "asked": {}, "outcome": EVERYTHING}
    places = {tile.position: tile.card.id for tile in tiles if tile.position is not None}
    picked = [places[place] for place in sorted(places)]
    return Picker(me=ME, tiles=tiles, picked=picked, bar=bar, **{**shown, **search, **others})


def search_fields(query: str = "", chosen: str = "") -> SearchForm:
    """Return the search's fields; `chosen` is the value of its only filter."""
    years = [Option(year, year or "Any year", year == chosen) for year in ("", "2026", "2025")]
    sorts = [Option("newest", "Newest first", True), Option("views", "Most viewed", False)]
    filters = [Choice("year", "Year", years)]
    return SearchForm(query, Choice("sort", "Sort", sorts), filters, most_letters=200)


EVERYTHING = Outcome(None, most=500, room=498, is_narrow=False, notes=[], filters=[], looser=[])
NARROW = Outcome(
    found=None,
    most=500,
    room=498,
    is_narrow=True,
    notes=["“x” is not a filter here, so it was left out."],
    filters=[Action("2026", "/studio/videos?q=bread"), Action("Photo posts", "/studio/videos")],
    looser=[],
)
LOOSER = [Action("Leave out “2026”", "/studio/videos?q=bread"), Action("All", "/studio/videos")]
NOTHING = replace(NARROW, found=0, looser=LOOSER)


def sync(
    state: str,
    found: int = 340,
    expected: int | None = 1200,
    *,
    ended_early: bool = False,
    is_watched: bool = False,
) -> Sync:
    return Sync(
        id=UUID(int=7),
        state=state,
        found=found,
        expected=expected,
        error="TikTok's list of your videos ended early." if ended_early else None,
        ended_early=ended_early,
        total=found,
        again_at="14:30 UTC",
        is_watched=is_watched,
    )


def order_row(number: int, *, title: str | None = None) -> OrderRow:
    shown = card(number, pending=number % 4 == 2, gone=number == 5)
    return OrderRow(shown.id, shown, title, has_alt=number % 2 == 0, is_pinned=number in (0, 3))


NOTHING_KEPT = Kept("", [], [], NO_FIELDS)


def order_list(wrong: Fields = NO_FIELDS) -> OrderList:
    """Return an order with a section that is empty; `wrong` are the fields of each form."""
    lost = OrderRow("7319", None, "Lost", has_alt=False, is_pinned=False)
    first = [order_row(0), order_row(1, title="Own"), order_row(2), lost]
    second = [order_row(number) for number in (3, 4, 5)]
    return OrderList(
        sections=[
            OrderSection("", "", "", first, 240, 4, NO_FIELDS, None),
            OrderSection("s1", "Over fire", "All of it hot.", second, 130, 3, wrong, NOTHING_KEPT),
            OrderSection("s2", "خبز", "", [], 0, 3, NO_FIELDS, kept(wrong)),
        ],
        state="0",
        gone=[lost, second[2]],
        refused=2,
        without_alt=4,
        moving=wrong,
        new=wrong,
        layouts=presenting_look.layouts(),
        most=30,
        title_length=120,
        about_length=600,
        words_length=200,
        focus=f"up-{first[1].id}",
        recent=kept(wrong),
        sorts={"": "No, by hand alone", "newest": "Newest", "views": "Most viewed"},
        periods={"any": "Any time", "year": "This year"},
        least_kept=1,
        most_kept=24,
    )


def kept(fields: Fields) -> Kept:
    """Return a rule's videos: one with a picture, one without yet, and one that is gone."""
    rows = [KeptRow("7401", card(7)), KeptRow("7402", card(8, pending=True))]
    left_out = [KeptRow("7403", None), KeptRow("7404", card(9, gone=True))]
    return Kept("The newest 12 videos, with #recipes, of this year", rows, left_out, fields)


def look_room(*, refused: bool = False) -> LookRoom:
    """Return the room of the look, all fields filled in; `refused`: with words at each of them."""
    choices = list(presenting_look.choices(laid_out("strip").look))
    typed = [TypedLink(f"{link.label}.", link.address) for link in LINKS]
    if not refused:
        words = Words(Fields({"headline": "Bread", "bio": "a\nb"}, {}), "Bread.", 120, 600, 12)
        linked = look_form.links_form(typed, TypedLink(), {}, focus="up-1")
        return LookRoom(ME, choices, {}, words, linked, BAR)
    fields = Fields(
        {"headline": '"><b>', "bio": "</textarea>"}, {"headline": "Long.", "bio": "Long."}
    )
    errors = {
        "label-1": "Long.",
        "address-1": "None.",
        "address-contact": "None.",
        "links": "Too many.",
    }
    linked = look_form.links_form(typed * 3, TypedLink("Write", "x"), errors)
    return LookRoom(
        ME, choices, {"layout": "Choose."}, Words(fields, "", 120, 600, 12), linked, BAR
    )


def preview(page: PublicPage, back: Action | None = None) -> contexts.Preview:
    strip = Strip("Your draft, as visitors would see it.", back)
    shown = replace(show(page), feeds=(), oembed="", linked_data="")
    return contexts.Preview(**vars(shown), strip=strip)


def edition_row(number: int, *, who: str = "by you", changes: str = "3 added") -> EditionRow:
    at, when = "2026-10-09T14:05:00+02:00", "9 Oct, 14:05"
    newest, second = number == 12, number == 11
    return EditionRow(number, at, when, who, 24, changes, is_public=newest, is_draft=second)


def edition_list() -> EditionList:
    changes = "14 added, 1 removed, order changed, accent Pine"
    added = Named([*CAPTIONS[:3], LONG_NAME, "Short"], 9)
    rows = [edition_row(12), edition_row(11, who=""), edition_row(10, changes="")]
    bounds = {"first": "2026-10-09T14:05", "last": "2027-10-10T14:05"}
    return EditionList(
        appointment=Appointment(
            "2026-12-24T18:00:00+07:00", "24 Dec, 18:00", "", NO_FIELDS, **bounds
        ),
        draft=Draft(True, changes, added, Named([CAPTIONS[0]], 0), f"{LIVE_URL}/{'x' * 43}"),
        rows=rows,
        older=10,
        is_newest=True,
        live_url=LIVE_URL,
        zone="Asia/Ho_Chi_Minh",
        focus="",
    )
