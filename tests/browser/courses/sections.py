"""Sections of the draft: made, and filled with ticked rows."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.tab import Role, Tab

ROWS = "() => [...document.querySelectorAll('.order-row')].map(row => row.dataset.id)"
HAS_HEADING = "title => [...document.querySelectorAll('h2')].some(each => each.innerText === title)"
IS_CHOSEN = "title => document.querySelector('#into option:checked').innerText === title"
SAYS = "words => document.querySelector('#said').innerText === words"


def ids(studio: Tab) -> list[str]:
    """Open the room of order from another room; return the ids of its rows."""
    studio.click(Role("link", "Order"))
    studio.wait_for_path("/studio/order")
    studio.wait_for(".order-row")
    return [str(video_id) for video_id in studio.evaluate(ROWS)]


def write(studio: Tab, text: str) -> None:
    for letter in text:
        studio.press(letter)


def make(studio: Tab, title: str, moved: Sequence[str]) -> None:
    """Add a section, tick these rows, and move them into it."""
    studio.click("#title-new")
    write(studio, title)
    studio.click(Role("button", "Add section"))
    studio.wait_until(HAS_HEADING, title)
    for video_id in moved:
        studio.click(f"#row-{video_id} .order-tick")
    studio.evaluate("() => document.querySelector('#into').focus()")
    write(studio, title)
    studio.wait_until(IS_CHOSEN, title)
    studio.click("#to-place")
    many = len(moved)
    studio.wait_until(SAYS, f"{many} videos moved. Moved to place 1 of {many} in {title}.")
