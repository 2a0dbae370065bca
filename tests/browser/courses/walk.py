"""The walk from the sign-in to a visitor who watches a video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.browser.courses.history import sees
from tests.browser.tab import Role, Tab
from tests.servers.waiting import wait_for

SYNCED = "() => document.querySelector('#sync:not([hx-get])')"
TILES = "() => [...document.querySelectorAll('.tile')].map(tile => tile.id.slice('tile-'.length))"
IS_TICKED = "id => document.querySelector(`#tile-${id} input[name=pick]`).checked"
IS_SAVED = """() => document.querySelector("#saving").textContent !== "Saving…"
    && !document.querySelector("[data-state=saving], [data-state=failed]")"""
# Returns whether at least `count` tiles are there; if not, scrolls to the foot of the list. There
# may be more tiles: while the foot is still visible after an answer, the list asks once more.
HAS_TILES = """count => {
    const tiles = document.querySelectorAll(".tile").length;
    if (tiles < count) document.querySelector(".more-tiles")?.scrollIntoView();
    return tiles >= count;
}"""
SHOWN = """() => [...document.querySelectorAll("main [data-video-id]")]
    .map(frame => frame.dataset.videoId)"""
# Scrolls a card into view, so that its picture is fetched, and returns whether it is drawn.
IS_DRAWN = """id => {
    const card = document.querySelector(`#v-${id}`);
    card.scrollIntoView({ block: "center" });
    return card.querySelector("img")?.naturalWidth > 0;
}"""
# The path of the page that the bar leads to; one of two links is visible, by the window's width.
PAGE_OF_BAR = """() => {
    const links = [...document.querySelectorAll("#bar a[href*='/@']")];
    return links.find(each => each.checkVisibility())?.pathname;
}"""
PLAYS = "embed => document.querySelector('dialog[open] iframe')?.src === embed"
HAS_FOCUS = "id => document.activeElement.matches(`#v-${id} a.cover`)"


def press_through_consent(tab: Tab, account: str) -> None:
    """Begin at the sign-in page, and allow everything on TikTok's consent page."""
    tab.open("/login")
    tab.click(Role("button", "Continue with TikTok"))
    tab.click(f'input[name="account"][value="{account}"]')
    tab.click(Role("button", "Continue"))


def sign_in(studio: Tab, account: str) -> None:
    """Sign in with TikTok, from the sign-in page to the picker with all videos."""
    press_through_consent(studio, account)
    studio.wait_for_path("/studio/videos")
    studio.wait_until(SYNCED)


def tick(studio: Tab, number: int) -> str:
    """Press the tile at this place (the newest is 0); return the video's id."""
    video_id = str(studio.evaluate(TILES)[number])
    studio.click(f"#tile-{video_id} label.tile-label")
    studio.wait_until(IS_TICKED, video_id)
    return video_id


def choose(studio: Tab, pages: Mapping[int, Sequence[int]]) -> list[str]:
    """Tick the tiles at these places; each key is the number of tiles to scroll to first."""
    chosen = []
    for count, places in pages.items():
        studio.wait_until(HAS_TILES, count)
        chosen += [tick(studio, place) for place in places]
    studio.wait_until(IS_SAVED)
    return chosen


def publish(studio: Tab) -> str:
    """Press Publish for the first time and return the path of the page."""
    studio.click(Role("button", "Publish"))
    studio.wait_until(PAGE_OF_BAR)
    return str(studio.evaluate(PAGE_OF_BAR))


def see_covers(stranger: Tab, path: str, ids: Sequence[str]) -> None:
    """Open the page and check that it shows these videos in this order, each with its picture."""
    stranger.open(path)
    wait_for(lambda: stranger.evaluate(SHOWN) == list(ids), "the covers in this order")
    for video_id in ids:
        stranger.wait_until(IS_DRAWN, video_id)


def watch(stranger: Tab, path: str, embeds: Mapping[str, str]) -> None:
    """Watch each video in the dialog and close it by key; then go from one to the next by key."""
    ids = list(embeds)
    for video_id in ids:
        stranger.click(f"#v-{video_id} a.cover")
        sees(stranger, "player", f"{path}/v/{video_id}")
        stranger.wait_until(PLAYS, embeds[video_id])
        stranger.wait_for("dialog [data-part=tiktok][href*='/video/']")
        stranger.press("Escape")
        sees(stranger, "covers", path)
        stranger.wait_until(HAS_FOCUS, video_id)
        assert stranger.count("dialog iframe") == 0

    stranger.click(f"#v-{ids[0]} a.cover")
    stranger.wait_until(PLAYS, embeds[ids[0]])
    stranger.press("ArrowRight")
    stranger.wait_until(PLAYS, embeds[ids[1]])
    stranger.click(Role("button", "Close player"))
    sees(stranger, "covers", path)
