"""Sample values for each template, in the types that the program itself uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from portfolio.languages import LANGUAGES
from portfolio.services.accounts.departures import Inventory, Receipt
from portfolio.services.connections.health import Health
from portfolio.services.pages.look import LAYOUTS
from portfolio.views import contexts
from portfolio.views.api_contexts import Api, ApiAnswer, ApiField, Mark
from portfolio.views.contexts import Action, Context, Option, Other
from portfolio.views.edition_contexts import (
    Draft,
    Editions,
    EditionsChange,
    Named,
)
from portfolio.views.embed_contexts import EmbedCode, EmbedGone
from portfolio.views.feed_contexts import EntryContent
from portfolio.views.look_contexts import LookChange
from portfolio.views.order_contexts import (
    Order,
    OrderChange,
    OrderMoved,
    OrderRow,
    OrderSection,
    PickTexts,
    PickTextsChange,
)
from portfolio.views.picker_contexts import (
    Found,
    FoundCount,
    SyncOver,
    SyncPanel,
    SyncStarted,
    Ticked,
    TileCovers,
    Tiles,
    Undone,
)
from portfolio.views.presenting_reports import words_of_kinds
from portfolio.views.report_contexts import Report, Reported
from portfolio.views.studio_contexts import (
    Account,
    Connected,
    Fields,
    Leaving,
    PageChange,
    PageSettings,
    Published,
    Session,
    Settings,
    Suspension,
    ZoneChange,
)
from tests.look.sample_pages import (
    LONG_NAME,
    PAGE_SEARCH,
    WHEN,
    card,
    embed,
    embed_video,
    found,
    laid_out,
    played,
    player,
    poster,
    public_page,
    show,
    whole,
)
from tests.look.sample_rooms import (
    BAR,
    EMPTY_BAR,
    LIBRARY,
    LIVE_URL,
    ME,
    NARROW,
    NEW,
    NEW_LIBRARY,
    NO_FIELDS,
    NOTHING,
    STEPS,
    edition_list,
    look_room,
    order_list,
    order_row,
    picker,
    preview,
    search_fields,
    sync,
    tiles,
)

#: A name, and the context of a template.
Sample = tuple[str, Context]


#: The addresses of home and of the site's mark.
FRONT_DOOR = ("https://showreel.example/", "https://showreel.example/static/icons/large.1.png")


def directory(
    posters: Sequence[contexts.Poster], *, query: str = "", more: str = "", is_plain: bool = True
) -> contexts.Directory:
    sorts = [Option("lively", "Last published first", True), Option("new", "Newest", False)]
    return contexts.Directory(posters, 600, *FRONT_DOOR, query, 200, sorts, more, is_plain)


def samples() -> Iterator[Sample]:
    """Yield a name and a context, for every state of each template."""
    posters = [
        poster(public_page("Start here")),
        poster(public_page(None, name=LONG_NAME, avatar=None)),
    ]
    yield "home", contexts.Home(posters, 600, *FRONT_DOOR)
    yield "home, nobody there", contexts.Home([], 600, *FRONT_DOOR)
    yield "directory", directory(posters, more="/pages/found?after=1764000000.0~noor")
    yield "directory, searched", directory(posters, query="خبز <bread>", is_plain=False)
    yield "directory, nothing found", directory([], query="bread" * 30, is_plain=False)
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
    searched = replace(show(laid_out("grid")), search=PAGE_SEARCH, more="/@noorhaddad/more/2")
    yield "page with a search", searched
    yield "page search", found(show(whole(public_page(None))))
    yield "page search, nothing", replace(found(show(public_page())), outcome="No video with “x”")
    yield "page with a long name", show(public_page(None, name=LONG_NAME))
    yield "player", player(3)
    yield "player, first", player(0)
    yield "player, last", player(11)
    yield "player, gone", player(2, gone=True)

    yield "embed", embed(public_page("Start here", "Over fire"))
    yield "embed of few videos", embed(public_page(None, name="ليلى", avatar=None, each=2))
    yield "embed without videos", embed(public_page())
    yield "embed of a video", embed_video(public_page(None), 0)
    yield "embed of a video with a look", embed_video(laid_out("grid"), 1)
    yield "embed, gone", EmbedGone("Nothing is showing here", "The page was taken down.")

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
    yield "order", Order(ME, order_list(), 600, BAR, "")
    errors = {"picks": "Tick first.", "place": "A number.", "title": "Too long.", "about": "Long."}
    errors |= {"sort": "One of those.", "count": "1 to 24.", "words": "Long.", "left_out": "Full."}
    refused = Fields({"title": "x" * 121, "about": "", "place": "x", "into": "s1"}, errors)
    yield "order, refused", Order(ME, order_list(refused), 600, BAR, "It was changed elsewhere.")
    nothing = OrderSection("", "", "", [], 0, 0, NO_FIELDS, None)
    empty = replace(order_list(), sections=[nothing], without_alt=0, gone=[], recent=None)
    yield "order, empty", Order(NEW, empty, 600, EMPTY_BAR, "")
    yield "order, full", Order(ME, replace(order_list(), most=1), 600, BAR, "")
    texts = PickTexts(ME, order_row(1), NO_FIELDS, 200, 500, BAR)
    yield "own texts", texts
    wrong = Fields({"title": "x" * 201, "alt": "</textarea>"}, {"title": "Long.", "alt": "Long."})
    yield (
        "own texts, refused",
        replace(texts, fields=wrong, row=OrderRow("7", None, None, False, False)),
    )
    values = Settings("noor haddad", True, "blog.example\n*.example.org", unlisted=True)
    settings = PageSettings(
        ME,
        LIVE_URL,
        True,
        '<iframe src="https://showreel.example/@noorhaddad/embed"></iframe>',
        values,
        {},
        former=("mira.old", "m1ra"),
        most_former=10,
        shortest=2,
        longest=30,
        focus="",
        bar=BAR,
    )
    yield "page settings", settings
    yield "look", look_room()
    yield "look, refused", look_room(refused=True)
    errors = {"handle": "That name is taken.", "sites": "“a b” is no site."}
    wrong = replace(settings, live_url=None, errors=errors)
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
    of_answers = [ApiField("id", "string", "", "TikTok’s."), ApiField("look", "object", "Look", "")]
    address = "https://showreel.example/api/v1/pages/"
    api = Api(
        f"{address}{{handle}}",
        "https://showreel.example/api/v1/openapi.json",
        "It shows what visitors see.",
        [ApiAnswer("Page", of_answers), ApiAnswer("Look", of_answers[:1])],
        764,
        f"{address}noorhaddad",
        [
            Mark("", "{"),
            Mark("name", '"name"'),
            Mark("", ": "),
            Mark("text", '"<b>"'),
            Mark("", "}"),
        ],
    )
    yield "api", api
    yield "api, nobody there", replace(api, example_address="", example=[])
    ending = "The connection to TikTok ends in 9 days."
    warned = replace(ME, connection=Connected("Until 9 Dec", ending, True, False), steps=STEPS)
    yield "page settings, warned", replace(wrong, me=warned)
    ended = Health("Ended", [], None, "TikTok ended the connection.", "20261122")
    kinds = [Option(each, said, False) for each, said in words_of_kinds().items()]
    about = "https://showreel.example/@noorhaddad"
    report = Report("noorhaddad", LONG_NAME, about, kinds, NO_FIELDS, 2000, 200)
    yield "report", report
    wrong = dict.fromkeys(("kind", "words", "contact"), "This is missing, or too long by far.")
    yield "report, refused", replace(report, fields=Fields({"words": "</textarea>"}, wrong))
    html = Markup("<p>We are <b>us</b>.</p><h2>Who</h2><ul><li>I</li></ul>")
    others = [Other("de", "Deutsch", "/privacy/de"), Other("ar", "العربية", "/privacy/ar")]
    yield "a host's own text", contexts.HostWords("Privacy & <more>", html, others)
    yield "reported", Reported(LONG_NAME, about)
    reason = "Music that is not yours.\nhttps://example.org/" + "a" * 90
    suspended = replace(ME, suspension=Suspension("29 Nov", reason))
    bar = replace(EMPTY_BAR, is_suspended=True)
    yield "page settings, suspended", replace(settings, me=suspended, live_url=None, bar=bar)
    listed = replace(first, draft=replace(first.draft, is_suspended=True))
    yield "editions, suspended", Editions(suspended, listed, replace(bar, picked=3), "")
    yield "account, ended", replace(account, connection=ended)


def fragments() -> Iterator[Sample]:
    yield "covers", contexts.Covers([card(1), card(2, pending=True)], played)
    words = {"alt": "A loaf", "lines": ["Bread <slow>", "", "& butter"]}
    pictured = {"picture": "/@noorhaddad/v/1.jpg", "width": 300, "height": 400}
    entry = EntryContent("/@noorhaddad/v/1", **pictured, **words)
    yield "a feed's entry", entry
    yield "a feed's entry without words", replace(entry, lines=[])
    address, title = "https://showreel.example/@noorhaddad/embed", 'Noor "Bread" <Haddad>'
    code = EmbedCode(address, title, 600, 752, "", "")
    yield "the code of an embed", code
    yield "with its script", replace(code, script="https://showreel.example/embed-1.js")
    yield "with a quotation", replace(code, leads_to="https://showreel.example/@noorhaddad")
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
    for status in ("said", "saving"):
        yield f"published, {status}", Published(BAR, "Published: 2 added, order changed.", status)
    yield "order change", OrderChange(order_list(), BAR, "Moved to place 3 of 12 in Over fire.")
    rows = [order_row(2), order_row(3)]
    yield "order moved", OrderMoved(rows, "#rows-s1", "afterbegin", "", "1", BAR, "2 videos moved.")
    room = look_room(refused=True)
    yield "look change", LookChange([], {}, room.words, room.links, BAR, "Saved.")
    yield "look choice", LookChange([], {}, None, None, BAR, "Saved.")
    undone = (room.choices, room.errors, room.words, room.links)
    yield "look undone", LookChange(*undone, BAR, "Undone: Bio changed.")
    values = Settings(handle="noor haddad", recent=True)
    fields = (values, {"handle": "That name is taken."}, ["mira.old"], 10, 2, 30)
    own = Fields({"title": "Own", "alt": "</textarea>"}, {"alt": "Long."})
    yield "own texts change", PickTextsChange(own, 200, 500, BAR, "Long.")
    yield "own texts of nothing", PickTextsChange(None, 200, 500, BAR, "It is gone.")
    yield (
        "page change",
        PageChange(LIVE_URL, False, "", *fields, "live", BAR, "That name is taken."),
    )
    for state in ("queued", "running", "failed", "done"):
        yield f"sync {state}", SyncPanel(sync(state, is_watched=True))
    for state in ("running", "failed"):
        early = sync(state, ended_early=True, is_watched=True)
        yield f"sync {state}, ended early", SyncPanel(early)
    begun = SyncStarted(sync("queued"), {}, NARROW, tiles(), "", "2", "TikTok is asked.")
    yield "sync started", begun
    for state in ("done", "failed"):
        ended = sync(state, is_watched=True)
        yield f"sync over, {state}", SyncOver(LIBRARY, {"q": "bread"}, counted, sync=ended)
    zones = ["UTC", "Europe/Berlin"]
    yield "zone change", ZoneChange("UTC", zones, "", "Saved.")
    yield "zone change, refused", ZoneChange("UTC", zones, "Choose one of them.", "Choose one.")
