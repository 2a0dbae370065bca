"""Back and Forward through the addresses that the player gives the page."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.tab import Role, Tab

# The reader's view: the page of covers, the player over it, a video's own page, or only words.
SEEN = """() => document.querySelector("dialog[open]") ? "player"
    : document.querySelector("main.player-layout") ? "video"
    : document.querySelector("main .video-grid") ? "covers" : "words" """


def sees(tab: Tab, what: str, path: str) -> None:
    """Wait until the reader has this view, at this path."""
    tab.wait_until(
        f"([what, path]) => location.pathname === path && ({SEEN})() === what", [what, path]
    )


def videos_of(tab: Tab, path: str) -> list[str]:
    """Open a page and return the paths of its videos."""
    tab.open(path)
    tab.wait_until("() => document.querySelector('main a.cover')")
    return list(
        tab.evaluate("() => [...document.querySelectorAll('main a.cover')].map(a => a.pathname)")
    )


def open_first(tab: Tab, path: str) -> str:
    """Open a page and the first video in its player; return the video's path."""
    first = videos_of(tab, path)[0]
    tab.click("main a.cover")
    sees(tab, "player", first)
    return first


def back_after_a_reload_in_the_player(tab: Tab, path: str) -> None:
    video = open_first(tab, path)
    tab.reload()
    sees(tab, "video", video)

    tab.go(-1)
    sees(tab, "covers", path)
    tab.go(1)
    sees(tab, "player", video)
    tab.press("Escape")
    sees(tab, "covers", path)


def back_from_another_site(tab: Tab, path: str, elsewhere: str) -> None:
    video = open_first(tab, path)
    tab.open(elsewhere)

    tab.go(-1)
    tab.wait_until(f"path => location.pathname === path && ({SEEN})() !== 'covers'", video)
    tab.go(-1)
    sees(tab, "covers", path)
    tab.go(1)
    sees(tab, "player", video)


def back_to_a_video_that_was_left_for_all_videos(tab: Tab, path: str) -> None:
    video = open_first(tab, path)
    tab.reload()
    tab.click(Role("link", "All videos"))
    sees(tab, "covers", path)

    tab.go(-1)
    tab.wait_until(f"path => location.pathname === path && ({SEEN})() !== 'covers'", video)
    tab.go(-1)
    sees(tab, "covers", path)


def forward_after_a_reload_of_the_page(tab: Tab, path: str) -> None:
    video = open_first(tab, path)
    tab.go(-1)
    sees(tab, "covers", path)
    tab.reload()

    tab.go(1)
    sees(tab, "player", video)
    tab.go(-1)
    sees(tab, "covers", path)


def back_from_a_video_that_has_left_the_page(
    tab: Tab, path: str, leave: Callable[[], None]
) -> None:
    """Go back from the page of a video; `leave` takes this first video off the public page."""
    video = open_first(tab, path)
    leave()
    tab.reload()
    sees(tab, "words", video)

    tab.go(-1)
    sees(tab, "covers", path)
    tab.go(1)
    sees(tab, "words", video)
    tab.go(-1)
    sees(tab, "covers", path)
