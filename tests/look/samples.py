"""Sample values for each template, in the types that the program itself uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from portfolio.languages import LANGUAGES
from portfolio.services.accounts.departures import Inventory, Receipt
from portfolio.services.connections.health import Health
from portfolio.services.pages.accents import NAMES
from portfolio.services.pages.cards import Card, Picture
from portfolio.services.pages.directory import Poster
from portfolio.services.pages.links import Link
from portfolio.services.pages.look import LAYOUTS, Look
from portfolio.services.pages.look_settings import TypedLink
from portfolio.services.pages.picker import Tile
from portfolio.services.pages.public_page import PublicPage, Section
from portfolio.views import contexts, presenting, studio_contexts
from portfolio.views.contexts import Action, Context, Strip
from portfolio.views.edition_contexts import (
    Appointment,
    Draft,
    EditionList,
    EditionRow,
    Editions,
    EditionsChange,
    Named,
)
from portfolio.views.look_contexts import LookChange, LookRoom, Words
from portfolio.views.order_contexts import (
    Kept,
    KeptRow,
    Order,
    OrderChange,
    OrderList,
    OrderMoved,
    OrderRow,
    OrderSection,
    PickTexts,
)
from portfolio.views.picker_contexts import (
    Found,
    FoundCount,
    Library,
    Picker,
    Sync,
    SyncPanel,
    Ticked,
    TileCovers,
    Tiles,
    Undone,
)
from portfolio.views.search_contexts import Choice, Option, Outcome, SearchForm
from portfolio.views.studio import look_form, presenting_look
from portfolio.views.studio_contexts import (
    Account,
    Bar,
    Connected,
    Fields,
    Leaving,
    PageSettings,
    Session,
    Settings,
    Step,
    Undo,
)

#: A name, and the context of a template.
Sample = tuple[str, Context]

WHEN = datetime(2026, 10, 9, 12, tzinfo=UTC)
CAPTIONS = (
    "Sourdough from nothing but flour, water and a Tuesday #bread #fyp",
    "خبز الطابون كما كانت تصنعه جدتي، خطوة بخطوة",
    '<script>alert("caption")</script> & "quotes"',
    "",
)
LONG_NAME = "The Wednesday Evening Pottery & Glazing Society of Kirkby-in-Furness"


def card(number: int, *, pending: bool = False, gone: bool = False) -> Card:
    """Return a card like TikTok's: ids of 19 digits, long signed addresses, long captions."""
    video_id = str(7310000000000000137 + number * 137)
    secret = hashlib.sha256(video_id.encode()).hexdigest()
    caption = CAPTIONS[number % len(CAPTIONS)]
    url = (
        f"https://p16-common-sign.tiktokcdn-us.com/tos-useast5-p-0068-tx/{secret[:32]}_17953{number}"
        f"~tplv-tiktokx-cropcenter-q:300:400:q70.jpeg?dr=8596&refresh_token={secret[32:40]}"
        f"&x-expires=1795305600&x-signature={secret[:27]}%3D&t=4d5b0474&ps=13740610&shp=81f88b70"
        "&shcp=-&idc=useast5&biz_tag=tt_video&s=AWEME_DETAIL&sc=cover"
    )
    cover = Picture(url, 300, 400, WHEN + timedelta(hours=6), lasts=600)
    return Card(
        id=video_id,
        title=caption,
        description=f"{caption} Bury it, forget it, dig it up. {secret} " * 8,
        duration=None if number % 7 == 3 else 29 + number * 11,
        views=None if number % 5 == 4 else 4_800_000 // (number + 1),
        day=None if number % 9 == 8 else WHEN,
        embed=f"https://www.tiktok.com/player/v1/{video_id}?music_info=1&description=1&autoplay=1",
        tiktok_url=f"https://www.tiktok.com/@noorhaddad/video/{video_id}",
        hue=number % 12,
        cover=None if pending or gone else cover,
        due=pending,
        due_at=None,
        eager=number < 2,
        gone=gone,
        gone_since=WHEN if gone else None,
    )


def path_of(card: Card) -> str:
    """Return the path of this video on Noor's page."""
    return f"/@noorhaddad/v/{card.id}"


def public_page(
    *titles: str | None,
    name: str = "Noor Haddad",
    avatar: str | None = "/avatar.jpg",
    each: int = 12,
) -> PublicPage:
    sections = (
        Section(
            title,
            f"section-{place}",
            tuple(card(place * each + n, pending=n % 4 == 2) for n in range(each)),
            "If you only watch four." if title else None,
        )
        for place, title in enumerate(titles)
    )
    return PublicPage(
        creator_id=UUID(int=1),
        handle="noorhaddad",
        name=name,
        look=Look(NAMES[0]),
        bio="Bread, fire and patience.\nI bake in Rotterdam-Zuid.",
        avatar=avatar,
        is_avatar_due=False,
        avatar_until=None,
        profile_url="https://www.tiktok.com/@noorhaddad",
        version=1,
        sections=tuple(sections),
    )


def whole(page: PublicPage) -> PublicPage:
    """Return the same page without pending cards."""
    sections = (
        replace(
            section,
            cards=tuple(card(place * section.count + n) for n in range(section.count)),
        )
        for place, section in enumerate(page.sections)
    )
    return replace(page, sections=tuple(sections))


def show(page: PublicPage) -> contexts.PublicPage:
    ids = presenting.pending_ids(page)
    return contexts.PublicPage(
        page=presenting.page_view(page),
        sections=page.sections,
        pending_url=f"/@noorhaddad/covers?ids={ids}" if ids else "",
        covers_last=600,
        canonical="https://showreel.example/@noorhaddad",
        play=played,
    )


def played(video_id: str) -> str:
    return f"/@noorhaddad/v/{video_id}"


def player(at: int, *, gone: bool = False) -> contexts.Player:
    cards = list(whole(public_page("Start here")).cards())
    now = card(at, gone=gone)
    return contexts.Player(
        page=presenting.page_view(public_page("Start here")),
        card=now,
        previous=cards[at - 1] if at else None,
        next=cards[at + 1] if at + 1 < len(cards) else None,
        section="Start here" if at else None,
        position=at + 1,
        count=len(cards),
        covers_last=600,
        canonical=f"https://showreel.example{path_of(now)}",
        play=played,
        whole="/@noorhaddad",
    )


def poster(page: PublicPage) -> contexts.Poster:
    cards = list(page.cards())
    return presenting.poster_view(Poster(page, cards[:3], len(cards), 1270))


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
    changes="3 added, order changed, accent Pine",
    live_url=LIVE_URL,
    can_publish=True,
    undo=UNDO,
)
EMPTY_BAR = Bar(picked=0, hidden=0, changes="", live_url=None, can_publish=False, undo=None)
LIBRARY = Library(total=1204, is_growing=False, checked_ago="4 minutes ago", next_check="14:30 UTC")
NEW_LIBRARY = Library(total=0, is_growing=True, checked_ago=None, next_check="14:30 UTC")


def tiles() -> list[Tile]:
    cards = [*(card(n, pending=n % 4 == 2) for n in range(20)), card(20, gone=True)]
    return [Tile(each, 1 if n == 3 else None) for n, each in enumerate(cards)]


def picker(tiles: list[Tile], bar: Bar = BAR, **others: Any) -> Picker:
    """Return a picker of these tiles, with nothing more to load, no sync and no search."""
    shown = {"library": LIBRARY, "sync": None, "after": "", "more_after": None}
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


EVERYTHING = Outcome(None, most=500, is_narrow=False, notes=[], filters=[], looser=[])
NARROW = Outcome(
    found=None,
    most=500,
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
    return OrderRow(shown.id, shown, title, has_alt=number % 2 == 0)


NOTHING_KEPT = Kept("", [], [], NO_FIELDS)


def order_list(wrong: Fields = NO_FIELDS) -> OrderList:
    """Return an order with a section that is empty; `wrong` are the fields of each form."""
    lost = OrderRow("7319", None, "Lost", has_alt=False)
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
        without_alt=4,
        moving=wrong,
        new=wrong,
        layouts=presenting_look.layouts(),
        most=30,
        title_length=120,
        about_length=600,
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


LINKS = (
    Link("Prints", "https://noor.example/prints"),
    Link("", "https://www.bücher.example/noor"),
    Link("Call me", "tel:+31 10 123 45 67"),
)


def laid_out(layout: str) -> PublicPage:
    """Return a page with a look in every part, in this layout."""
    page = whole(public_page("Start here", "Over fire"))
    sections = tuple(replace(section, layout=layout) for section in page.sections)
    words = {"headline": "Bread, fire and patience.", "bio": "I bake in Rotterdam-Zuid."}
    contact = Link("Work with me", "mailto:noor@example.com")
    look = Look(NAMES[20], "dark", layout, "book", links=LINKS, contact=contact, **words)
    return replace(page, look=look, sections=sections)


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
    return contexts.Preview(**vars(show(page)), strip=strip)


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


def samples() -> Iterator[Sample]:
    """Yield a name and a context, for every state of each template."""
    posters = [
        poster(public_page("Start here")),
        poster(public_page(None, name=LONG_NAME, avatar=None)),
    ]
    yield "home", contexts.Home(posters, covers_last=600)
    yield "home, nobody there", contexts.Home([], covers_last=600)
    yield "sign-in", contexts.SignIn("/studio/page")
    yield "privacy", contexts.Privacy()
    yield "terms", contexts.Terms()
    actions = [Action("Continue with TikTok", "/login", main=True)]
    bare = contexts.Stopped(403, "You stopped on TikTok’s page", "Nothing was saved.", [], [])
    yield "stop", replace(bare, actions=actions, details=[("Said", "<no>")])
    yield "stop, bare", bare

    yield "page in sections", show(public_page("Start here", "Over fire"))
    yield "page without sections", show(whole(public_page(None)))
    yield "page with Recent", show(public_page(None, "Recent"))
    yield "page without videos", show(public_page(name="ليلى", avatar=None))
    for layout in LAYOUTS[1:]:
        yield f"page, {layout}", show(laid_out(layout))
    yield "page with a long name", show(public_page(None, name=LONG_NAME))
    yield "player", player(3)
    yield "player, first", player(0)
    yield "player, last", player(11)
    yield "player, gone", player(2, gone=True)

    videos = picker(tiles(), more_after="1")
    yield "picker", videos
    asked = {"q": "bread", "year": "2026"}
    searched = {"search": search_fields("bread", "2026"), "asked": asked}
    yield "picker, searched", replace(videos, outcome=NARROW, **searched)
    nothing = replace(videos, outcome=NOTHING, tiles=[], more_after=None, **searched)
    yield "picker, nothing found", nothing
    yield "picker, behind the last", replace(nothing, after="2.3.4.5")
    yield "picker, failed", replace(videos, sync=sync("failed"))
    first = replace(videos, me=NEW, library=NEW_LIBRARY, bar=EMPTY_BAR)
    yield "picker, first sync", replace(first, sync=sync("running"))
    yield "picker, queued", replace(first, tiles=[], sync=sync("queued", 0, None))
    none = replace(first, library=replace(LIBRARY, total=0), tiles=[], more_after=None)
    yield "picker, no videos", replace(none, sync=sync("done", 0, 0))
    yield "order", Order(ME, order_list(), BAR, "")
    errors = {"picks": "Tick first.", "place": "A number.", "title": "Too long.", "about": "Long."}
    errors |= {"sort": "One of those.", "count": "1 to 24.", "words": "Long.", "left_out": "Full."}
    refused = Fields({"title": "x" * 121, "about": "", "place": "x", "into": "s1"}, errors)
    yield "order, refused", Order(ME, order_list(refused), BAR, "It was changed elsewhere.")
    nothing = OrderSection("", "", "", [], 0, 0, NO_FIELDS, None)
    empty = replace(order_list(), sections=[nothing], without_alt=0, gone=[], recent=None)
    yield "order, empty", Order(NEW, empty, EMPTY_BAR, "")
    yield "order, full", Order(ME, replace(order_list(), most=1), BAR, "")
    texts = PickTexts(ME, order_row(1), NO_FIELDS, 200, 500)
    yield "own texts", texts
    wrong = Fields({"title": "x" * 201, "alt": "</textarea>"}, {"title": "Long.", "alt": "Long."})
    yield "own texts, refused", replace(texts, fields=wrong, row=OrderRow("7", None, None, False))
    values = Settings(handle="noor haddad", recent=True)
    settings = PageSettings(
        ME, LIVE_URL, values, errors={}, former=("mira.old", "m1ra"), most_former=10
    )
    yield "page settings", settings
    yield "look", look_room()
    yield "look, refused", look_room(refused=True)
    wrong = replace(settings, live_url=None, errors={"handle": "That name is taken."})
    yield "page settings, wrong", wrong
    account = Account(
        me=ME,
        username="noorhaddad",
        connection=Health("Connected", ["user.info.basic", "video.list"], 300, None, None),
        chosen="",
        languages=LANGUAGES,
        zone="Europe/Berlin",
        zones=["UTC", "Asia/Ho_Chi_Minh", "Europe/Berlin"],
        zone_refused="",
        sessions=[Session("Firefox on Linux", "just now", current=True)],
    )
    yield "account", account
    yield "account, zone refused", replace(account, zone_refused="Choose one of those shown.")
    inventory = Inventory(videos=1204, picks=24, editions=3, sessions=2, handle="noorhaddad")
    yield "leaving", Leaving(ME, inventory)
    yield "preview", preview(public_page("Start here"), Action("All editions", "/studio/editions"))
    yield "preview, at a private link", preview(public_page(None))
    whole_history = Editions(ME, edition_list(), BAR, "")
    yield "editions", whole_history
    none = Named([], 0)
    same = Draft(is_public=True, changes="", added=none, removed=none, link=None)
    unkept = replace(
        edition_list().appointment,
        refused="no video was ticked",
        fields=Fields({"at": "x"}, {"at": "Type a day and a time."}),
    )
    listed = replace(edition_list(), draft=same, older=None, appointment=unkept)
    yield "editions, nothing to publish", Editions(ME, listed, BAR, "It is not kept any more.")
    older = replace(edition_list(), is_newest=False)
    yield "editions, older ones", Editions(ME, older, BAR, "")
    first = replace(listed, draft=replace(same, is_public=False), rows=[], live_url=None)
    yield "editions, none yet", Editions(ME, first, EMPTY_BAR, "")
    yield "receipt", contexts.Receipt(Receipt(WHEN, WHEN, WHEN))
    yield "receipt, early", contexts.Receipt(Receipt(WHEN, None, None))
    ending = "The connection to TikTok ends in 9 days."
    warned = replace(ME, connection=Connected("Until 9 Dec", ending, True, False), steps=STEPS)
    yield "page settings, warned", replace(wrong, me=warned)
    ended = Health("Ended", [], None, "TikTok ended the connection.", "20261122")
    yield "account, ended", replace(account, connection=ended)


def fragments() -> Iterator[Sample]:
    yield "covers", contexts.Covers([card(1), card(2, pending=True)], played)
    yield "tiles", Tiles(tiles(), "2")
    yield "last tiles", Tiles(tiles(), None)
    found = Found(LIBRARY, {"q": "bread"}, NARROW, tiles(), "", "2")
    yield "found", found
    yield "found, all of it", replace(found, outcome=replace(NARROW, found=3), more_after=None)
    yield "found, nothing", replace(found, outcome=NOTHING, tiles=[], more_after=None)
    counted = replace(NARROW, found=340)
    yield "found, counted", FoundCount(LIBRARY, {"q": "bread"}, counted)
    yield "found, more than a page holds", FoundCount(LIBRARY, {}, replace(counted, found=2300))
    yield "tile covers", TileCovers(tiles())
    yield "ticked", Ticked([card(1).id, card(2).id], BAR)
    yield "a refused tick", Ticked([card(1).id], BAR, "A page holds at most 500 videos.")
    again = replace(edition_list(), focus="history")
    yield "editions change", EditionsChange(again, BAR, "Edition 3 is your draft again.")
    yield "undone", Undone([card(1).id, card(2).id], BAR, "Undone: 1 video unticked.")
    yield "order change", OrderChange(order_list(), BAR, "Moved to place 3 of 12 in Over fire.")
    rows = [order_row(2), order_row(3)]
    yield "order moved", OrderMoved(rows, "#rows-s1", "afterbegin", "", "1", BAR, "2 videos moved.")
    room = look_room(refused=True)
    yield "look change", LookChange(room.words, room.links, BAR, "Saved.")
    yield "look choice", LookChange(None, None, BAR, "Saved.")
    for state in ("queued", "running", "failed", "done"):
        yield f"sync {state}", SyncPanel(sync(state, is_watched=True))
    for state in ("running", "failed"):
        early = sync(state, ended_early=True, is_watched=True)
        yield f"sync {state}, ended early", SyncPanel(early)
