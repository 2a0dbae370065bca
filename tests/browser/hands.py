"""A person at a page who has only a keyboard, or only a finger."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

#: Where an element lies, seen from the focus: 0 for the focus itself, else the number of elements
#: that can have the focus up to it, negative before the focus. Tab may skip some of these.
SEEN_FROM_FOCUS = """element => {
    const focus = document.activeElement;
    if (focus === element) return 0;
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
    const isBehind = focus.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const between = all.filter(each => each.checkVisibility() && !each.disabled
        && (isBehind ? focus : element).compareDocumentPosition(each)
            & Node.DOCUMENT_POSITION_FOLLOWING
        && (isBehind ? element : focus).compareDocumentPosition(each)
            & Node.DOCUMENT_POSITION_PRECEDING);
    return isBehind ? between.length + 1 : -between.length - 1;
}"""
#: The places of a radio button and of the chosen one in their group.
PLACES = """radio => {
    const group = [...document.querySelectorAll(`input[name="${radio.name}"]`)];
    return [group.indexOf(radio), group.findIndex(each => each.checked)];
}"""
MOST_TABS = 400


class Keyboard:
    """Reaches controls by Tab and Shift+Tab alone, and presses keys there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, target: Locator) -> None:
        """Press Tab, or Shift+Tab if the target lies before the focus, until the target has it."""
        pressed = 0
        while pressed < MOST_TABS:
            distance = target.evaluate(SEEN_FROM_FOCUS)
            if distance == 0:
                return
            # Half of the way, since one Tab may pass several elements, such as a group of radios.
            for _ in range((abs(distance) + 1) // 2):
                self.page.keyboard.press("Tab" if distance > 0 else "Shift+Tab")
                pressed += 1
        raise AssertionError(f"{target} is not reached by Tab")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.go_to(target)
        self.page.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        self.go_to(target)
        self.page.keyboard.type(text)

    def choose(self, radio: Locator) -> None:
        """Choose a radio button: Tab reaches its group, and the arrows its value."""
        group = f'input[name="{radio.get_attribute("name")}"]'
        for _ in range(MOST_TABS):
            if self.page.locator(f"{group}:focus").count():
                break
            self.page.keyboard.press("Tab")
        place, chosen = radio.evaluate(PLACES)
        chosen = max(chosen, 0)  # without a chosen one, Tab leads to the first
        for _ in range(abs(place - chosen)):
            self.page.keyboard.press("ArrowDown" if place > chosen else "ArrowUp")
        assert radio.is_checked(), f"{radio} is not reached by the arrows"


class Finger:
    """Taps, swipes, and drags after a long press, as touches of the browser's own input."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._protocol: CDPSession = page.context.new_cdp_session(page)

    def tap(self, target: Locator) -> None:
        target.tap()

    def write(self, target: Locator, text: str) -> None:
        """Tap a field, and write with the keyboard that the phone then shows."""
        target.tap()
        self.page.keyboard.type(text)

    def swipe_up(self) -> None:
        """Swipe over half of the screen, which scrolls down."""
        size = self.page.viewport_size
        assert size is not None
        x, y = size["width"] / 2, size["height"] * 0.7
        self._touch("touchStart", x, y)
        for step in range(1, 11):
            self._touch("touchMove", x, y - step * size["height"] / 20)
            self.page.wait_for_timeout(16)
        self._touch("touchEnd")
        self.page.wait_for_timeout(200)

    def drag(self, start: Locator, end: Locator) -> None:
        """Press long on one element, and lift the finger in the lower part of another."""
        start.scroll_into_view_if_needed()
        first, last = start.bounding_box(), end.bounding_box()
        assert first is not None
        assert last is not None
        x, y = first["x"] + first["width"] / 2, first["y"] + first["height"] / 2
        to = last["y"] + last["height"] - 6
        self._touch("touchStart", x, y)
        self.page.wait_for_timeout(400)
        steps = 12
        for step in range(1, steps + 1):
            self._touch("touchMove", x, y + (to - y) * step / steps)
            self.page.wait_for_timeout(40)
        for nearer in (2, 0, 2):  # the rows between make room while the finger is over them
            self._touch("touchMove", x, to + nearer)
            self.page.wait_for_timeout(100)
        self._touch("touchEnd")

    def _touch(self, kind: str, *place: float) -> None:
        points: list[dict[str, Any]] = [{"x": place[0], "y": place[1]}] if place else []
        self._protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
