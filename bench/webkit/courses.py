"""The courses in WebKit, by name: each makes its own creator and returns a summary."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from bench.published import publish
from bench.webkit.tab import WebKitTab
from portfolio.supervisor.demo_page import boxes, save
from tests.browser import deeds
from tests.browser.courses import history, keys, walk, widths
from tests.servers.creators import Creator
from tests.servers.launch import Site

#: Opens a browser of a width and height in pixels, with its own cookies, and ends it.
Visit = Callable[..., AbstractContextManager[WebKitTab]]
COUNT = 3
#: MiniBrowser's window is never narrower than 290 pixels.
WIDTHS = [width for width in widths.WIDTHS if width >= 290]
WORDS = ("/", "/login", "/privacy", "/terms", "/@nobody-has-this")


def page_of(site: Site, account: str) -> str:
    """Publish a page of three videos over HTTP; return its path."""
    site.control("creators", {"account": account, "videos": COUNT})
    return publish(site, account, COUNT).removeprefix(site.url)


def from_sign_in_to_stranger(site: Site, visit: Visit) -> str:
    site.control("creators", {"account": "walker", "videos": 45})
    # As on a phone: a higher window would load the next tiles before any scrolling.
    with visit(390, 844) as studio:
        walk.sign_in(studio, "walker")
        chosen = walk.choose(studio, {20: [3, 0], 40: [29, 22, 26], 45: [44, 41]})
        path = walk.publish(studio)
    links = deeds.embed_links(site, "walker", chosen)
    with visit() as stranger:
        walk.see_covers(stranger, path, chosen)
        walk.watch(stranger, path, {video_id: links[video_id] for video_id in chosen[:2]})
    return f"{len(chosen)} of 45 videos published, all drawn in order, 2 watched"


def back_after_reload(site: Site, visit: Visit) -> str:
    with visit() as tab:
        history.back_after_a_reload_in_the_player(tab, page_of(site, "reloaded"))
    return "covers by Back, player by Forward"


def back_from_elsewhere(site: Site, visit: Visit) -> str:
    with visit() as tab:
        history.back_from_another_site(tab, page_of(site, "elsewhere"), f"{site.sandbox_url}/")
    return "the video, then covers, by Back"


def back_to_video_left(site: Site, visit: Visit) -> str:
    with visit() as tab:
        history.back_to_a_video_that_was_left_for_all_videos(tab, page_of(site, "returned"))
    return "the video, then covers, by Back"


def forward_after_reload(site: Site, visit: Visit) -> str:
    with visit() as tab:
        history.forward_after_a_reload_of_the_page(tab, page_of(site, "forwarded"))
    return "player by Forward, covers by Back"


def back_from_video_gone(site: Site, visit: Visit) -> str:
    path = page_of(site, "gone")
    creator = Creator(site, "gone")
    creator.sign_in()

    def leave() -> None:
        picker = creator.picker()
        save(creator.browser, picker, boxes(picker)[1:COUNT])
        creator.browser.press(creator.picker(), "Publish")

    with visit() as tab:
        history.back_from_a_video_that_has_left_the_page(tab, path, leave)
    return "words where the video was, covers by Back"


def keys_after_press(site: Site, visit: Visit) -> str:
    path = page_of(site, "pressed")
    with visit() as tab:
        tab.open(path)
        ids = tab.evaluate(walk.SHOWN)
        links = deeds.embed_links(site, "pressed", ids)
        keys.after_a_press_in_the_frame(tab, path, [links[each] for each in ids])
    return "ArrowRight and Escape reach the player"


def tab_into_frame(site: Site, visit: Visit) -> str:
    with visit() as tab:
        keys.after_tab_into_the_frame(tab, page_of(site, "tabbed"))
    return "the focus stays in the frame"


def no_sideways(site: Site, visit: Visit) -> str:
    path = page_of(site, "sized")
    seen, found = 0, []
    with visit() as tab:
        for each in (*WORDS, path):
            tab.open(each)
            found += widths.sideways(tab, WIDTHS)
            seen += 1
        tab.resize(1280, 900)
        history.open_first(tab, path)
        found += widths.sideways(tab, WIDTHS)
    assert not found, "; ".join(found)
    return f"{seen} pages and the player, {len(WIDTHS)} widths from {WIDTHS[0]} to {WIDTHS[-1]}"


COURSES: dict[str, Callable[[Site, Visit], str]] = {
    "walk: sign in, tick, publish, watch": from_sign_in_to_stranger,
    "history: Back after a reload in the player": back_after_reload,
    "history: Back from another site": back_from_elsewhere,
    "history: Back to a video left for all": back_to_video_left,
    "history: Forward after a reload": forward_after_reload,
    "history: Back from a video taken away": back_from_video_gone,
    "keys: after a press in TikTok's frame": keys_after_press,
    "keys: by Tab into the frame": tab_into_frame,
    "widths: nothing scrolls sideways": no_sideways,
}
