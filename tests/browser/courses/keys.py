"""Keys in the player after TikTok's frame was pressed, or reached by Tab."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.courses.history import sees
from tests.browser.tab import PATIENCE_SECONDS, Tab

PRESSES = 4
IS_IN_FRAME = "() => document.activeElement.matches('dialog iframe')"
# Without a window manager no window has the focus, but its documents still pass it on.
HAS_FOCUS = "() => document.hasFocus()"
TWO_FRAMES = """for (let drawn = 0; drawn < 2; drawn++)
    await new Promise(done => setTimeout(done, 50));"""
HAS_GIVEN_BACK = "had => document.hasFocus() === had && document.activeElement.id === 'now'"
IS_LOADED = "embed => document.querySelector('dialog[open] iframe')?.src === embed"


def after_a_press_in_the_frame(tab: Tab, path: str, embeds: Sequence[str]) -> None:
    """Press in TikTok's frame; the player's own keys must still work."""
    tab.open(path)
    tab.click("main a.cover")
    tab.wait_until(IS_LOADED, embeds[0])

    _press_in_the_frame(tab)
    tab.press("ArrowRight")
    tab.wait_until(IS_LOADED, embeds[1])
    _press_in_the_frame(tab)
    tab.press("Escape")
    sees(tab, "covers", path)


def _press_in_the_frame(tab: Tab) -> None:
    """Press in the frame until the focus is back; a press before it is drawn has no effect."""
    had_focus = tab.evaluate(HAS_FOCUS)
    tab.evaluate("() => document.querySelector('dialog [data-part=close]').focus()")
    for _ in range(PRESSES):
        tab.click("dialog iframe")
        if tab.becomes_true(HAS_GIVEN_BACK, had_focus, seconds=PATIENCE_SECONDS / PRESSES):
            return
    raise AssertionError("a press in the frame took the keyboard from the player")


def after_tab_into_the_frame(tab: Tab, path: str) -> None:
    """Enter the frame by Tab; the focus must stay there, so that its buttons can be reached."""
    tab.open(path)
    tab.click("main a.cover")
    tab.wait_for("dialog iframe")
    tab.press("Tab")

    tab.evaluate("() => document.querySelector('dialog iframe').focus()")

    assert tab.evaluate(f"async () => {{ {TWO_FRAMES} return ({IS_IN_FRAME})(); }}")
